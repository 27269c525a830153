"""A server between us and a bucket that misbehaves as told: it asks to go slower, lets keys expire, lists late."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

Fault = Callable[[str, str], tuple[int, str] | None]
"""``fault(method, path)``: status and S3's word for it, or None to let the request through."""
REASONS = {403: "Forbidden", 429: "Too Many Requests", 503: "Service Unavailable", 400: "Bad Request"}


class Faulty:
    """What passed, and what to do with the next request."""

    def __init__(self, endpoint: str) -> None:
        self.behind = urlsplit(endpoint).netloc
        self.fault: Fault = lambda method, path: None
        self.lists_late = 0.0
        self.passed: list[tuple[str, str]] = []
        self.put_at: dict[str, float] = {}
        self.address = ""

    def writes(self) -> list[str]:
        """Names that were written, as often as they were."""
        return [path for method, path in self.passed if method == "PUT"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faulty: Faulty

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = unquote(urlsplit(self.path).path)
        fault = self.faulty.fault(self.command, path)
        if fault:
            self._answer(fault[0], f"<Error><Code>{fault[1]}</Code><Message>no</Message></Error>".encode(), {})
            return
        self.faulty.passed.append((self.command, path))
        behind = http.client.HTTPConnection(self.faulty.behind, timeout=30)
        behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            behind.putheader(name, value)
        behind.endheaders(body)
        answer = behind.getresponse()
        data = answer.read()
        if self.command == "PUT":
            self.faulty.put_at[path] = time.monotonic()
        elif "list-type" in self.path and self.faulty.lists_late:
            data = self._hide_new(data)
        self._answer(answer.status, data, dict(answer.getheaders()))
        behind.close()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass

    def _hide_new(self, data: bytes) -> bytes:
        since = time.monotonic() - self.faulty.lists_late
        hidden = {path.rpartition("/")[2] for path, at in list(self.faulty.put_at.items()) if at > since}

        def keep(found: re.Match[bytes]) -> bytes:
            key = re.search(rb"<Key>(.*?)</Key>", found[0])
            return b"" if key and key[1].decode().rpartition("/")[2] in hidden else found[0]

        return re.sub(rb"<Contents>.*?</Contents>", keep, data, flags=re.S)

    def _answer(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status, REASONS.get(status))
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        length = headers.get("Content-Length", str(len(data))) if self.command == "HEAD" else str(len(data))
        self.send_header("content-length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def faulty_server(endpoint: str) -> Iterator[Faulty]:
    faulty = Faulty(endpoint)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"faulty": faulty}))
    faulty.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield faulty
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
