"""A page as the press would print it, with what has not been published yet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tamizdat.newsroom.desk.preview_ask import PreviewAsk
from tamizdat.newsroom.desk.preview_drafts import draft_facts
from tamizdat.pages.errors import PageError
from tamizdat.pages.output import Output
from tamizdat.pages.units import make_unit

ADDRESS = re.compile(r'(\s(?:href|src)=")([^"]*)(")')
SOURCES = re.compile(r'(\ssrcset=")([^"]*)(")')
PAGE = re.compile(r"page-([1-9][0-9]{0,3})\Z")
PAGES = {"", ".html", ".xml"}
"""What a link may lead to; all else is a file that the page loads."""
ALONE = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""A preview runs no scripts and loads nothing from elsewhere."""


def render_page(page: Any, now: datetime | None = None) -> list[Output]:
    """All files that this page would print; raises PageError when it would be held back."""
    unit, drafts = draft_facts(page, now or timezone.now())
    return make_unit(unit, PreviewAsk(drafts))


def preview_page(page: Any, mode_name: str) -> HttpResponse:
    """One page of it for the editor, or in plain words why there is none."""
    try:
        outputs = [one for one in render_page(page) if one.media_type.startswith("text/html")]
    except PageError as error:
        return answer(render(None, "desk/held_back.html", {"reason": error}))
    found = PAGE.match(mode_name or "")
    shown = outputs[min(int(found[1]) if found else 1, len(outputs)) - 1]
    return answer(HttpResponse(rewrite_links(shown, [one.path for one in outputs])))


def answer(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = ALONE
    response["Cache-Control"] = "private, no-store"
    return response


def rewrite_links(output: Output, pages: Sequence[str]) -> str:
    """The page's relative links lead to the preview's own pages, to pictures for editors, or to the public site."""
    lead = link_leader(output.path, {path: number for number, path in enumerate(pages, 1)})
    html = ADDRESS.sub(lambda found: found[1] + escape(lead(unescape(found[2]))) + found[3], output.data.decode())
    return SOURCES.sub(lambda found: found[1] + escape(_each(unescape(found[2]), lead)) + found[3], html)


def _each(sources: str, lead: Callable[[str], str]) -> str:
    """A ``srcset``: addresses, each with its width."""
    parts = (one.strip().partition(" ") for one in sources.split(","))
    return ", ".join(f"{lead(address)}{space}{width}" for address, space, width in parts)


def link_leader(path: str, pages: Mapping[str, int]) -> Callable[[str], str]:
    """Gives the function that says where a link on the page at ``path`` leads in the preview."""

    def lead(address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return address
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if target in pages:
            return f"?mode=page-{pages[target]}{fragment}" if pages[target] > 1 else f"?mode={fragment}"
        if posixpath.splitext(target)[1] not in PAGES:
            return "/preview-files" + quote(target)
        public = settings.NEWSROOM.address
        ends = "/" if parts.path.endswith("/") and target != "/" else ""
        return f"{public}{quote(target)}{ends}{fragment}" if public else "#"

    return lead
