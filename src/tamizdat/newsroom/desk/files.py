"""Files that only editors may see: originals as uploaded, and what a preview needs."""

from __future__ import annotations

import mimetypes
import re
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse

from tamizdat.newsroom.desk.preview_ask import PreviewAsk
from tamizdat.newsroom.originals import originals, renditions
from tamizdat.pages.errors import PageError
from tamizdat.pages.output import Output
from tamizdat.pages.units import make_unit
from tamizdat.shell.files import Files

PICTURE = re.compile(r"(?:pictures|media)/([0-9a-f]{64})\.([a-z0-9]{2,5})\Z")
ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
"""Whatever a file holds, the browser runs nothing of it."""


def serve_original(request: HttpRequest, name: str) -> HttpResponse:
    """A picture as uploaded, or a thumbnail of it. Strangers never get here: second_factor.py."""
    kept = "private, max-age=86400" if name.startswith("images/") else "private, no-store"
    return _send(originals(), name, kept)


def serve_preview_file(request: HttpRequest, name: str) -> HttpResponse:
    """What a page in the preview loads: re-encoded pictures and the reader's scripts."""
    if PICTURE.match(name):
        return _send(renditions(), name.rpartition("/")[2], "private, max-age=86400")
    for file in reader_files():
        if file.path == f"/{name}":
            response = HttpResponse(file.data, content_type=file.media_type)
            response["Content-Security-Policy"] = ALONE
            return response
    raise Http404


@lru_cache(maxsize=1)
def reader_files() -> list[Output]:
    """The icon and scripts that every edition carries."""
    try:
        return make_unit("static", PreviewAsk({}))
    except PageError:
        return []


def _send(files: Files, name: str, kept: str) -> HttpResponse:
    try:
        data = files.read(name)
    except (ValueError, OSError):
        raise Http404 from None
    response = HttpResponse(data, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response["Cache-Control"] = kept
    response["Content-Security-Policy"] = ALONE
    return response


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that Wagtail would answer and this newsroom does not use."""
    raise Http404
