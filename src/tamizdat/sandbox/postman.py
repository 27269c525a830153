"""The thread that carries signed notices to their endpoints, one after the other."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from tamizdat.sandbox.deliveries import endpoint_of, next_due, note_attempt, version_of
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.versions import event_as_of
from tamizdat.sandbox.world import World, clean

LOOKS_EVERY = 0.2
PATIENCE = 10.0
"""Seconds that an endpoint has to answer."""


def signature(secret: str, at: int, body: bytes) -> str:
    """The value of the header Stripe-Signature."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Postman:
    """Delivers in order; a notice that is not taken waits for its next turn and holds up nothing."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._wake = threading.Event()
        self._is_over = False
        self._is_out = False
        self._thread = threading.Thread(target=self._run, name="sandbox-postman", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._is_over = True
        self._wake.set()
        self._thread.join(PATIENCE)

    def settle(self, seconds: float) -> bool:
        """Wait until nothing that is due waits any more."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.wake()
            with self._world.store.lock:
                if not self._is_out and next_due(self._world) is None:
                    return True
            time.sleep(0.005)
        return False

    def _run(self) -> None:
        while not self._is_over:
            if not self._deliver_one():
                self._wake.wait(LOOKS_EVERY)
                self._wake.clear()

    def _deliver_one(self) -> bool:
        world = self._world
        with world.store.lock:
            delivery = next_due(world)
            if delivery is None:
                return False
            self._is_out = True
            endpoint = endpoint_of(world, delivery)
            body = as_sent(world.get("event", delivery["event"]), endpoint)
        try:
            status, error = send(endpoint, body)
            with world.store.together():
                note_attempt(world, delivery, status, error)
        finally:
            self._is_out = False
        return True


def as_sent(event: Thing, endpoint: Thing) -> bytes:
    """The body of a notice, in the version that the endpoint is told."""
    return json.dumps(clean(event_as_of(event, version_of(endpoint))), indent=2, ensure_ascii=False).encode()


def send(endpoint: Thing, body: bytes, signed: str | None = None) -> tuple[int | None, str | None]:
    """One POST. The signature carries the real time, whatever the sandbox's own clock says."""
    address = urlsplit(endpoint["url"])
    connect = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = connect(address.hostname or "", address.port, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signed or signature(endpoint["_secret"], int(time.time()), body),
    }
    try:
        connection.request(
            "POST", (address.path or "/") + (f"?{address.query}" if address.query else ""), body, headers
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status, None
    except (OSError, http.client.HTTPException) as error:
        return None, str(error) or type(error).__name__
    finally:
        connection.close()
