"""The sitemap: an index, and files that each list the articles of five list pages. Only machines read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.links import root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import open_paper
from tamizdat.pages.templates import render

CHUNK = 5
"""List pages in one file."""
MOST_NEWS = 1_000
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
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
        files += [_address(f"/sitemap/news-{language}.xml")]
    values = {"root": public_root(settings, "/sitemap.xml"), "files": files}
    return [Output("/sitemap.xml", render("sitemap_index.xml", values).encode(), XML)]


def print_sitemap(rest: str, ask: Ask) -> list[Output]:
    """``en/2``: the articles of list pages 6 to 10; the first file also lists the standing pages."""
    language, _, number = rest.rpartition("/")
    settings = ask("settings")
    path = f"/sitemap/{language}-{number}.xml"
    root = public_root(settings, path)
    last = int(number) * CHUNK
    entries = _standing(language, root, ask) if number == "1" else []
    for page in range(last - CHUNK + 1, last + 1):
        entries += [_entry(card, settings, root, ask) for card in ask(f"cards:latest:{language}/{page}") or []]
    values = {"root": root, "entries": Markup("\n".join(entries))}
    return [Output(path, WORDLESS.encode("sitemap.xml", values), XML)]


def print_news_sitemap(language: str, ask: Ask) -> list[Output]:
    """Google's sitemap of news: what was published in the two days before the newest article.

    No clock: in a paper that has been silent it lists what the machine leaves out by itself.
    """
    settings = ask("settings")
    paper = open_paper(ask, language)
    extent = ask(f"extent:latest:{language}")
    pages = range(extent["pages"], max(extent["pages"] - 2, 0), -1) if extent else ()
    found = {one["id"]: one for one in ask(f"newest:latest:{language}") or []}
    found |= {one["id"]: one for page in pages for one in ask(f"cards:latest:{language}/{page}") or []}
    dated = sorted((one for one in found.values() if one["published"]), key=lambda one: (one["published"], one["id"]))
    since = _two_days_before(dated[-1]["published"]) if dated else ""
    path = f"/sitemap/news-{language}.xml"
    values = {"root": public_root(settings, path), "name": _words(paper.name), "lang": text(language)}
    entries = [
        {"href": _address(one["path"]), "at": text(one["published"]), "title": _words(one["headline"])}
        for one in reversed(dated) if one["published"] > since
    ][:MOST_NEWS]  # fmt: skip
    return [Output(path, render("sitemap_news.xml", {**values, "entries": entries}).encode(), XML)]


def _two_days_before(moment: str) -> str:
    return (datetime.strptime(moment, MOMENT).replace(tzinfo=UTC) - timedelta(days=2)).strftime(MOMENT)


def _words(words: str) -> Markup:
    return text("".join(one for one in words if one.isprintable()))


def public_root(settings: dict[str, Any], path: str) -> Markup:
    """Absolute where the newsroom has an address, as the protocol of sitemaps asks; else the way up from this file."""
    return text(f"{settings['address'].rstrip('/')}/") if settings["address"] else root_of(path)


def _address(path: str) -> Markup:
    return text(canonical_path(path)[1:])


def _standing(language: str, root: Markup, ask: Ask) -> list[Markup]:
    paths = [f"/{language}/index.html", f"/{language}/support/index.html", f"/{language}/ways/index.html"]
    paths += [one["path"] for one in ask(f"pages:{language}") or []]
    return [_print(root, one, NOTHING, NOTHING) for one in paths]


def _print(root: Markup, path: str, changed: Markup, others: Markup) -> Markup:
    values = {"root": root, "href": _address(path), "changed": changed, "others": others}
    return WORDLESS.fill("sitemap_url.xml", values)


def _entry(card: dict[str, Any], settings: dict[str, Any], root: Markup, ask: Ask) -> Markup:
    others = ask(f"translations:{card['group']}") or []
    named = _others(others, settings["languages"], root) if len(others) > 1 else []
    return _print(root, card["path"], text(card["updated"] or card["published"]), Markup("".join(named)))


def _others(others: list[dict[str, Any]], languages: list[str], root: Markup) -> list[Markup]:
    """Every language, and the one for readers of none of them: the first of the paper that there is."""
    by_language = {one["language"]: one for one in reversed(others)}
    default = next(by_language[one] for one in (*languages, *by_language) if one in by_language)
    return [_other(one["language"], one["path"], root) for one in others] + [_other("x-default", default["path"], root)]


def _other(tag: str, path: str, root: Markup) -> Markup:
    return WORDLESS.fill("sitemap_other.xml", {"root": root, "tag": text(tag), "href": _address(path)})
