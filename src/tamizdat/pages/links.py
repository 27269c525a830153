"""Addresses inside a page: always relative, so that the tree works under any address and from a disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from tamizdat.core.edition.paths import PathError, canonical_path
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import Markup, text

UNSAFE = re.compile(r"[\x00-\x20\x7f\"%<>?#\\^`{|}\[\]:]")
LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


@lru_cache(50_000)
def href(path: str) -> Markup:
    """``/fa/خبر.html`` as it stands behind the page's own way to the root: letters of any script stay readable."""
    return Markup(escape(UNSAFE.sub(lambda one: f"%{ord(one[0]):02X}", path[1:])))


def root_of(path: str) -> Markup:
    """The way from a page to the root of the tree: ``/en/ways/index.html`` → ``../../``."""
    return Markup("../" * (path.count("/") - 1))


def text_path(path: str, number: int = 1) -> str:
    """``quay.html`` → ``quay.text.html``, ``quay.text.2.html``: no slug holds a full stop, so no article is there."""
    return f"{path.removesuffix('.html')}.text{'' if number == 1 else f'.{number}'}.html"


def resolve_links(html: str, ask: Ask, address: Callable[[str], str], own: str = "") -> str:
    """Links to articles lead to their pages, or are just their words where there is no such article.

    ``address`` makes a path a link from here. ``own``: the paper's address; links to a page below it stay within the
    edition, so that they lead on where that address is blocked.
    """

    def resolve(found: re.Match[str]) -> str:
        target, words = found.groups()
        if not target.startswith("article:"):
            path, mark = own_path(target, own)
            if path:
                return f'<a href="{address(path)}{mark}">{words}</a>'
            return f'<a href="{target}" rel="noreferrer">{words}</a>'
        card = ask(f"card:{target[8:]}")
        return f'<a href="{address(card["path"])}">{words}</a>' if card else words

    return LINK.sub(resolve, html) if "<a " in html else html


def own_path(target: str, own: str) -> tuple[str, str]:
    """``https://lamp.example/en/quay.html#end`` → ``/en/quay.html`` and ``#end``; nothing for what is no page of ours.

    The bare address is no page: whoever writes it names the place.
    """
    if not own or not target.startswith(f"{own}/") or "?" in target or "&" in target:
        return "", ""
    path, sign, mark = target[len(own) :].partition("#")
    path = unquote(path)
    if path.endswith("/"):
        path = "" if path == "/" else f"{path}index.html"
    try:
        return (path, sign + mark) if path and canonical_path(path) else ("", "")
    except PathError:
        return "", ""


def resolve_simple(html: str, ask: Ask, address: Callable[[str], str], own: str = "") -> str:
    """The same, of blocks in which nothing but the beginning of a link ends with ``">``."""
    if 'href="article:' in html or (own and f'href="{own}/' in html):
        return resolve_links(html, ask, address, own)
    return html.replace('">', '" rel="noreferrer">')


def host_of(address: str) -> Markup:
    """Whose page a link leads to."""
    try:
        return text((urlsplit(address).hostname or address).removeprefix("www."))
    except ValueError:
        return text(address)


def is_web_address(address: str) -> bool:
    """Only http and https are ever printed as links to elsewhere."""
    return address.lower().startswith(("http://", "https://"))


def onion_address(settings: dict[str, Any]) -> str:
    """The onion address of the paper, which stays while hosts come and go; empty where there is none."""
    onion = str(settings.get("onion") or "")
    return f"http://{onion}" if onion and "://" not in onion else onion
