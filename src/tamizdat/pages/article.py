"""An article: one page, or as many as its length needs. Nothing is cut off, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tamizdat.pages import dates
from tamizdat.pages.appeals import Appeals, find_appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import LABELLED, print_more
from tamizdat.pages.cut import cut_html, length
from tamizdat.pages.escape import NOTHING, Markup, fill, text, trim
from tamizdat.pages.fit import ROOM
from tamizdat.pages.forms import WORDLESS, forms_in
from tamizdat.pages.headings import step_headings
from tamizdat.pages.letter import Room, find_letters, lay_out
from tamizdat.pages.links import href, root_of, text_path
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Frame, Paper, checked_path, named_link, open_frame, open_paper, page_values
from tamizdat.pages.pieces import Piece, Setting, figure_pieces, make_pieces, piece, text_pieces, with_dateline
from tamizdat.pages.recording import film_lead, print_chapters, recording_pieces, transcript_pieces
from tamizdat.pages.series import series_line, series_turn
from tamizdat.pages.social import card_tags
from tamizdat.pages.structured import describe_article
from tamizdat.pages.translations import Translation, find_translations, print_languages, view_translations

LONGEST_STANDFIRST = 1_200
MOST_NAMES = 12
MOST_TOPICS = 24
LOOKS = {"opinion": "opinion", "interview": "talk", "gallery": "shots"}
"""What the style calls these kinds, where they look unlike the rest."""
QUESTION = re.compile(r"<p>\s*<(strong|b)>(.*)</\1>\s*</p>", re.DOTALL)


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
    translations = find_translations(paper, article)
    appeals = find_appeals(paper, is_live=bool(ask(f"window:{public_id}")), article=article)
    sheet = open_sheet(paper, article, setting, translations, appeals)
    free = sheet.frame.kept_free
    letters = find_letters(paper, appeals, setting, free, is_page=article["kind"] == "page")
    tail, tail_length = print_tail(paper, article, setting)
    whole = ROOM - sheet.frame.length(sheet.values) - free
    room = Room(whole - sheet.size, whole - length(sheet.values["title"]), tail_length)
    parts = lay_out(list(make_flow(article, setting)), letters, room)
    pages = [print_part(paper, sheet, article, parts, number, tail) for number in range(1, len(parts) + 1)]
    return [*pages, *print_languages(paper, article, translations), *print_chapters(article)]


class Sheet(NamedTuple):
    """What stands around the text: on every page, and above it on the first."""

    frame: Frame
    values: dict[str, Markup]
    head: dict[str, Markup]
    size: int
    """What the first page's head takes of its room."""


def open_sheet(
    paper: Paper, article: dict[str, Any], setting: Setting, translations: list[Translation], appeals: Appeals
) -> Sheet:
    path, root = article["path"], setting.root
    bylines = [one for name in article["bylines"] if (one := paper.ask(f"byline:{name}"))]
    links = [_signed(paper, one) for one in bylines[:MOST_NAMES]]
    named = view_translations(paper, article, translations)
    values = page_values(path, article["headline"], article["standfirst"])
    values |= {"json": describe_article(paper, article, bylines), "card": card_tags(paper, article, root)}
    values["section_id"] = text(article["section"]) if article["kind"] != "page" else NOTHING
    values["lead"] = film_lead(article, setting) or _lead(article, setting)
    values["refresh"] = NOTHING
    head = view_head(paper, article)
    head["bylines"] = Markup(", ".join([WORDLESS.fill("byline.html", {"root": root, **one}) for one in links]))
    head["translations"] = Markup(
        ", ".join([WORDLESS.fill("translation.html", {"root": root, **one}) for one in named])
    )
    size = sum(map(length, (head["headline"], head["standfirst"], values["lead"], values["json"], values["card"])))
    size += sum(len(one["href"].encode()) + 20 for one in named)
    size += sum(length(one["name"]) + len(one["href"].encode()) for one in links)
    return Sheet(open_frame(paper, path, "article", article["language"], appeals), values, head, size)


def _signed(paper: Paper, byline: dict[str, Any]) -> dict[str, Markup]:
    """A name above the text; a guest is called so."""
    return {**named_link("byline", byline), "guest": paper.words["guest"] if byline.get("guest") else NOTHING}


def print_part(
    paper: Paper, sheet: Sheet, article: dict[str, Any], parts: list[list[Piece]], number: int, tail: Markup
) -> Output:
    path, total = part_path(article["path"], number), len(parts)
    values = {**sheet.values, "body": Markup("\n".join(step_headings([one for one in parts[number - 1] if one.html])))}
    values["previous"] = href(part_path(article["path"], number - 1)) if number > 1 else NOTHING
    values["next"] = href(part_path(article["path"], number + 1)) if number < total else NOTHING
    values["tail"] = tail if number == total else NOTHING
    values["place"] = values["go_on"] = NOTHING
    if total > 1:
        values |= _places(paper, number, total)
    if number > 1:
        values |= {"json": NOTHING, "lead": NOTHING, "about": NOTHING, "card": NOTHING}
        values["path"] = checked_path(path)
        values["title"] = Markup(f"{values['title']} ({dates.number(number, paper.language)})")
    head = {
        "root": root_of(path),
        "place": values["place"],
        "text_form": href(text_path(article["path"])),
        **sheet.head,
    }
    values["head"] = forms_in(paper.language).fill("article_head.html", head, is_first=number == 1)
    is_long = article["kind"] == "feature" and not article["dateline"] and number == 1
    return sheet.frame.print_page("article.html", path, values, look=LOOKS.get(article["kind"], ""), is_long=is_long)


