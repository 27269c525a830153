"""Pages that always stand: how to give, how to reach us, how to check, what to say when there is no page."""

from __future__ import annotations

from typing import Any

from tamizdat.core.canonical import canonical_json
from tamizdat.pages.appeals import Appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.languages import direction, own_name
from tamizdat.pages.links import href, is_web_address, onion_address, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import FEW_LANGUAGES, frame, open_paper, paper_html
from tamizdat.pages.templates import print_page
from tamizdat.pages.words import FALLBACK, has_words


def print_ways(language: str, ask: Ask) -> list[Output]:
    """How to reach the paper. Only this page and the one on giving name addresses that can change."""
    settings = ask("settings") or {}
    addresses = [str(settings.get("address") or ""), *public_addresses(ask), onion_address(settings)]
    return print_own_words("ways", language, ask, list(dict.fromkeys(one for one in addresses if one)))


def print_addresses(rest: str, ask: Ask) -> list[Output]:
    """``/ways.json``: the same for scripts. Format: docs/formats/facts-v1.md."""
    onion = onion_address(ask("settings") or {})
    value = {
        "addresses": public_addresses(ask),
        "format": "tamizdat-ways-v1",
        "onion": f"{onion.rstrip('/')}/" if onion else "",
    }
    return [Output("/ways.json", canonical_json(value), "application/json")]


def public_addresses(ask: Ask) -> list[str]:
    """The public pool, in the order in which its mirrors are recommended."""
    return [str(one) for one in (ask("mirrors") or {}).get("addresses", ()) if is_web_address(str(one))]


def print_own_words(what: str, language: str, ask: Ask, addresses: list[str] | None = None) -> list[Output]:
    """A page that holds what the newsroom wrote for it."""
    paper = open_paper(ask, language)
    path = f"/{language}/{what}/index.html"
    own = paper.fact[what]
    title = own["title"] or str(paper.words[what])
    values = {
        "heading": text(title),
        "body": paper_html(paper, own["html"], root_of(path)),
        "addresses": [text(one) for one in addresses or () if one not in own["html"]],
        "help": paper.words["line_help"] if what == "ways" else NOTHING,
    }
    return [print_page("standing.html", path, frame(paper, path, "standing", title=title) | values)]


def print_check(language: str, ask: Ask) -> list[Output]:
    """Where a browser compares a page with the newsroom's signature, and says what that proves and what it does not."""
    paper = open_paper(ask, language)
    path = f"/{language}/check/index.html"
    said_in = language if has_words(language, "check_intro") else FALLBACK
    context = frame(paper, path, "check", title=paper.words["check"])
    return [print_page("check.html", path, context | {"said_in": text(said_in), "said_dir": direction(said_in)})]


def print_missing(rest: str, ask: Ask) -> list[Output]:
    """What a server shows where there is no page, and the list of languages where there are many.

    The first is shown under any address, so its links begin at the top.
    """
    settings = ask("settings")
    if not settings:
        return []
    paper = open_paper(ask, settings["languages"][0])
    fronts: list[dict[str, Any]] = [
        {"lang": text(one), "dir": direction(one), "name": text(own_name(one)), "href": href(f"/{one}/index.html")}
        for one in settings["languages"]
    ]
    missing = frame(paper, "/404.html", "standing", title=paper.words["missing"], appeals=Appeals()) | {
        "root": Markup("/"),
        "heading": paper.words["missing"],
        "said": paper.words["missing_text"],
        "fronts": fronts,
    }
    missing_page = print_page("missing.html", "/404.html", missing)
    if len(fronts) <= FEW_LANGUAGES:  # every page names them all
        return [missing_page]
    choice = frame(paper, "/languages.html", "standing", title=paper.words["languages"]) | {
        "heading": paper.words["languages"],
        "said": NOTHING,
        "fronts": fronts,
    }
    return [missing_page, print_page("missing.html", "/languages.html", choice)]
