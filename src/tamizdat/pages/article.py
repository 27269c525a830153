"""An article: one page, or as many as its length needs. Nothing is cut off, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import LABELLED, view_card
from tamizdat.pages.cut import cut_html, length
from tamizdat.pages.escape import NOTHING, Markup, fill, text, trim
from tamizdat.pages.fit import ROOM, fit
from tamizdat.pages.links import href, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, frame_length, named_link, open_paper, paper_html
from tamizdat.pages.pieces import Piece, Setting, figure_pieces, make_pieces, piece, text_pieces, with_dateline
from tamizdat.pages.structured import describe_article
from tamizdat.pages.templates import print_page, render
from tamizdat.pages.translations import find_translations, print_languages, view_translations

LONGEST_STANDFIRST = 1_200
MOST_NAMES = 12
MOST_TOPICS = 24
LETTER_AFTER = 4
"""Paragraphs before the newsroom's letter; a shorter text has it at the end."""


def part_path(path: str, number: int) -> str:
    """``/en/2026/03/quay.html`` → ``/en/2026/03/quay.2.html``: no slug holds a full stop, so no article is there."""
    return path if number == 1 else f"{path.removesuffix('.html')}.{number}.html"


def print_article(public_id: str, ask: Ask) -> list[Output]:
    """All pages of an article."""
    article = ask(f"article:{public_id}")
    if not article:
        return []
    if article["kind"] == "page":  # it stands in no list, so there may be no page of its topics and authors
        article = {**article, "bylines": [], "topics": []}
    paper = open_paper(ask, article["language"])
    setting = Setting(ask, root_of(article["path"]), paper.words, paper.language)
    context = frame(
        paper, article["path"], "article",
        title=article["headline"], about=article["standfirst"], language=article["language"],
    )  # fmt: skip
    translations = find_translations(paper, article)
    context |= _head(paper, article, setting) | view_translations(paper, article, translations)
    pieces = _with_letter(list(_flow(article, setting)), _letter(paper, article, setting))
    tail, tail_length = _tail(paper, article, setting)
    furniture = frame_length(context)
    first = ROOM - furniture - _head_length(context)
    later = ROOM - furniture - length(context["title"])
    parts = fit(pieces, first, later, tail_length)
    pages = [_print_part(paper, context, article, parts, number, tail) for number in range(1, len(parts) + 1)]
    return [*pages, *print_languages(paper, article, translations)]


def _print_part(
    paper: Paper, context: dict[str, Any], article: dict[str, Any], parts: list[list[Piece]], number: int, tail: Markup
) -> Output:
    path, total = article["path"], len(parts)
    values = {**context, "part": number, "body": Markup("\n".join(one.html for one in parts[number - 1]))}
    values["previous"] = href(part_path(path, number - 1)) if number > 1 else NOTHING
    values["next"] = href(part_path(path, number + 1)) if number < total else NOTHING
    values["tail"] = tail if number == total else NOTHING
    count = {"n": dates.number(number, paper.language), "total": dates.number(total, paper.language)}
    values["place"] = fill(paper.words["part"], **count)
    values["go_on"] = fill(paper.words["next_page"], n=dates.number(number + 1, paper.language))
    if number > 1:
        address = frame(paper, part_path(path, number), "article", title="")["path"]
        values |= {"json": NOTHING, "alternates": [], "lead": NOTHING, "about": NOTHING, "path": address}
        values["title"] = Markup(f"{context['title']} ({count['n']})")
    return print_page("article.html", part_path(path, number), values)


def _head(paper: Paper, article: dict[str, Any], setting: Setting) -> dict[str, Any]:
    ask = paper.ask
    section = ask(f"section:{article['section']}") if article["section"] else None
    bylines = [one for name in article["bylines"] if (one := ask(f"byline:{name}"))]
    kind = article["kind"]
    label = paper.words[kind] if kind in LABELLED else NOTHING
    short = length(article["standfirst"]) <= LONGEST_STANDFIRST
    return {
        "headline": text(article["headline"]),
        "standfirst": text(article["standfirst"]) if short else NOTHING,
        "label": NOTHING if section and text(section["name"]) == label else label,
        "is_feature": kind == "feature" and not article["dateline"],
        "section": named_link("section", section) if section else None,
        "bylines": [named_link("byline", one) for one in bylines[:MOST_NAMES]],
        "published": _moment(paper, article["published"] if kind != "page" else None),
        "updated": _moment(paper, article["updated"] if kind != "page" else None),
        "lead": _lead(article, setting),
        "first": href(article["path"]),
        "json": describe_article(paper, article, bylines),
    }


