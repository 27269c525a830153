"""The sitemap: an index, and files that each list the articles of twenty list pages. Only machines read it."""

from __future__ import annotations

from typing import Any

from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import Markup, text
from tamizdat.pages.feeds import public_root
from tamizdat.pages.output import Output
from tamizdat.pages.templates import render

CHUNK = 20
"""List pages in one file."""
XML = "application/xml"


def print_sitemap_index(rest: str, ask: Ask) -> list[Output]:
    """The files of all languages."""
    settings = ask("settings")
    if not settings:
        return []
    files = []
    for language in settings["languages"]:
        extent = ask(f"extent:latest:{language}")
        count = -(-extent["pages"] // CHUNK) if extent else 0
        files += [_address(f"/sitemap/{language}-{number}.xml") for number in range(1, count + 1)]
    values = {"root": public_root(settings, "/sitemap.xml"), "files": files}
    return [Output("/sitemap.xml", render("sitemap_index.xml", values).encode(), XML)]


def print_sitemap(rest: str, ask: Ask) -> list[Output]:
    """``en/2``: the articles of list pages 21 to 40; the first file also lists the standing pages."""
    language, _, number = rest.rpartition("/")
    settings = ask("settings")
    path = f"/sitemap/{language}-{number}.xml"
    last = int(number) * CHUNK
    entries = _standing(language, ask) if number == "1" else []
    for page in range(last - CHUNK + 1, last + 1):
        entries += [_entry(card, ask) for card in ask(f"cards:latest:{language}/{page}") or []]
    values = {"root": public_root(settings, path), "entries": entries}
    return [Output(path, render("sitemap.xml", values).encode(), XML)]


def _address(path: str) -> Markup:
    return text(canonical_path(path)[1:])


def _standing(language: str, ask: Ask) -> list[dict[str, Any]]:
    paths = [f"/{language}/index.html", f"/{language}/support/index.html", f"/{language}/ways/index.html"]
    paths += [one["path"] for one in ask(f"pages:{language}") or []]
    return [{"href": _address(one), "changed": "", "others": []} for one in paths]


def _entry(card: dict[str, Any], ask: Ask) -> dict[str, Any]:
    article = ask(f"article:{card['id']}")
    others = (ask(f"translations:{article['group']}") or []) if article else []
    return {
        "href": _address(card["path"]),
        "changed": text(card["updated"] or card["published"]),
        "others": [{"tag": text(one["language"]), "href": _address(one["path"])} for one in others]
        if len(others) > 1
        else [],
    }
