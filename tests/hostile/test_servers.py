"""Servers that mean harm: they drip, they send bombs, they lead to places inside. Nobody waits, nothing fills up."""

from __future__ import annotations

import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli
import httpx
import pytest

from tamizdat.core.trust.errors import UnreachableError
from tamizdat.intake import fetch_media
from tamizdat.intake.fetch_media import FetchMedia, is_public
from tamizdat.reading import fetch

PNG = b"\x89PNG\r\n\x1a\n"


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that answers every connection in this way."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                threading.Thread(target=quietly, args=(line,), daemon=True).start()

    def quietly(line: socket.socket) -> None:
        with suppress(OSError), line:
            line.recv(10_000)
            answer(line)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def drip_headers(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(300):
        line.sendall(b"y")
        time.sleep(0.1)


def drip_body(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(300):
        line.sendall(b"y")
        time.sleep(0.1)


def here(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize("answer", [drip_headers, drip_body])
def test_a_server_that_drips_is_left_by_verify(monkeypatch: pytest.MonkeyPatch, answer: Callable) -> None:
    monkeypatch.setattr(fetch, "LONGEST_SECONDS", 1)
    started = time.monotonic()
    with server(answer) as address, fetch.Site(address) as site, pytest.raises(UnreachableError):
        site.read("/tuf/timestamp.json", 14_000)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("answer", [drip_headers, drip_body])
def test_a_server_that_drips_is_left_by_the_import(tmp_path: Path, answer: Callable) -> None:
    started = time.monotonic()
    with server(answer) as address:
        assert FetchMedia(tmp_path, allow=here, seconds=1)(f"{address}/a.png") is None
    assert time.monotonic() - started < 10


@pytest.mark.skipif("br" not in httpx.Client().headers["Accept-Encoding"], reason="httpx would not unpack brotli here")
def test_a_packed_picture_is_not_unpacked_without_a_measure(tmp_path: Path) -> None:
    bomb = brotli.compress(PNG + bytes(400_000_000), quality=1)

    def answer(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb)

    tracemalloc.start()
    with server(answer) as address:
        assert FetchMedia(tmp_path, allow=here)(f"{address}/a.png") is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


@pytest.mark.parametrize(
    "address", ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::ffff:10.0.0.1", "64:ff9b:1::1", "::1"]
)
def test_an_address_that_is_translated_into_the_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_host_with_one_private_address_among_public_ones_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("1.1.1.1", "10.0.0.7")]
    monkeypatch.setattr(fetch_media.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(fetch_media.httpx.Client, "stream", lambda *_, **__: pytest.fail("it was asked"))
    assert FetchMedia(tmp_path)("http://pictures.example/a.png") is None
