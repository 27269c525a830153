"""A mirror that can misbehave: one server, one edition, one trick at a time.

Every trick is a function of the path that was asked for and the honest answer, and gives another answer. Each request
is noted with its headers, so that a test can say what a mirror learns.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import unquote, urlsplit

from tamizdat.core.edition.errors import PathError
from tamizdat.core.edition.paths import canonical_path
from tamizdat.mirrors.tree import BY_ENDING, UNKNOWN

Files = Mapping[str, bytes]
"""Every file of a public tree by its path."""
Manner = Literal["whole", "cut", "chunks-cut", "drip", "endless", "bomb", "silent", "hang-up"]
MIB = 1024 * 1024
CUT_AT = 16_000


@dataclass(frozen=True)
class Answer:
    """What a server sends, and in which manner."""

    status: int = 200
    data: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner = "whole"


Trick = Callable[[str, Answer], Answer]


def honest(_path: str, answer: Answer) -> Answer:
    """No trick."""
    return answer


@dataclass
class Mirror:
    """A running server: what it has, how it behaves, what it was asked."""

    port: int
    files: Files
    trick: Trick = honest
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and headers of every request."""

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}/"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]


def answer_honestly(files: Files, path: str) -> Answer:
    """The file of a path as a plain server gives it."""
    name = path + "index.html" if path.endswith("/") else path
    with suppress(PathError):
        if not name.startswith(("/o/", "/tuf/")) and name[-3:] not in (".gz", ".br"):
            name = canonical_path(unquote(name))
    data = files.get(name)
    if data is None:
        return Answer(404, files.get("/404.html", b"Not found"), (("content-type", "text/html; charset=utf-8"),))
    ending = "." + name.rpartition(".")[2]
    return Answer(200, data, (("content-type", BY_ENDING.get(ending, UNKNOWN)),))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mirror: Mirror

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.mirror.asked.append((self.command, self.path, dict(self.headers.items())))
        with suppress(OSError):
            self._send(self.mirror.trick(path, answer_honestly(self.mirror.files, path)))

    def _send(self, answer: Answer) -> None:
        self.close_connection = True
        if answer.manner == "hang-up":
            return
        if answer.manner == "silent":
            time.sleep(40)
            return
        self.send_response(answer.status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Connection", "close")
        for name, value in answer.headers:
            self.send_header(name, value)
        _MANNERS[answer.manner](self, answer)

    def log_message(self, *_: object) -> None:
        """Tests need no log."""


def _whole(line: _Handler, answer: Answer) -> None:
    line.send_header("Content-Length", str(len(answer.data)))
    line.end_headers()
    line.wfile.write(answer.data)


def _cut(line: _Handler, answer: Answer) -> None:
    """The length is right, the body ends at 16,000 bytes, or half way when it is shorter."""
    line.send_header("Content-Length", str(len(answer.data)))
    line.end_headers()
    line.wfile.write(answer.data[: min(CUT_AT, len(answer.data) // 2)])


def _chunks_cut(line: _Handler, answer: Answer) -> None:
    """Chunks without a last one."""
    line.send_header("Transfer-Encoding", "chunked")
    line.end_headers()
    half = answer.data[: len(answer.data) // 2]
    line.wfile.write(f"{len(half):x}\r\n".encode() + half + b"\r\n")


def _drip(line: _Handler, answer: Answer) -> None:
    """A byte a second."""
    line.send_header("Content-Length", str(len(answer.data)))
    line.end_headers()
    for byte in answer.data[:40]:
        line.wfile.write(bytes([byte]))
        line.wfile.flush()
        time.sleep(1)


def _endless(line: _Handler, _answer: Answer) -> None:
    """As many bytes as anyone takes."""
    line.send_header("Transfer-Encoding", "chunked")
    line.end_headers()
    block = f"{MIB:x}\r\n".encode() + b" " * MIB + b"\r\n"
    for _ in range(2_000):
        line.wfile.write(block)


def _bomb(line: _Handler, _answer: Answer) -> None:
    """A megabyte that unpacks to 256."""
    line.send_header("Content-Encoding", "gzip")
    line.send_header("Content-Length", str(len(BOMB)))
    line.end_headers()
    line.wfile.write(BOMB)


BOMB = gzip.compress(b"\0" * (256 * MIB), 1)
_MANNERS: dict[str, Callable[[_Handler, Answer], None]] = {
    "whole": _whole, "cut": _cut, "chunks-cut": _chunks_cut, "drip": _drip, "endless": _endless, "bomb": _bomb,
}  # fmt: skip


@contextmanager
def running(files: Files, trick: Trick = honest, port: int = 0) -> Iterator[Mirror]:
    """A mirror on this machine until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {})) as server:
        server.daemon_threads = True
        server.block_on_close = False
        mirror = Mirror(server.server_port, files, trick)
        server.RequestHandlerClass.mirror = mirror  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield mirror
        server.shutdown()


# Tricks.

WORKER = ("/worker.js",)
IS_PAGE = (".html", "/")
BLOCK_PAGE = b"<!doctype html><title>Blocked</title><h1>Access to this resource is restricted</h1>"
HTML = (("content-type", "text/html; charset=utf-8"),)


def dead(_path: str, _answer: Answer) -> Answer:
    """The line is closed without a word."""
    return Answer(manner="hang-up")


def silent(_path: str, _answer: Answer) -> Answer:
    """The line stays open without a word."""
    return Answer(manner="silent")


def in_manner(manner: Manner) -> Trick:
    """Every answer in this manner."""
    return lambda _path, answer: replace(answer, manner=manner)


def block_page(_path: str, _answer: Answer) -> Answer:
    """A censor's page with status 200 for everything."""
    return Answer(200, BLOCK_PAGE, HTML)


def redirect_to(address: str) -> Trick:
    """Everything leads elsewhere."""
    return lambda _path, _answer: Answer(302, b"", (("location", address),))


def inject(data: bytes) -> Trick:
    """A script, a picture that counts, put into every page; objects too, for whoever does not look at the digest."""

    def trick(_path: str, answer: Answer) -> Answer:
        packed = answer.data[:2] == b"\x1f\x8b"
        page = gzip.decompress(answer.data) if packed else answer.data
        if b"</head>" not in page:
            return answer
        page = page.replace(b"</head>", data + b"</head>")
        return replace(answer, data=gzip.compress(page) if packed else page)

    return trick


def swap(files: Files, of: Mapping[str, str]) -> Trick:
    """One file in the place of another, as it is."""
    return lambda path, answer: answer_honestly(files, of[path]) if path in of else answer


def serve_some_from(other: Files, which: Callable[[str], bool]) -> Trick:
    """A mixture of two editions."""
    return lambda path, answer: answer_honestly(other, path) if which(path) else answer


def with_headers(*headers: tuple[str, str]) -> Trick:
    """The right bytes with headers that count, weaken or lie."""
    return lambda _path, answer: replace(answer, headers=(*answer.headers, *headers))


def as_type(media_type: str) -> Trick:
    """The right bytes, called something else."""
    return lambda _path, answer: replace(answer, headers=(("content-type", media_type),))


def never_existed(which: Callable[[str], bool]) -> Trick:
    """Says that a page is not there."""
    return lambda path, answer: Answer(404, b"Not found", HTML) if which(path) else answer


def throttled(_path: str, _answer: Answer) -> Answer:
    """Too many requests."""
    return Answer(429, b"", (("retry-after", "3600"),))
