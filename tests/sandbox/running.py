"""A sandbox processor in this process, for any test that pays with it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tamizdat.sandbox.api_door import KEY, PUBLISHABLE_KEY
from tamizdat.sandbox.app import Sandbox as Application
from tamizdat.sandbox.server import ThreadServer


class ControlError(AssertionError):
    """The control API refused."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox, and its control API as methods."""

    url: str
    key: str
    publishable_key: str

    def client(self, **settings: Any) -> Any:
        """The real SDK, pointed at this sandbox; it does not retry unless asked."""
        import stripe

        settings.setdefault("max_network_retries", 0)
        return stripe.StripeClient(self.key, base_addresses={"api": self.url}, **settings)

    def control(self, method: str, path: str, said: dict[str, Any] | None = None) -> Any:
        """``control("POST", "/_control/clock/advance", {"days": 31})``"""
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(said).encode() if said is not None else None
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            raise ControlError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def advance(self, **by: int) -> Any:
        """``advance(days=31)``"""
        return self.control("POST", "/_control/clock/advance", by)

    @property
    def now(self) -> int:
        return int(self.control("GET", "/_control/clock")["now"])

    def settings(self, **settings: Any) -> Any:
        return self.control("POST", "/_control/settings", settings)

    def rates(self, **rates: str) -> Any:
        return self.control("POST", "/_control/rates", rates)

    def attempts(self, **filters: str) -> list[Any]:
        """Every request that would have reached a cardholder's bank."""
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return list(self.control("GET", f"/_control/attempts?{query}")["data"])

    def requests(self, path: str = "") -> list[Any]:
        """Every API request received."""
        return list(self.control("GET", f"/_control/requests?path={path}")["data"])

    def pay_checkout(self, session: str, card: str = "4242424242424242", **more: Any) -> Any:
        """A person pays at the Checkout page."""
        return self.control("POST", "/_control/checkout/pay", {"session": session, "card": card, **more})

    def authenticate(self, intent: str, approved: bool = True) -> Any:
        """The cardholder answers the bank's question."""
        return self.control("POST", "/_control/authenticate", {"intent": intent, "approved": approved})

    def expire_card(self, **whose: str) -> Any:
        """``expire_card(customer=…)`` or ``expire_card(payment_method=…)``"""
        return self.control("POST", "/_control/cards/expire", whose)

    def replace_card(self, card: str = "4242424242424242", **whose: str) -> Any:
        return self.control("POST", "/_control/cards/replace", {"card": card, **whose})

    def refund(self, **what: Any) -> Any:
        """``refund(charge=…, amount=300)`` or ``refund(payment_intent=…)``"""
        return self.control("POST", "/_control/refund", what)

    def dispute(self, **what: Any) -> Any:
        """``dispute(payment_intent=…, reason="fraudulent", amount=400, inquiry=False)``"""
        return self.control("POST", "/_control/dispute", what)

    def decide(self, dispute: str, how: str) -> Any:
        """``how``: win, lose, escalate or close."""
        return self.control("POST", f"/_control/disputes/{how}", {"dispute": dispute})

    def bank(self, payment_intent: str, outcome: str = "paid") -> Any:
        """A bank debit arrives (paid) or is returned (failed)."""
        return self.control("POST", "/_control/bank", {"payment_intent": payment_intent, "outcome": outcome})

    def payout(self, **what: Any) -> Any:
        return self.control("POST", "/_control/payout", what)

    def fail_payout(self, payout: str) -> Any:
        return self.control("POST", "/_control/payouts/fail", {"payout": payout})

    def deliveries(self, **filters: str) -> list[Any]:
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return list(self.control("GET", f"/_control/deliveries?{query}")["data"])

    def rule(self, action: str, **what: Any) -> Any:
        """``rule("drop", types=["charge.*"], count=1)``: hold, drop, duplicate, delay or reorder."""
        return self.control("POST", f"/_control/deliveries/{action}", what)

    def release(self, **what: Any) -> Any:
        """``release(order="shuffle", seed=7)``"""
        return self.control("POST", "/_control/deliveries/release", what)

    def settle(self, seconds: int = 10) -> None:
        """Until every notice that is due was sent."""
        assert self.control("POST", "/_control/deliveries/settle", {"seconds": seconds})["settled"]

    def send_again(self, event: str, times: int = 1) -> Any:
        return self.control("POST", "/_control/events/again", {"event": event, "times": times})

    def flood(self, event: str, times: int = 20) -> list[int | None]:
        """The same event so often at the same moment. Answers the status that each got."""
        return list(self.control("POST", "/_control/events/flood", {"event": event, "times": times})["statuses"])

    def send_raw(self, body: Any, **how: Any) -> Any:
        """Any body, signed rightly or not: ``secret``, ``timestamp``, ``signature``, ``url``."""
        return self.control("POST", "/_control/events/raw", {"body": body, **how})

    def fail_next(self, mode: str = "500", count: int = 1, **where: Any) -> Any:
        """``fail_next("lost", path="/v1/refunds")``: 500, 503, 429, lost or slow."""
        return self.control("POST", "/_control/failures", {"mode": mode, "count": count, **where})

    def reset(self) -> None:
        self.control("POST", "/_control/reset", {})


@contextmanager
def running_sandbox(
    tmp_path: Path, webhook: str | None = None, secret: str | None = None, port: int = 0
) -> Iterator[Sandbox]:
    """A sandbox on a free port; its state is ``tmp_path/sandbox.sqlite3``, and a second one there goes on with it."""
    application = Application(tmp_path / "sandbox.sqlite3")
    server = ThreadServer(application, port)
    application.start(server.url, webhook, secret)
    server.start()
    try:
        yield Sandbox(server.url, KEY, PUBLISHABLE_KEY)
    finally:
        server.stop()
        application.stop()
