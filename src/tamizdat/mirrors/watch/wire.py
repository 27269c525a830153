"""One connection, on which every byte that arrives is counted and nothing is waited for beyond its limits.

Since June 2025 some networks let about 16 kB of a connection through and then nothing: what counts is what goes over
the wire, TLS included. So TLS is done in memory here, beside the socket, and not in it.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from dataclasses import dataclass

from tamizdat.mirrors.watch.observation import ProbeError

CUT_FROM, CUT_TO = 14_000, 20_000
"""A connection that ends or falls silent after so many bytes was cut."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, in seconds, is waited for what."""

    connect: float = 10.0
    """For a name, and for a connection."""
    quiet: float = 10.0
    """Without a byte."""
    whole: float = 40.0
    """For one object: a server that drips is left."""


class Wire:
    """A connection to a mirror, in the clear or under TLS. Raises ProbeError, with the kind."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self._socket, self._limits = sock, limits
        self._until = time.monotonic() + limits.whole
        self._tls: ssl.SSLObject | None = None
        self._arriving, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.received = 0
        """Bytes that came over the wire, the handshake among them."""

    def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Shake hands; what fails here is of the kinds ``tls`` and ``tls-certificate``."""
        tls = context.wrap_bio(self._arriving, self._leaving, server_hostname=host)
        try:
            while not self._shake_hands(tls):
                self._fill()
        except ssl.SSLCertVerificationError as error:
            raise ProbeError("tls-certificate", error.verify_message) from None
        except ssl.SSLError as error:
            raise ProbeError("tls", _reason(error)) from None
        except ProbeError as error:
            raise ProbeError("tls", f"the handshake did not end: {error.note}") from None
        self._tls = tls

    def send(self, data: bytes) -> None:
        """All of it."""
        if self._tls is None:
            self._send(data)
            return
        self._tls.write(data)
        self._flush()

    def receive(self, count: int) -> bytes:
        """At most so many bytes; none when the other side has ended the connection."""
        if self._tls is None:
            return self._receive(count)
        while True:
            try:
                return self._tls.read(count)
            except ssl.SSLWantReadError:
                self._flush()
                self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""
            except ssl.SSLError as error:
                raise ProbeError("reset", f"TLS broke: {_reason(error)}") from None

    def close(self) -> None:
        self._socket.close()

    @property
    def was_cut(self) -> bool:
        """Whether a connection that ended here ended where the cut is."""
        return CUT_FROM <= self.received <= CUT_TO

    def _shake_hands(self, tls: ssl.SSLObject) -> bool:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return False
        self._flush()
        return True

    def _fill(self) -> None:
        data = self._receive(65536)
        if data:
            self._arriving.write(data)
        else:
            self._arriving.write_eof()

    def _flush(self) -> None:
        data = self._leaving.read()
        if data:
            self._send(data)

    def _send(self, data: bytes) -> None:
        try:
            self._socket.settimeout(self._patience())
            self._socket.sendall(data)
        except TimeoutError:
            raise ProbeError("silent", "it takes nothing") from None
        except OSError as error:
            raise ProbeError("reset", _why(error)) from None

    def _receive(self, count: int) -> bytes:
        try:
            self._socket.settimeout(self._patience())
            data = self._socket.recv(count)
        except TimeoutError:
            raise self._silence() from None
        except OSError as error:
            raise ProbeError("cut-16k" if self.was_cut else "reset", _why(error, self.received)) from None
        self.received += len(data)
        return data

    def _silence(self) -> ProbeError:
        """Nothing for a while; or too little for too long."""
        if self.was_cut:
            return ProbeError("cut-16k", f"silent after {self.received:,} bytes")
        if time.monotonic() >= self._until and self.received:
            return ProbeError("drip", f"{self.received:,} bytes in {self._limits.whole:.0f} s")
        return ProbeError("silent", f"nothing more after {self.received:,} bytes")

    def _patience(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise self._silence()
        return min(left, self._limits.quiet)


def _why(error: OSError, after: int | None = None) -> str:
    """Without addresses."""
    said = error.strerror or type(error).__name__
    return said.lower() if after is None else f"{said.lower()} after {after:,} bytes"


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or "it broke off").replace("_", " ").lower()


class _Stream(io.RawIOBase):
    """A wire as a file, as the standard library's parser of answers wants it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._wire.receive(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class FileOf:
    """What ``http.client.HTTPResponse`` takes for a socket."""

    def __init__(self, wire: Wire) -> None:
        self._file: io.BufferedIOBase = io.BufferedReader(_Stream(wire), 16_384)

    def makefile(self, _mode: str) -> io.BufferedIOBase:
        return self._file
