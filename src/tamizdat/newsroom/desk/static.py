"""The desk's own style and scripts, sent by the newsroom itself: packed once, kept for ever by the browser."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseNotModified
from django.utils.functional import lazy

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
ALREADY_PACKED = {"image/png", "image/jpeg", "image/gif", "image/webp", "font/woff", "font/woff2"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file that belongs to the desk, not to the newsroom: the same for everybody."""

    data: bytes
    packed: bytes | None
    media_type: str
    digest: str


@lru_cache(maxsize=2000)
def find_static(name: str) -> StaticFile | None:
    """The file of this name among those that came with the program; no other file can be named."""
    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError, OSError):  # a name that leads out of the folders, or no name at all
        return None
    if not found or not Path(found).is_file():
        return None
    data = Path(found).read_bytes()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = None if media_type in ALREADY_PACKED else gzip.compress(data, 9, mtime=0)
    digest = hashlib.sha256(data).hexdigest()[:16]
    return StaticFile(data, packed if packed and len(packed) < len(data) else None, media_type, digest)


def _address(name: str) -> str:
    file = find_static(name)
    return f"{settings.STATIC_URL}{name}" + (f"?v={file.digest}" if file else "")


static_address = lazy(_address, str)


class NamedByDigest(StaticFilesStorage):
    """Addresses that change with the file, so that browsers may keep it for ever."""

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file with its digest."""
        file = find_static(name)
        return super().url(name) + (f"?v={file.digest}" if file else "")


class StaticFiles:
    """Answers everything below /static/ before anybody asks who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL) and request.method in ("GET", "HEAD"):
            return answer_static(request)
        return self.get_response(request)


def answer_static(request: HttpRequest) -> HttpResponse:
    """The file, packed when the browser can unpack it, or word that it has not changed."""
    file = find_static(request.path_info.removeprefix(settings.STATIC_URL))
    if file is None:
        return HttpResponseNotFound("There is no such file.", content_type="text/plain; charset=utf-8")
    packed = file.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
    tag = f'"{file.digest}{"-gz" if packed else ""}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(packed or file.data, content_type=_with_charset(file.media_type))
        if packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    response["Cache-Control"] = FOR_EVER if request.GET.get("v") else A_DAY
    response["Vary"] = "Accept-Encoding"
    return response


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