def _head_length(context: dict[str, Any]) -> int:
    size = sum(length(context[name]) for name in ("headline", "standfirst", "lead", "json"))
    size += sum(len(one["href"].encode()) + 20 for one in (*context["translations"], *context["alternates"]))
    return size + sum(length(one["name"]) + len(one["href"].encode()) for one in context["bylines"])


def _moment(paper: Paper, moment: str | None) -> dict[str, Markup] | None:
    if not moment:
        return None
    return {"at": text(moment), "day": text(dates.day_and_time(moment, paper.language, paper.zone))}


def _lead(article: dict[str, Any], setting: Setting) -> Markup:
    if not article["picture"]:
        return NOTHING
    return Markup("".join(one.html for one in figure_pieces(article["picture"], setting, eager=True)))


def _flow(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    """Everything that goes over from page to page, in order."""
    if length(article["standfirst"]) > LONGEST_STANDFIRST:
        yield from (piece(one) for one in cut_html(f'<p class="stand">{text(article["standfirst"])}</p>', 4_000))
    yield from correction_pieces(article, setting)
    yield from with_dateline(list(make_pieces(article["body"], setting)), article["dateline"])
    yield from _other_names(article, setting)


def correction_pieces(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    zone = setting.ask("settings")["time_zone"]
    for one in article["corrections"]:
        day = {"at": text(one["at"]), "day": text(dates.day(one["at"], setting.language, zone))}
        for part in text_pieces([one["html"]], setting):
            yield piece(setting.render("correction.html", when=day, html=Markup(part.html)))


def _other_names(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    """More names or topics than a head or a foot can hold stand at the end of the text."""
    for kind, ids in (("byline", article["bylines"][MOST_NAMES:]), ("topic", article["topics"][MOST_TOPICS:])):
        facts = [fact for one in ids if (fact := setting.ask(f"{kind}:{one}"))]
        for start in range(0, len(facts), MOST_TOPICS):
            links = [named_link(kind, one) for one in facts[start : start + MOST_TOPICS]]
            yield piece(setting.render("names.html", links=links))


def _letter(paper: Paper, article: dict[str, Any], setting: Setting) -> Piece | None:
    letter = paper.fact["letter"]
    if not letter or article["kind"] == "page":
        return None
    values = {
        "title": text(letter["title"]) or fill(paper.words["letter"], name=text(paper.name)),
        "html": paper_html(paper, letter["html"], setting.root),
        "signed": text(letter["signed"]),
        "home": text(paper.language),
    }
    return piece(setting.render("letter.html", **values))


def _with_letter(pieces: list[Piece], letter: Piece | None) -> list[Piece]:
    """The newsroom speaks inside the article, once the reader has begun; never between a subhead and its text."""
    if letter is None:
        return pieces
    texts = [at for at, one in enumerate(pieces) if one.is_text]
    if len(texts) < LETTER_AFTER + 2:
        return [*pieces, letter]
    at = texts[LETTER_AFTER - 1] + 1
    return [*pieces[:at], letter, *pieces[at:]]


def _tail(paper: Paper, article: dict[str, Any], setting: Setting) -> tuple[Markup, int]:
    """Topics, terms and "Read more", and how much room they take."""
    topics = [one for name in article["topics"][:MOST_TOPICS] if (one := paper.ask(f"topic:{name}"))]
    cards: Sequence[dict[str, Any]] = paper.ask(f"more:{article['id']}") if article["kind"] != "page" else ()
    values = {
        "root": Markup(setting.root),
        "words": paper.words,
        "topics": [named_link("topic", one) for one in topics],
        "licence": text(trim(article["licence"], 300)),
        "more": [view_card(paper, one, room=160) for one in cards or ()],
    }
    html = Markup(render("tail.html", values))
    return html, length(html) // 2  # mostly markup that repeats
