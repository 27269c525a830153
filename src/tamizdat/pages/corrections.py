"""All corrections of a language, the newest first; and what stands where something was withdrawn.

Cut from the oldest, as lists are: an old page is made again only when words on it were forgotten.
Format: docs/formats/corrections-v1.md.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tamizdat.core.trust.corrections import fact_name, line_hash, lines_of_page, page_of_line
from tamizdat.pages import dates
from tamizdat.pages.appeals import Appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.clean import clean_inline
from tamizdat.pages.escape import NOTHING, Markup, fill, text, trim
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.languages import direction, own_name
from tamizdat.pages.links import href, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_frame, open_paper, page_values
from tamizdat.pages.templates import print_page

NEWEST = 20
MOST_WORDS = 420
Line = dict[str, Any]


def folder(language: str) -> str:
    """Where corrections of a language are printed."""
    return f"/{language}/corrections"


def print_corrections(language: str, ask: Ask) -> list[Output]:
    """The newest; it stands also while there are none."""
    paper = open_paper(ask, language)
    extent = ask(f"lines:{language}")
    count = extent["count"] if extent else 0
    newest = range(max(count - NEWEST, 0) + 1, count + 1)
    path = f"{folder(language)}/index.html"
    values = _values(paper, path)
    values["description"] = _about(paper, language, path, count)
    lines = _find(language, newest, ask)
    if count > NEWEST:
        values["older"] = href(f"{folder(language)}/{page_of_line(count)}.html")
    return [_print(paper, path, values, lines, "lists")]


def print_corrections_archive(rest: str, ask: Ask) -> list[Output]:
    """``en/3``: corrections 41 to 60. It names nothing that is newer than itself."""
    language, _, number = rest.rpartition("/")
    paper = open_paper(ask, language)
    path = f"{folder(language)}/{number}.html"
    values = _values(paper, path)
    values["newer"] = href(f"{folder(language)}/index.html")
    values["older"] = href(f"{folder(language)}/{int(number) - 1}.html") if number != "1" else NOTHING
    values["place"] = fill(paper.words["page_number"], n=dates.number(int(number), paper.language))
    values["title"] = Markup(f"{values['title']} · {values['place']}")
    return [_print(paper, path, values, _find(language, lines_of_page(int(number)), ask), "archive")]


def _find(language: str, numbers: range, ask: Ask) -> list[Line]:
    found = (ask(fact_name(language, number)) for number in numbers)
    return [one for one in found if one][::-1]


def _print(paper: Paper, path: str, values: dict[str, Markup], lines: list[Line], kind: str) -> Output:
    views = [_view(paper, one) for one in lines]
    root = root_of(path)
    values["lines"] = Markup("\n".join([WORDLESS.fill("correction_line.html", {"root": root, **one}) for one in views]))
    return open_frame(paper, path, kind).print_page("list.html", path, values)


def _view(paper: Paper, line: Line) -> dict[str, Markup]:
    opening = line["opening"]
    at = opening["at"] if opening else f"{line['day']}T12:00:00Z"
    card = paper.ask(f"card:{opening['article']}") if opening else None
    return {
        "headline": text(trim(card["headline"], 250)) if card else NOTHING,
        "href": href(card["path"]) if card else NOTHING,
        "said": text(trim(plain_words(opening["html"]), MOST_WORDS)) if opening else paper.words["correction_gone"],
        "at": text(at if opening else line["day"]),
        "day": text(dates.day(at, paper.language, paper.zone)),
    }


def plain_words(html: str) -> str:
    """Inline HTML without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", clean_inline(html))).split())


def _about(paper: Paper, language: str, path: str, count: int) -> Markup:
    """What the list is; its last line's hash, which somebody may write down; and the file for whoever checks."""
    about = f'<p class="stand">{paper.words["corrections_text"]}</p>'
    if not count:
        return Markup(about)
    last = paper.ask(fact_name(language, count))
    file = f"{root_of(path)}{href(f'/facts/corrections/{language}/{page_of_line(count)}.jsonl')}"
    number = dates.number(count, paper.language)
    return Markup(
        f'{about}<p class="none"><a href="{file}">{number} · <code dir="ltr">{line_hash(last)}</code></a></p>'
    )


def _values(paper: Paper, path: str) -> dict[str, Markup]:
    title = str(paper.words["corrections"])
    empty = dict.fromkeys(
        ("over", "description", "cards", "lines", "newer", "older", "place", "feed", "numbers"), NOTHING
    )
    return page_values(path, title) | empty | {"heading": text(title)}


def print_gone(language: str, ask: Ask) -> list[Output]:
    """What a server shows, with the status 410, under any address that was withdrawn. It says no reason, ever."""
    settings = ask("settings")
    if not settings:
        return []
    paper, path = open_paper(ask, language), f"/{language}/410.html"
    front = {"lang": text(language), "dir": direction(language), "name": text(own_name(language))}
    values = frame(paper, path, "standing", title=paper.words["withdrawn"], appeals=Appeals()) | {
        "root": Markup("/"),
        "heading": paper.words["withdrawn"],
        "said": paper.words["withdrawn_text"],
        "fronts": [{**front, "href": href(f"/{language}/index.html")}],
    }
    return [print_page("missing.html", path, values)]
