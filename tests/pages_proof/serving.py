"""The proof edition, served as our own mirrors serve it: the same files and headers, from a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tamizdat.mirrors.answer import Request, answer
from tamizdat.mirrors.tree import PublicTree


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address, without a final slash."""
    tree = PublicTree(folder)

    class Mirror(BaseHTTPRequestHandler):
        """Answers GET."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = self.path.partition("?")[0]
            given = answer(tree, Request("GET", asked, self.headers.get("accept-encoding", "")))
            data = (given.found.data if given.found else given.data) or b""
            self.send_response_only(given.status)
            for name, value in given.headers:
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing of who reads what."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
