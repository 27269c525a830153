"""What every answer of the support site says to a browser: run nothing of others, tell nobody, keep nothing.

And what is not read at all: Django would write a large file that somebody sends with a form to this machine's disk.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
}


class SupportHeaders:
    """Sets what a view has not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = _refused(request)
        response = HttpResponse(status=status) if status else self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response


def _refused(request: HttpRequest) -> int:
    """0: go on. Too large, or an address with a sign in it that no database takes."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdigit() or len(length) > 15 or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return 413
    return 404 if "\0" in request.path else 0
