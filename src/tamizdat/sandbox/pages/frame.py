"""The frame of every page, and its policy."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from minijinja import Environment

from tamizdat.sandbox.http import Response
from tamizdat.sandbox.money import shown

HTML = "text/html; charset=utf-8"
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
POLICY = (
    "default-src 'none';style-src 'self';script-src 'self';connect-src 'self';img-src data:;base-uri 'none';"
    "frame-ancestors {ancestors}"
)


def _load(name: str) -> str:
    return (files("tamizdat.sandbox.pages") / "files" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(loader=_load, auto_escape_callback=lambda name: name.endswith(".html"))
    environment.add_filter("money", lambda amount, currency: shown(amount, currency))
    environment.add_filter("spaced", lambda number: " ".join(number[at : at + 4] for at in range(0, len(number), 4)))
    return environment


def render(name: str, status: int = 200, *, frames: bool = False, **values: Any) -> Response:
    """A page. Only the card field and the bank's question may stand inside another site's page."""
    html = _environment().render_template(name, **values)
    policy = POLICY.format(ancestors="*" if frames else "'none'")
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return Response(status, html.encode(), HTML, headers)


@cache
def file(name: str) -> Response:
    return Response(200, _load(name).encode(), KINDS[name.rpartition(".")[2]], {"Access-Control-Allow-Origin": "*"})
