"""An article's other languages: named on its own page while they are few, on pages of their own where they are many."""

from __future__ import annotations

from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.languages import direction, own_name
from tamizdat.pages.links import href
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame
from tamizdat.pages.templates import print_page

FEW = 12
"""More addresses, in scripts that percent-encoding makes long, leave no room for the text."""
ON_A_PAGE = 24

Translation = dict[str, Markup]


def find_translations(paper: Paper, article: dict[str, Any]) -> list[Translation]:
    """All languages of an article, itself included; empty when it stands alone."""
    all_of_it = paper.ask(f"translations:{article['group']}") or []
    if len(all_of_it) < 2:
        return []
    seen: dict[str, Translation] = {}
    for one in all_of_it:
        language = one["language"]
        if language not in seen or one["id"] == article["id"]:
            seen[language] = {
                "lang": text(language),
                "dir": text(direction(language)),
                "name": text(own_name(language)),
                "href": href(one["path"]),
            }
    return list(seen.values()) if len(seen) > 1 else []


def view_translations(paper: Paper, article: dict[str, Any], found: list[Translation]) -> list[Translation]:
    """What the article's own page says of them. Machines take whole addresses only: they read the sitemap."""
    if len(found) > FEW:
        way = href(languages_path(article["path"], 1))
        name = paper.words["languages"]
        return [{"lang": text(paper.language), "dir": NOTHING, "name": name, "href": way}]
    return [one for one in found if one["lang"] != article["language"]]


def languages_path(path: str, number: int) -> str:
    """``quay.html`` → ``quay.languages.html``, ``quay.languages.2.html``: no slug holds a full stop."""
    return f"{path.removesuffix('.html')}.languages{'' if number == 1 else f'.{number}'}.html"


def print_languages(paper: Paper, article: dict[str, Any], found: list[Translation]) -> list[Output]:
    """The pages that name many languages; each leads to the next."""
    if len(found) <= FEW:
        return []
    last = -(-len(found) // ON_A_PAGE)
    return [_print_page(paper, article, found, number, last) for number in range(1, last + 1)]


def _print_page(paper: Paper, article: dict[str, Any], found: list[Translation], number: int, last: int) -> Output:
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    if number < last:
        name = Markup(f"{paper.words['languages']} · {dates.number(number + 1, paper.language)}")
        way = href(languages_path(article["path"], number + 1))
        shown = [*shown, {"lang": text(paper.language), "dir": NOTHING, "name": name, "href": way}]
    path = languages_path(article["path"], number)
    context = frame(paper, path, "standing", title=article["headline"], language=article["language"])
    values = {"heading": text(article["headline"]), "said": paper.words["languages"], "fronts": shown}
    return print_page("missing.html", path, context | values)
