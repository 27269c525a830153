"""The sandbox in a thread, for tests: ready in a few milliseconds."""

from __future__ import annotations

import socket
import threading
from http.server import HTTPServer
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tamizdat.sandbox.app import Sandbox


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a log of requests is asked for at the control API."""

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "sandbox.cut": lambda: self.connection.shutdown(socket.SHUT_RDWR)}

    def address_string(self) -> str:
        return "127.0.0.1"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        """Without asking the network for this machine's name."""
        HTTPServer.allow_reuse_address = True
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


class ThreadServer:
    """Serves one sandbox on a free port until it is stopped."""

    def __init__(self, sandbox: Sandbox, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.set_app(sandbox)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="sandbox", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
