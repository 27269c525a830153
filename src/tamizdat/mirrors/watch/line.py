"""The way to one mirror, or to a control: each object through a connection of its own, with limits."""

from __future__ import annotations

import ssl
import time
from urllib.parse import urljoin, urlsplit

from tamizdat.mirrors.watch.ask import Answer, ask
from tamizdat.mirrors.watch.observation import ProbeError
from tamizdat.mirrors.watch.vantage import Way
from tamizdat.mirrors.watch.wire import Wire

MOST_REQUESTS = 40
LONGEST_CONTROL = 20_000


class Line:
    """Asks one host, from one vantage point; the times of the first connection's steps are kept."""

    def __init__(self, address: str, way: Way, context: ssl.SSLContext) -> None:
        parts = urlsplit(address)
        self._way, self._context = way, context
        self._host, self._base, self._header = parts.hostname or "", parts.path.rstrip("/"), parts.netloc
        self._tls = parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 80)
        self._top = address.rstrip("/") + "/"
        self.steps: dict[str, int] = {}
        self.last = Answer(0, "", b"")
        self.was_cut = False
        """Whether the last connection ended where the cut is."""

    def get(self, path: str, limit: int) -> Answer:
        """One object. Raises ProbeError."""
        wire = self._open()
        try:
            self.last = ask(wire, self._header, self._base + path, limit)
        finally:
            self.was_cut = wire.was_cut
            wire.close()
        return self.last

    def get_many(self, path: str, limit: int, until: int) -> bool:
        """One object again and again through one connection, until so many bytes came; False: it would not."""
        wire = self._open()
        try:
            for _ in range(MOST_REQUESTS):
                answer = ask(wire, self._header, self._base + path, limit)
                if wire.received > until:
                    return True
                if answer.is_last:
                    break
        finally:
            wire.close()
        return False

    def leads_to(self, answer: Answer) -> str:
        """The host that a redirect names."""
        try:
            return (urlsplit(urljoin(self._top, answer.location)).hostname or "nowhere")[:100]
        except ValueError:
            return "nowhere"

    def _open(self) -> Wire:
        wire = Wire(self._way.open(self._host, self._port, self.steps), self._way.limits)
        if self._tls:
            started = time.monotonic()
            try:
                wire.start_tls(self._context, self._host)
            except ProbeError:
                wire.close()
                raise
            self.steps.setdefault("tls", since(started))
        return wire


def answers(address: str, way: Way, context: ssl.SSLContext) -> bool:
    """Whether a page of others, the control, answers at all from there."""
    parts = urlsplit(address)
    try:
        line = Line(f"{parts.scheme}://{parts.netloc}", way, context)
        return 0 < line.get(parts.path or "/", LONGEST_CONTROL).status < 500
    except ProbeError:
        return False


def since(started: float) -> int:
    """Milliseconds."""
    return round((time.monotonic() - started) * 1000)
