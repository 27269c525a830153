"""The podcast of a language: RSS 2.0 as players take it, with the names of iTunes and of podcastindex.org.

Players resolve no relative addresses, so this file names the paper's own, as sitemaps do; where the paper has none,
its addresses stay relative. The onion stands beside it as a second source.
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import Any

from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.ask import Ask
from tamizdat.pages.dates import parse_time
from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.identity import article_id
from tamizdat.pages.links import onion_address, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, open_paper
from tamizdat.pages.pieces import Setting, make_pieces
from tamizdat.pages.recording import chapters_path, clock, media_path
from tamizdat.pages.words import plain_words

RSS = "application/rss+xml"


def podcast_path(language: str) -> str:
    """One feed for each language."""
    return f"/{language}/podcast.xml"


def print_podcast(language: str, ask: Ask) -> list[Output]:
    """The newest episodes."""
    paper = open_paper(ask, language)
    path = podcast_path(language)
    base = str(paper.settings["address"]) + "/" if paper.settings["address"] else str(root_of(path))
    cards = ask(f"newest:podcast:{language}") or []
    episodes = [one for card in cards if (one := ask(f"article:{card['id']}")) and "recording" in one]
    values = {
        "title": text(f"{paper.name} — {plain_words(language)['podcast']}"),
        "about": text(paper.fact["tagline"] or paper.name),
        "name": text(paper.name),
        "lang": text(language),
        "page": _address(base, f"/{language}/podcast/index.html"),
        "self": _address(base, path),
        "items": Markup("\n".join(_item(paper, one, base) for one in episodes)),
    }
    return [Output(path, WORDLESS.encode("podcast.xml", values), RSS)]


def _address(base: str, path: str) -> Markup:
    return text(base + canonical_path(path)[1:])


def _item(paper: Paper, article: dict[str, Any], base: str) -> str:
    one = article["recording"]
    setting = Setting(paper.ask, Markup(base), paper.words, paper.language, in_feed=True)
    onion = onion_address(paper.settings)
    names = [fact["name"] for name in article["bylines"] if (fact := paper.ask(f"byline:{name}"))]
    values = {
        "id": text(article_id(article["id"])),
        "title": text(article["headline"]),
        "about": text(article["standfirst"]),
        "page": _address(base, article["path"]),
        "when": text(format_datetime(parse_time(article["published"]))) if article["published"] else NOTHING,
        "file": _address(base, media_path(one)),
        "bytes": text(str(one["bytes"])),
        "type": text(one["media_type"]),
        "lasts": text(clock(one["seconds"], "en")),
        "names": text(", ".join(names)),
        "chapters": _address(base, chapters_path(article["path"])) if article.get("chapters") else NOTHING,
        "transcript": _address(base, article["path"]) if article.get("transcript") else NOTHING,
        "onion": _address(f"{onion.rstrip('/')}/", media_path(one)) if onion else NOTHING,
        "notes": text("\n".join(piece.html for piece in make_pieces(article["body"], setting))),
    }
    return WORDLESS.fill("episode.xml", values)
