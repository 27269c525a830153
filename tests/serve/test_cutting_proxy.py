"""The network that cuts is itself to be trusted: it cuts where it says, and carries what is shorter."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cutting_proxy import LIMIT, cutting_proxy, fetch


class Sized(http.server.BaseHTTPRequestHandler):
    """``/5000`` answers with five thousand bytes."""

    def do_GET(self) -> None:
        data = bytes(range(256)) * (int(self.path[1:]) // 256 + 1)
        self.send_response(200)
        self.send_header("Content-Length", self.path[1:])
        self.end_headers()
        self.wfile.write(data[: int(self.path[1:])])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sized) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("size", [0, 1, 10_000, 14_000])
def test_what_is_within_the_budget_arrives_whole(upstream: int, tmp_path: Path, size: int) -> None:
    with cutting_proxy(upstream, tmp_path) as proxy:
        reply = fetch(proxy, f"/{size}")
    assert (reply.status, len(reply.data)) == (200, size)
    assert proxy.cut == 0


@pytest.mark.parametrize("size", [15_900, 16_000, 40_000])
def test_what_is_larger_is_cut_at_the_limit_handshake_included(upstream: int, tmp_path: Path, size: int) -> None:
    with cutting_proxy(upstream, tmp_path) as proxy, pytest.raises(OSError):
        fetch(proxy, f"/{size}")
    assert proxy.cut == 1
    assert proxy.sent == [LIMIT]


def test_each_connection_has_a_budget_of_its_own(upstream: int, tmp_path: Path) -> None:
    with cutting_proxy(upstream, tmp_path) as proxy:
        for _ in range(3):
            assert len(fetch(proxy, "/12000").data) == 12_000
    assert proxy.cut == 0
    assert all(12_000 < sent < LIMIT for sent in proxy.sent)