def _places(paper: Paper, number: int, total: int) -> dict[str, Markup]:
    """Page 2 of 3; on to page 3."""
    words, language = paper.words, paper.language
    here, last, next_one = (dates.number(one, language) for one in (number, total, number + 1))
    return {"place": fill(words["part"], n=here, total=last), "go_on": fill(words["next_page"], n=next_one)}


def view_head(paper: Paper, article: dict[str, Any]) -> dict[str, Markup]:
    section = paper.ask(f"section:{article['section']}") if article["section"] else None
    kind = article["kind"]
    label = paper.words[kind] if kind in LABELLED else NOTHING
    short = length(article["standfirst"]) <= LONGEST_STANDFIRST
    way = named_link("section", section) if section else {"name": NOTHING, "href": NOTHING}
    return {
        "headline": text(article["headline"]),
        "standfirst": text(article["standfirst"]) if short else NOTHING,
        "label": NOTHING if section and way["name"] == label else label,
        "section": way["name"],
        "section_href": way["href"],
        **_moment(paper, "published", article["published"] if kind != "page" else None),
        **_moment(paper, "updated", article["updated"] if kind != "page" else None),
        "first": href(article["path"]),
    }


def _moment(paper: Paper, name: str, moment: str | None) -> dict[str, Markup]:
    if not moment:
        return {name: NOTHING, f"{name}_day": NOTHING}
    return {name: text(moment), f"{name}_day": text(dates.day_and_time(moment, paper.language, paper.zone))}


def _lead(article: dict[str, Any], setting: Setting) -> Markup:
    if not article["picture"]:
        return NOTHING
    return Markup("".join(one.html for one in figure_pieces(article["picture"], setting, eager=True)))


def make_flow(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    """Everything that goes over from page to page, in order."""
    if length(article["standfirst"]) > LONGEST_STANDFIRST:
        yield from (piece(one) for one in cut_html(f'<p class="stand">{text(article["standfirst"])}</p>', 4_000))
    yield from correction_pieces(article, setting)
    yield from series_line(article, setting)
    yield from recording_pieces(article, setting)
    pieces = with_dateline(list(make_pieces(article["body"], setting)), article["dateline"])
    yield from map(mark_question, pieces) if article["kind"] == "interview" else pieces
    yield from transcript_pieces(article, setting)
    yield from series_turn(article, setting)
    yield from _other_names(article, setting)


def mark_question(one: Piece) -> Piece:
    """In an interview a paragraph that is bold throughout is what was asked."""
    found = QUESTION.fullmatch(one.html)
    return one._replace(html=f'<p class="q">{one.html[3:]}') if found and f"</{found[1]}>" not in found[2] else one


def correction_pieces(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    zone = setting.ask("settings")["time_zone"]
    for one in article["corrections"]:
        day = {"at": text(one["at"]), "day": text(dates.day(one["at"], setting.language, zone))}
        for part in text_pieces([one["html"]], setting):
            yield piece(setting.fill("correction.html", {**day, "html": Markup(part.html)}))


def _other_names(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    """More names or topics than a head or a foot can hold stand at the end of the text."""
    for kind, ids in (("byline", article["bylines"][MOST_NAMES:]), ("topic", article["topics"][MOST_TOPICS:])):
        facts = [fact for one in ids if (fact := setting.ask(f"{kind}:{one}"))]
        for start in range(0, len(facts), MOST_TOPICS):
            links = _links(kind, facts[start : start + MOST_TOPICS], setting)
            yield piece(setting.fill("names.html", {"links": links}))


def _links(kind: str, facts: Sequence[dict[str, Any]], setting: Setting) -> Markup:
    return _each("link.html", " ", setting.root, [named_link(kind, one) for one in facts])


def _each(template: str, between: str, root: Markup, links: Sequence[dict[str, Markup]]) -> Markup:
    return Markup(between.join([WORDLESS.fill(template, {"root": root, **one}) for one in links]))


def print_tail(paper: Paper, article: dict[str, Any], setting: Setting) -> tuple[Markup, int]:
    """Topics, terms and "Read more", and how much room they take."""
    topics = [one for name in article["topics"][:MOST_TOPICS] if (one := paper.ask(f"topic:{name}"))]
    cards: Sequence[dict[str, Any]] = paper.ask(f"more:{article['id']}") if article["kind"] != "page" else ()
    values = {
        "topics": _links("topic", topics, setting),
        "licence": text(trim(article["licence"], 300)),
        "more": Markup("\n".join([print_more(paper, one, setting.root) for one in cards or ()])),
    }
    html = setting.fill("tail.html", values)
    return html, length(html) // 2  # mostly markup that repeats
