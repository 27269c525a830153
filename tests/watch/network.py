"""A small network that misbehaves: a mirror on loopback, in every way that networks and censors have; and a proxy."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.cutting_proxy import make_certificate
from tests.reading.edition import Edition

HOST = "127.0.0.1"
Deed = Callable[[socket.socket, str], None]
"""What a server does with a connection, once it has read for which path it is."""


@dataclass
class Server:
    """Where it listens, and every request that it was sent."""

    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}/"


@contextmanager
def serving(deed: Deed, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Every connection gets this."""
    with socket.create_server((HOST, 0)) as listening:
        server = Server(listening.getsockname()[1])

        def one(line: socket.socket) -> None:
            with suppress(OSError), line:
                line.settimeout(5)
                wrapped = tls.wrap_socket(line, server_side=True) if tls else line
                with wrapped:
                    while request := read_request(wrapped):
                        server.asked.append(request)
                        deed(wrapped, request.split(" ", 2)[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    threading.Thread(target=one, args=(line,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server


def read_request(line: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        part = line.recv(4096)
        if not part:
            return ""
        data += part
    return data.decode("ascii")


def send(line: socket.socket, data: bytes, status: str = "200 OK", *headers: str) -> None:
    head = "".join(f"{one}\r\n" for one in (f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *headers, ""))
    line.sendall(head.encode() + data)


def honest(edition: Edition) -> Deed:
    """A mirror as it should be."""

    def deed(line: socket.socket, path: str) -> None:
        data = edition.files.get(path + "index.html" if path.endswith("/") else path)
        send(line, b"no", "404 Not Found") if data is None else send(line, data)

    return deed


def cut_after(edition: Edition, most: int, *, silent: bool = False) -> Deed:
    """So many bytes of a connection, then the end, or nothing more."""

    def deed(line: socket.socket, path: str) -> None:
        data = edition.files.get(path)
        if data is None:
            send(line, b"no", "404 Not Found")
            return
        whole = f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
        line.sendall(whole[:most])
        if len(whole) > most and silent:
            time.sleep(3)
        if len(whole) > most:
            raise OSError

    return deed


def drip(line: socket.socket, _path: str) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
    for _ in range(60):
        line.sendall(b"x")
        time.sleep(0.1)


def nothing(_line: socket.socket, _path: str) -> None:
    time.sleep(3)


def hang_up(line: socket.socket, _path: str) -> None:
    """With a reset, as a censor's box does."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
    raise OSError


def answer(data: bytes, status: str = "200 OK", *headers: str) -> Deed:
    return lambda line, _path: send(line, data, status, *headers)


def tls_context(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server that is called localhost and mirror.example, and of a client that trusts it."""
    certificate, key = make_certificate(folder)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


@contextmanager
def broken_tls() -> Iterator[int]:
    """It hangs up as soon as it sees for which name the handshake is."""
    with socket.create_server((HOST, 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    line.recv(100)
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    line.close()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]


@dataclass
class Socks:
    """A SOCKS5 proxy: what it was asked for, and what it says."""

    port: int
    asked: list[tuple[str, int]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def socks_proxy(names: dict[str, int], says: int = 0, login: tuple[str, str] | None = None) -> Iterator[Socks]:
    """Knows names (→ ports on loopback) that nobody else knows; ``says`` a code of RFC 1928 other than 0 to refuse."""
    with socket.create_server((HOST, 0)) as listening:
        proxy = Socks(listening.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    threading.Thread(target=_carry, args=(line, proxy, names, says, login), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield proxy


def _carry(line: socket.socket, proxy: Socks, names: dict[str, int], says: int, login: tuple[str, str] | None) -> None:
    with suppress(OSError, struct.error, IndexError), line:
        count = line.recv(2)[1]
        line.recv(count)
        if login:
            line.sendall(b"\x05\x02")
            name = line.recv(line.recv(2)[1])
            password = line.recv(line.recv(1)[0])
            proxy.logins.append((name.decode(), password.decode()))
            line.sendall(b"\x01" + (b"\x00" if (name.decode(), password.decode()) == login else b"\x01"))
        else:
            line.sendall(b"\x05\x00")
        kind = line.recv(4)[3]
        host = line.recv(line.recv(1)[0]).decode() if kind == 3 else socket.inet_ntoa(line.recv(4))
        port = struct.unpack(">H", line.recv(2))[0]
        proxy.asked.append((host, port))
        code = says or (0 if host in names or kind == 1 else 4)
        line.sendall(bytes([5, code, 0, 1, 0, 0, 0, 0, 0, 0]))
        if code == 0:
            _join(line, names.get(host, port))


def _join(line: socket.socket, port: int) -> None:
    with socket.create_connection((HOST, port), timeout=5) as onward:

        def back() -> None:
            with suppress(OSError):
                while data := onward.recv(65536):
                    line.sendall(data)
                line.shutdown(socket.SHUT_WR)

        threading.Thread(target=back, daemon=True).start()
        while data := line.recv(65536):
            onward.sendall(data)
