"""The two small scripts."""

from __future__ import annotations

from importlib.resources import files

from django.http import HttpRequest, HttpResponse

from tamizdat.contributions.site.give.words import HERE

SCRIPTS = ("pay.js", "proof.js")


def script(request: HttpRequest, name: str) -> HttpResponse:
    """A script, read from the program; nothing else is here."""
    if name not in SCRIPTS:
        return HttpResponse(status=404)
    data = (files(HERE) / "assets" / name).read_bytes()
    response = HttpResponse(data, content_type="text/javascript; charset=utf-8")
    response["Content-Length"] = str(len(data))
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
