"""The two signed values, for the newsroom to fetch: all that leaves this side of the house."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FILES = ("offer.json", "statement.json")


def signed(request: HttpRequest, name: str) -> HttpResponse:
    """The very bytes that were signed; 404 as long as nothing was."""
    try:
        data = (settings.HOME.support_public / name).read_bytes() if name in FILES else None
    except FileNotFoundError:
        data = None
    if data is None:
        return HttpResponse(status=404)
    return HttpResponse(data, content_type="application/json")
