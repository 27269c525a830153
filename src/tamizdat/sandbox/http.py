"""A request as it came, and an answer as it goes: the thin layer above WSGI."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]
    """By lower-case name."""
    base: str


@dataclass(slots=True)
class Response:
    """What it gets."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    is_lost: bool = False
    """The work was done, and the answer never arrives whole."""


def as_json(value: Any, status: int = 200, **headers: str) -> Response:
    body = json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"
    return Response(status, body, headers={name.replace("_", "-"): text for name, text in headers.items()})


def see_other(url: str) -> Response:
    return Response(303, b"", "text/plain", {"Location": url})


def read_request(environ: dict[str, Any]) -> Request:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST)
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    host = headers.get("host") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return Request(
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", "/"),
        environ.get("QUERY_STRING", ""),
        environ["wsgi.input"].read(length) if length else b"",
        headers,
        f"http://{host}",
    )


def send(response: Response, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A lost answer promises more than it sends, so that no client can take it for whole."""
    length = len(response.body) + (1_000 if response.is_lost else 0)
    status = f"{response.status} {HTTPStatus(response.status).phrase}"
    headers = [("Content-Type", response.kind), ("Content-Length", str(length)), ("Cache-Control", "no-store")]
    start_response(status, [*headers, *response.headers.items()])
    return [response.body[:1] if response.is_lost else response.body]
