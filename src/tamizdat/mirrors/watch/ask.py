"""Ask a mirror for one object, as any reader's browser would: no cookie, no referrer, the same headers always."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any, cast

from tamizdat.core.edition.errors import EditionError
from tamizdat.mirrors.watch.observation import ProbeError
from tamizdat.mirrors.watch.wire import FileOf, Wire
from tamizdat.reading.fetch import HEADERS
from tamizdat.reading.unpack import unpack

LONGEST_BLOCK_PAGE = 60_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: status, where it sends us, and at most one byte more than was asked for."""

    status: int
    location: str
    data: bytes
    is_last: bool = True
    """The server will answer nothing more on this connection."""


def ask(wire: Wire, host: str, path: str, limit: int) -> Answer:
    """One request and its answer, unpacked. Raises ProbeError: what ends too soon is ``reset`` or ``cut-16k``."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in HEADERS.items())]
    wire.send(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
    response = HTTPResponse(cast(Any, FileOf(wire)), method="GET")
    try:
        response.begin()
        is_file = response.status == 200
        data = _read(response, (limit + limit // 100 + 1_000) if is_file else LONGEST_BLOCK_PAGE)
    except IncompleteRead as error:
        raise _broken(wire, f"{len(error.partial):,} bytes of an object came") from None
    except ConnectionResetError:  # the standard library's word for: no answer at all
        raise _broken(wire, "no answer") from None
    except HTTPException as error:
        raise ProbeError("foreign-body", f"it does not speak HTTP as servers do: {type(error).__name__}") from None
    answer = Answer(response.status, response.getheader("Location") or "", data, response.will_close)
    return _unpacked(answer, response.getheader("Content-Encoding") or "", limit)


def _read(response: HTTPResponse, most: int) -> bytes:
    """The body, or a byte more of it than may be; ``IncompleteRead`` when it ends before the length it promised."""
    data = response.read(most + 1)
    if len(data) <= most and response.length:
        raise IncompleteRead(data, response.length)
    return data


def _broken(wire: Wire, note: str) -> ProbeError:
    return ProbeError("cut-16k" if wire.was_cut else "reset", f"ended after {wire.received:,} bytes: {note}")


def _unpacked(answer: Answer, encoding: str, limit: int) -> Answer:
    data = answer.data
    if encoding.strip().lower() in ("gzip", "x-gzip"):
        try:
            data = unpack(data, ".gz", limit if answer.status == 200 else LONGEST_BLOCK_PAGE)
        except EditionError:
            if answer.status == 200:
                raise ProbeError("wrong", "what it packed cannot be unpacked to what was signed") from None
    return Answer(answer.status, answer.location, data[: max(limit + 1, LONGEST_BLOCK_PAGE)], answer.is_last)
