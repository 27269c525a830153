"""A sandbox, and somebody who listens to its notices."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.running import Sandbox, running_sandbox

stripe = pytest.importorskip("stripe")
SECRET = "whsec_test_secret_of_the_newsroom"


@dataclass
class Listener:
    """An endpoint that checks every signature with the real SDK, and answers as it was told."""

    url: str
    events: list[Any] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """What to answer next; 200 when there is nothing left."""
    refused: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def take(self, body: bytes, signed: str) -> int:
        self.bodies.append(body)
        try:
            event = stripe.Webhook.construct_event(body, signed, SECRET)
        except stripe.SignatureVerificationError as error:
            self.refused.append(str(error))
            return 400
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.events.append(event)
        return status


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(heard.take(body, self.headers["Stripe-Signature"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    heard = Listener(f"http://127.0.0.1:{server.server_port}/hook?x=1")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield heard
    server.shutdown()
    server.server_close()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path) as running:
        yield running


@pytest.fixture
def told(tmp_path: Path, listener: Listener) -> Iterator[Sandbox]:
    """A sandbox whose notices the listener hears."""
    with running_sandbox(tmp_path, listener.url, SECRET) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Any:
    return sandbox.client().v1


def give(client: Any, amount: int = 1000, currency: str = "usd", card: str = "pm_card_visa", **more: Any) -> Any:
    """A gift, paid at once."""
    said = {"amount": amount, "currency": currency, "payment_method": card, "confirm": True, **more}
    return client.payment_intents.create(said)


def subscribe(client: Any, card: str = "pm_card_visa", amount: int = 500, interval: str = "month", **more: Any) -> Any:
    """A recurring gift whose first payment is made with this card."""
    customer = client.customers.create({"email": "reader@example.org"})
    method = client.payment_methods.attach(card, {"customer": customer.id})
    product = client.products.create({"name": "Gift"})
    price = {"currency": "usd", "unit_amount": amount, "product": product.id, "recurring": {"interval": interval}}
    said = {"customer": customer.id, "items": [{"price_data": price}], "default_payment_method": method.id, **more}
    return client.subscriptions.create(said)


def refusal(deed: Any) -> Any:
    """The error that the SDK raises."""
    with pytest.raises(stripe.StripeError) as caught:
        deed()
    return caught.value


def wait_until(holds: Any, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.01)


def all_events(client: Any) -> list[Any]:
    """Oldest first."""
    return list(client.events.list({"limit": 100}).auto_paging_iter())[::-1]


def types_of(client: Any) -> list[str]:
    return [event.type for event in all_events(client)]
