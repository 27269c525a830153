"""A BTCPay Server for tests: the part of its Greenfield API that is used here, over real HTTP, with signed notices."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

STORE, KEY, SECRET = "Store1", "key-of-the-store", "secret-of-the-notices"


class FakeBtcpay:
    """What the server knows; tests play the payer."""

    def __init__(self) -> None:
        self.invoices: dict[str, dict[str, Any]] = {}
        self.payments: dict[str, list[dict[str, Any]]] = {}
        self.pulls: dict[str, dict[str, Any]] = {}
        self.payouts: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str, Any]] = []
        self.fails = 0
        self.url = ""
        self.rate = "50000"
        self._numbers = count(1)

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers)}"

    def pay(self, invoice: str, value: str, at: int, status: str = "Settled", method: str = "BTC-CHAIN") -> str:
        """Coins arrive; the payment's number."""
        number = f"{next(self._numbers):064x}-0"
        self.payments[invoice].append(
            {"id": number, "receivedDate": at, "value": value, "fee": "0.0", "status": status,
             "destination": "bc1qfake", "method": method}
        )  # fmt: skip
        self.invoices[invoice]["status"] = "Settled" if status == "Settled" else "Processing"
        return number

    def claim(self, pull: str, at: int, state: str = "Completed") -> str:
        """The supporter says where the coins go, and they leave."""
        one, number = self.pulls[pull], self.new("payout")
        self.payouts[number] = {
            "id": number, "pullPaymentId": pull, "date": at, "state": state, "originalCurrency": one["currency"],
            "originalAmount": one["amount"], "destination": "bc1qback",
        }  # fmt: skip
        return number

    def notice(self, kind: str, invoice: str, at: int, **more: Any) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a webhook."""
        delivery = self.new("delivery")
        event = {
            "deliveryId": delivery, "webhookId": "hook1", "originalDeliveryId": delivery, "isRedelivery": False,
            "type": kind, "timestamp": at, "storeId": STORE, "invoiceId": invoice,
            "metadata": self.invoices[invoice]["metadata"], **more,
        }  # fmt: skip
        return signed(json.dumps(event).encode())

    def answer(self, method: str, path: str, asked: dict[str, str], said: Any) -> tuple[int, Any]:
        parts = path.removeprefix(f"/api/v1/stores/{STORE}/").split("/")
        match method, parts:
            case "POST", ["invoices"]:
                number = self.new("Invoice")
                self.invoices[number] = {**said, "id": number, "status": "New", "additionalStatus": "None"}
                self.payments[number] = []
                return 200, self.invoices[number]
            case "GET", ["invoices"]:
                found = [
                    one for one in self.invoices.values() if asked.get("orderId") in (None, one["metadata"]["orderId"])
                ]
                skip, take = int(asked.get("skip", 0)), int(asked.get("take", 50))
                return 200, found[skip : skip + take]
            case "GET", ["invoices", number] if number in self.invoices:
                return 200, self.invoices[number]
            case "GET", ["invoices", number, "payment-methods"] if number in self.invoices:
                return 200, self._methods(number)
            case "POST", ["invoices", number, "refund"] if number in self.invoices:
                pull = self.new("Pull")
                self.pulls[pull] = {
                    "id": pull, "name": said["name"], "currency": said["customCurrency"],
                    "amount": said["customAmount"], "viewLink": f"{self.url}/pull-payments/{pull}",
                }  # fmt: skip
                return 200, self.pulls[pull]
            case "GET", ["pull-payments"]:
                return 200, list(self.pulls.values())
            case "GET", ["payouts"]:
                return 200, list(self.payouts.values())
            case "GET", ["payouts", number] if number in self.payouts:
                return 200, self.payouts[number]
        return 404, {"code": "not-found", "message": "nothing here"}

    def _methods(self, invoice: str) -> list[dict[str, Any]]:
        methods = {one["method"] for one in self.payments[invoice]} | {"BTC-CHAIN"}
        return [
            {"paymentMethodId": method, "currency": "BTC", "rate": self.rate,
             "payments": [one for one in self.payments[invoice] if one["method"] == method]}
            for method in sorted(methods)
        ]  # fmt: skip


def signed(body: bytes, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    return body, {"BTCPay-Sig": "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()}


@contextmanager
def running_btcpay() -> Iterator[FakeBtcpay]:
    """On a free port of this machine."""
    fake = FakeBtcpay()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = json.loads(body) if body else None
            fake.requests.append((self.command, parts.path, said))
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if self.headers.get("Authorization") != f"token {KEY}":
                status, answer = 401, {"code": "unauthenticated"}
            elif fake.fails:
                fake.fails -= 1
                status, answer = 503, {"code": "busy"}
            else:
                status, answer = fake.answer(self.command, parts.path, asked, said)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _do

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
