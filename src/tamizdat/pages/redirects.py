"""Old addresses of an article: a small page at each, which leads to where the article is now."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from tamizdat.core.edition.paths import PathError, canonical_path
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import Markup, text, trim
from tamizdat.pages.languages import direction
from tamizdat.pages.links import href, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.templates import HTML, render
from tamizdat.pages.words import words_of

OURS = frozenset(("o", "tuf", "facts", "pictures", "sitemap"))
PAGE = re.compile(r"\.(?:[xs]?html?|php\d?|aspx?|jsp|cfm|cgi)\Z", re.IGNORECASE)
FILE = re.compile(
    r"\.(?:[xs]?html?|php\d?|aspx?|jsp|cfm|cgi|js|mjs|jsonl?|xml|rss|atom|svg|txt|css|ico|pdf|jpe?g|png|gif|avif|webp|"
    r"gz|br)\Z",
    re.IGNORECASE,
)
OWN_FOLDER = re.compile(
    r"(?:\d{4}|undated|latest|months|section|topic|byline|support|ways|check|feed|corrections|410\.html|index\.html|feed\.xml)\Z"
)


def print_redirects(public_id: str, ask: Ask) -> list[Output]:
    """A page for each old address that can be one here."""
    article = ask(f"article:{public_id}")
    if not article:
        return []
    known = list((ask("settings") or {}).get("languages", ()))
    languages = frozenset(known)
    ways = article["language"] if article["language"] in languages or not known else known[0]
    paths = {path for one in article["legacy"] if (path := legacy_path(one, languages))}
    return [_print(path, article, ways) for path in sorted(paths) if path != article["path"]]


def _print(path: str, article: dict[str, Any], ways: str) -> Output:
    language = article["language"]
    context = {
        "lang": text(language),
        "dir": direction(language),
        "target": Markup(root_of(path) + href(article["path"])),
        "headline": text(trim(article["headline"], 500)),
        "moved": words_of(language)["moved"],
        "ways": Markup(f"{root_of(path)}{href(f'/{ways}/ways/index.html')}"),
        "ways_name": words_of(language)["ways_short"],
    }
    return Output(path, render("redirect.html", context).encode(), HTML)


def legacy_path(address: str, languages: frozenset[str]) -> str | None:
    """The file that a browser gets for an old address: ``https://old.example/quay/`` → ``/quay/index.html``.

    None for addresses that no file can answer (a query decides), or that this edition keeps for itself.
    """
    try:
        parts = urlsplit(address)
        path = unquote(parts.path, errors="strict")
    except ValueError:
        return None
    if parts.query or not path.startswith("/") or path == "/":
        return None
    folders, _, last = path.rpartition("/")
    if not PAGE.search(last):
        path = f"{path.rstrip('/')}/index.html"
        folders = path.rpartition("/")[0]
    # A folder must not be named like a file: this edition, or another old address, may have that file.
    if any(FILE.search(one) for one in folders.split("/")) or _is_ours(path, languages):
        return None
    try:
        canonical_path(path)
    except PathError:
        return None
    return path


def _is_ours(path: str, languages: frozenset[str]) -> bool:
    first, _, rest = path[1:].partition("/")
    if first in OURS or path in ("/index.html", "/404.html", "/languages.html"):
        return True
    return first in languages and OWN_FOLDER.match(rest.partition("/")[0]) is not None
