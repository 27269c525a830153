"""BTCPay Server as a provider. Gifts come once: nobody can take coins out of another's wallet each month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tamizdat.contributions.inbox.answer import Answer
from tamizdat.contributions.inbox.meaning import Meaning, plain_meaning
from tamizdat.contributions.providers.btcpay.client import Server, open_server
from tamizdat.contributions.providers.btcpay.moved import BTCPAY, fetch_answer, list_answers, refund_name
from tamizdat.contributions.providers.btcpay.notices import gift_of, read_notice
from tamizdat.contributions.providers.contract import Begun, Flow, Order, Outcome, ProviderError, Told
from tamizdat.contributions.providers.stripe.open import read_key
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home, Settings

LOCAL = ("127.0.0.1", "localhost", "::1")


def open_btcpay(home: Home, settings: Settings | None = None) -> BtcpayProvider:
    """``[support.btcpay]``, ``support/keys/btcpay.key`` and ``btcpay-notices.key``."""
    table = (settings or home.read_settings()).support.settings.get("btcpay", {})
    address, store = str(table.get("address", "")).rstrip("/"), str(table.get("store", ""))
    if not store or not _is_safe(address):
        raise HomeError(
            f"{home.settings_file}: [support.btcpay] needs address (https://…, or http://….onion) and a store."
        )
    key, *_ = read_key(home, "btcpay.key", ("",))
    return BtcpayProvider(
        server=open_server(address, store, key, str(table.get("proxy", ""))),
        secrets=read_key(home, "btcpay-notices.key", ("",)),
        page=str(table.get("page", address)).rstrip("/"),
        onion=str(table.get("onion", "")).rstrip("/"),
    )


def _is_safe(address: str) -> bool:
    """Encrypted on its way: by TLS, by Tor, or because it does not leave this machine."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" or (parts.scheme == "http" and (host.endswith(".onion") or host in LOCAL))


@dataclass(frozen=True, slots=True)
class BtcpayProvider:
    """One store of the newsroom's own server."""

    server: Server
    secrets: tuple[str, ...] = field(repr=False)
    page: str
    """Where readers see its pages."""
    onion: str = ""
    name: str = BTCPAY
    flows: frozenset[Flow] = frozenset(("redirect", "transfer"))
    is_live: bool = True

    def begin(self, order: Order, flow: Flow) -> Begun:
        """An invoice that knows the gift's number alone. The API has no idempotency keys: it is looked for."""
        if flow not in self.flows:
            raise ProviderError(f"BTCPay Server has no way of paying that is called {flow}.", may_retry=False)
        if order.every != "once":
            raise ProviderError("Coins come once: there is no recurring gift from a wallet.", may_retry=False)
        known = self.server.get("invoices", orderId=order.gift)
        for one in known:
            if gift_of(one) == order.gift and one["status"] not in ("Expired", "Invalid"):
                return self._begun(one)
        return self._begun(self.server.post("invoices", _invoice(order)))

    def begin_again(self, session: str) -> Begun:
        """The invoice that was begun before, as long as it can be paid."""
        invoice = self.server.get(f"invoices/{session}")
        if invoice["status"] != "New":
            raise ProviderError("This gift was begun before, and can no more be paid so. Begin anew.", may_retry=False)
        return self._begun(invoice)

    def _begun(self, invoice: Mapping[str, Any]) -> Begun:
        number = str(invoice["id"])
        told = {"address": f"{self.page}/i/{number}", "plain": f"{self.page}/invoice-noscript?id={number}"}
        if self.onion:
            told["onion"] = f"{self.onion}/invoice-noscript?id={number}"
        return Begun(address=told["address"], told=told, session=number, external_id=number)

    def confirm(self, order: Order, token: str, check_country: Callable[[str], None]) -> Outcome:
        raise _cannot("A gift in coins is paid from the reader's own wallet.")

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Told:
        return read_notice(self.secrets, self.server.store, body, headers, now)

    def meaning(self, kind: str, skeleton: Mapping[str, Any]) -> Meaning:
        return plain_meaning(skeleton)

    def movements_of(self, skeleton: Mapping[str, Any]) -> tuple[str, ...]:
        line = skeleton.get("line")
        return (line,) if isinstance(line, str) and line else ()

    def fetch_answer(self, number: str) -> Answer | None:
        return fetch_answer(self.server, number)

    def fetch_movement(self, number: str) -> Movement:
        if (answer := self.fetch_answer(number)) is None:
            raise ProviderError(f"Nothing has settled yet of {number}.", may_retry=True)
        return answer.movement

    def list_movements(self, since: datetime | None = None) -> Iterator[Movement]:
        for answer in list_answers(self.server, since):
            yield answer.movement

    def balance(self) -> Mapping[str, int]:
        """The sum of what it tells: it owes us nothing, the coins are in our own wallet."""
        sums: dict[str, int] = {}
        for one in self.list_movements():
            sums[one.currency] = sums.get(one.currency, 0) + one.amount
        return sums

    def refund(self, gift: str, payment: str, money: Money, key: str) -> str:
        """The address of a page on which the supporter says where the coins go; they leave when that is approved."""
        name = refund_name(gift, key)
        for known in self.server.get("pull-payments", includeArchived="true"):
            if known.get("name") == name:
                return str(known["viewLink"])
        asked = {
            "name": name,
            "description": "",
            "payoutMethodId": self._payout_method(payment),
            "refundVariant": "Custom",
            "customAmount": money.to_decimal(),
            "customCurrency": money.currency,
        }
        return str(self.server.post(f"invoices/{payment}/refund", asked)["viewLink"])

    def _payout_method(self, invoice: str) -> str:
        """As it was paid; what came by an LNURL goes back by Lightning."""
        for method in self.server.get(f"invoices/{invoice}/payment-methods"):
            if any(one.get("status") == "Settled" for one in method.get("payments") or ()):
                return str(method["paymentMethodId"]).replace("-LNURL", "-LN")
        raise _cannot("Nothing has settled on this invoice, so there is nothing to pay back.")

    def cancel(self, recurring: str) -> None:
        raise _cannot("There are no recurring gifts in coins.")

    def change(self, recurring: str, money: Money) -> None:
        raise _cannot("There are no recurring gifts in coins.")

    def new_card(self, recurring: str, customer: str, language: str, done: str) -> Begun:
        raise _cannot("Coins need no card.")

    def recurring_country(self, recurring: str) -> str:
        return ""

    def erase(self, customer: str) -> None:
        """The server was told of nobody."""


def _invoice(order: Order) -> dict[str, Any]:
    return {
        "amount": order.money.to_decimal(),
        "currency": order.money.currency,
        "metadata": {"orderId": order.gift},
        "checkout": {"redirectURL": order.done, "redirectAutomatically": False, "defaultLanguage": order.language},
        "receipt": {"enabled": False},
    }


def _cannot(words: str) -> ProviderError:
    return ProviderError(words, may_retry=False)
