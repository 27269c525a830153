"""A network that cuts: a TLS proxy that ends every connection after so many bytes, handshake included.

Since June 2025 some networks let about 16 KB of a connection to a foreign host through. What counts is what goes to the
reader on the wire: TLS records with handshake, certificate, headers and body.
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LIMIT = 16_000
HOST = "127.0.0.1"


@dataclass
class CuttingProxy:
    """Where it listens, whom a client has to trust, and what each connection carried to the client."""

    port: int
    certificate: Path
    limit: int = LIMIT
    sent: list[int] = field(default_factory=list)
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What arrived through one connection."""

    status: int
    headers: dict[str, str]
    data: bytes


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mirror.example")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.DNSName("mirror.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, private


@contextmanager
def cutting_proxy(upstream: int, folder: Path, limit: int = LIMIT) -> Iterator[CuttingProxy]:
    """Stand before a server on this machine until the block ends."""
    certificate, key = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server((HOST, 0)) as server:
        proxy = CuttingProxy(server.getsockname()[1], certificate, limit)
        threads: list[threading.Thread] = []
        threading.Thread(target=_accept, args=(server, context, upstream, proxy, threads), daemon=True).start()
        yield proxy
        for thread in threads:
            thread.join(15)


def _accept(
    server: socket.socket,
    context: ssl.SSLContext,
    upstream: int,
    proxy: CuttingProxy,
    threads: list[threading.Thread],
) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        threads.append(threading.Thread(target=_carry, args=(client, context, upstream, proxy), daemon=True))
        threads[-1].start()


def _carry(client: socket.socket, context: ssl.SSLContext, upstream: int, proxy: CuttingProxy) -> None:
    """One connection: TLS in memory, so that every byte to the client is counted before it is sent."""
    wire = _Wire(client, proxy.limit)
    try:
        with client, socket.create_connection((HOST, upstream), timeout=10) as server:
            client.settimeout(10)
            _pump(wire, context.wrap_bio(wire.arriving, wire.leaving, server_side=True), server)
    except (OSError, ssl.SSLError, _CutError) as error:
        proxy.cut += isinstance(error, _CutError)
    proxy.sent.append(wire.sent)


class _CutError(Exception):
    """The network has had enough of this connection."""


class _Wire:
    """The bytes between TLS and the client."""

    def __init__(self, client: socket.socket, limit: int) -> None:
        self.client, self.left, self.sent = client, limit, 0
        self.arriving, self.leaving = ssl.MemoryBIO(), ssl.MemoryBIO()

    def flush(self) -> None:
        data = self.leaving.read()
        now = data[: self.left]
        self.client.sendall(now)
        self.sent += len(now)
        self.left -= len(now)
        if len(now) < len(data):
            raise _CutError

    def receive(self) -> bool:
        data = self.client.recv(65536)
        if data:
            self.arriving.write(data)
        return bool(data)


def _pump(wire: _Wire, tls: ssl.SSLObject, server: socket.socket) -> None:
    while not _shake_hands(wire, tls):
        if not wire.receive():
            return
    _to_server(wire, tls, server)  # what came together with the end of the handshake
    while True:
        ready, _, _ = select.select([wire.client, server], [], [], 10)
        if server in ready:
            if not _to_client(wire, tls, server):
                return
        elif not ready or not wire.receive():
            return
        else:
            _to_server(wire, tls, server)


def _to_client(wire: _Wire, tls: ssl.SSLObject, server: socket.socket) -> bool:
    data = server.recv(65536)
    if data:
        tls.write(data)
    else:
        with suppress(ssl.SSLError):
            tls.unwrap()
    wire.flush()
    return bool(data)


def _to_server(wire: _Wire, tls: ssl.SSLObject, server: socket.socket) -> None:
    with suppress(ssl.SSLWantReadError):
        while data := tls.read(65536):
            server.sendall(data)
    wire.flush()


def _shake_hands(wire: _Wire, tls: ssl.SSLObject) -> bool:
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        wire.flush()
        return False
    wire.flush()
    return True


def fetch(proxy: CuttingProxy, path: str, accept: str = "gzip") -> Reply:
    """One object through a connection of its own, as a browser asks for it; raises OSError when it is cut."""
    context = ssl.create_default_context(cafile=str(proxy.certificate))
    connection = http.client.HTTPSConnection("localhost", proxy.port, context=context, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": accept, "Connection": "close"})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        data = response.read()
    except http.client.HTTPException as error:
        raise ConnectionResetError(f"{path} was cut: {error!r}") from error
    finally:
        connection.close()
    if len(data) != int(headers.get("content-length", len(data))):
        raise ConnectionResetError(f"{path} was cut after {len(data)} bytes.")
    return Reply(response.status, headers, data)


def path_of(address: str) -> str:
    """The path of an address on the site itself."""
    return urlsplit(address).path or "/"
