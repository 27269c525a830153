"""Sound and film on an article's page: from the edition itself, nothing is loaded before the reader asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.cut import cut_html
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.links import href
from tamizdat.pages.output import Output
from tamizdat.pages.pictures import view_picture
from tamizdat.pages.pieces import LONGEST_LINE, LONGEST_PIECE, Piece, Setting, figure_pieces, piece

MILLION = 1_000_000
CHAPTERS_A_PIECE = 20
Article = dict[str, Any]


def media_path(recording: dict[str, Any]) -> str:
    """Where the file lies."""
    return f"/media/{recording['digest']}.{recording['extension']}"


def is_film(recording: dict[str, Any]) -> bool:
    """A film is a link with its poster; sound has a player."""
    return str(recording["media_type"]).startswith("video/")


def recording_pieces(article: Article, setting: Setting) -> Iterator[Piece]:
    """The player or the link, then the chapters."""
    one = article.get("recording")
    if not one:
        return
    if not film_lead(article, setting):  # else the link stands there
        yield piece(setting.fill("film.html" if is_film(one) else "sound.html", _values(article, setting)))
    yield from _chapters(article.get("chapters", []), one, setting)


def film_lead(article: Article, setting: Setting) -> Markup:
    """The lead picture of a film is its poster, a link to it; a covered one stands above the link. Else nothing."""
    one, lead = article.get("recording"), article["picture"]
    picture = view_picture(setting.ask, lead["picture"], lead["alt"]) if one and lead and is_film(one) else None
    if not picture:
        return NOTHING
    if lead.get("sensitive"):
        covered = "".join(made.html for made in figure_pieces(lead, setting))
        return Markup(covered + film_link(article, setting))
    values = _values(article, setting)
    caption, *rest = cut_html(setting.inline(lead["caption"]), LONGEST_LINE * 2)
    credits = dict.fromkeys(one for one in (picture.values["credit"], values["credit"]) if one)
    told = {"caption": Markup(caption), "credit": Markup(" · ".join(credits))}
    poster = setting.fill("film.html", values | picture.values | told)
    return Markup(poster + "".join(f'<p class="cap">{part}</p>' for part in rest))


def film_link(article: Article, setting: Setting) -> Markup:
    """The link to a film, without its poster; nothing where this is no film."""
    one = article.get("recording")
    return setting.fill("film.html", _values(article, setting)) if one and is_film(one) else NOTHING


def _values(article: Article, setting: Setting) -> dict[str, Markup]:
    one = article["recording"]
    size = dates.number(max(round(one["bytes"] / MILLION), 1), setting.language)
    return {
        "file": href(media_path(one)),
        "type": text(one["media_type"]),
        "title": text(trim(one["title"], 200)),
        "credit": text(trim(one["credit"], 200)),
        "lasts": text(clock(one["seconds"], setting.language)),
        "size": Markup(f"{size}\u202fMB"),
        **dict.fromkeys(("src", "width", "height", "avif", "large", "alt", "caption"), NOTHING),
    }


def clock(seconds: int, language: str) -> str:
    """``750`` → ``12:30``, in the language's own digits."""
    hours, rest = divmod(seconds, 3600)
    parts = [hours, rest // 60, rest % 60] if hours else [rest // 60, rest % 60]
    padded = [str(parts[0]), *(f"{one:02}" for one in parts[1:])]
    return ":".join("".join(dates.number(int(digit), language) for digit in one) for one in padded)


def _chapters(chapters: list[dict[str, Any]], recording: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    if not chapters:
        return
    yield piece(f"<h2>{setting.words['chapters']}</h2>", leads=True)
    file = f"{setting.root}{href(media_path(recording))}"
    for start in range(0, len(chapters), CHAPTERS_A_PIECE):
        lines = [
            f'<li><a href="{file}#t={one["at"]}"><bdi>{clock(one["at"], setting.language)}</bdi></a> '
            f"<bdi>{text(trim(one['title'], 200))}</bdi></li>"
            for one in chapters[start : start + CHAPTERS_A_PIECE]
        ]
        yield piece(f'<ul class="chapters">{"".join(lines)}</ul>')


def transcript_pieces(article: Article, setting: Setting) -> Iterator[Piece]:
    """What is said, for who cannot hear it, or not now."""
    words = article.get("transcript")
    if not words:
        return
    yield piece(f'<h2 id="transcript">{setting.words["transcript"]}</h2>', leads=True)
    for line in str(words).split("\n"):
        if line.strip():
            for part in cut_html(f"<p>{text(line.strip())}</p>", LONGEST_PIECE):
                yield piece(part)


def chapters_path(path: str) -> str:
    """``quay.html`` → ``quay.chapters.json``: no slug holds a full stop."""
    return f"{path.removesuffix('.html')}.chapters.json"


def print_chapters(article: Article) -> list[Output]:
    """For players of podcasts: JSON Chapters 1.2."""
    chapters = article.get("chapters")
    if not chapters or "recording" not in article:
        return []
    told = {"version": "1.2.0", "chapters": [{"startTime": one["at"], "title": one["title"]} for one in chapters]}
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return [Output(chapters_path(article["path"]), data, "application/json")]


def describe_recording(article: Article) -> dict[str, Any]:
    """For search engines, beside the article."""
    one = article.get("recording")
    if not one:
        return {}
    kind = "video" if is_film(one) else "audio"
    told = {
        "@type": f"{kind.title()}Object",
        "name": trim(one["title"] or article["headline"], 200),
        "contentUrl": "../" * (article["path"].count("/") - 1) + media_path(one)[1:],
        "encodingFormat": one["media_type"],
        "duration": f"PT{one['seconds']}S",
    }
    if article["published"]:
        told["uploadDate"] = article["published"]
    return {kind: told}
