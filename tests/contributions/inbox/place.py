"""A support site with a running sandbox behind it: real SDK, real HTTP, real signatures."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import Sum
from tests.sandbox.running import Sandbox, running_sandbox

from tamizdat.books.models import Entry
from tamizdat.contributions import deeds
from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.models import Gift, Mail, Notice, Receipt, Recurring
from tamizdat.contributions.providers.contract import Begun, Outcome
from tamizdat.contributions.wish import Wish
from tamizdat.core.ledger.money import Money
from tamizdat.shell.home import Home

SECRET = "whsec_lamp_notices"
SETTINGS = """
[newsroom]
name = "The Lamp"
languages = ["en", "ru", "fa"]

[public]
address = "https://lamp.example"

[support]
address = "https://give.example"
processor = "sandbox"
statement_text = "READERS FUND"
strict = false

[support.currency.USD]
[support.currency.EUR]
[support.currency.JPY]
minimum = "300"
[support.currency.KWD]
minimum = "1"
[support.currency.ISK]
minimum = "100"

[support.at_risk]
RU = 2023-01-26

[support.sandbox]
address = "{address}"
key = "{key}"
publishable_key = "{publishable_key}"
webhook_secret = "{secret}"
demo = true
"""


@dataclass
class Place:
    """What a test does and looks at."""

    home: Home
    sandbox: Sandbox
    notices: str
    """Where the processor sends its notices."""
    gifts: list[Gift] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.sandbox.now, UTC)

    def wish(self, amount: int = 1000, currency: str = "USD", every: Any = "once", **more: Any) -> Wish:
        values: dict[str, Any] = {
            "form_token": secrets.token_hex(8), "money": Money(amount, currency), "every": every, "covers_fee": False,
            "flow": "redirect", "language": "en", "done": "https://give.example/en/thanks/{gift}",
            "stopped": "https://give.example/en/", "email": "reader@example.org",
        }  # fmt: skip
        return Wish(**(values | more))

    def begin(self, amount: int = 1000, currency: str = "USD", every: Any = "once", **more: Any) -> tuple[Gift, Begun]:
        gift, begun = deeds.begin_gift(self.home, self.wish(amount, currency, every, **more), self.now)
        self.gifts.append(gift)
        return gift, begun

    def give(self, amount: int = 1000, currency: str = "USD", every: Any = "once", **more: Any) -> Gift:
        """Begun on the form, paid on the processor's page."""
        card = {"card": more.pop("card")} if "card" in more else {}
        gift, begun = self.begin(amount, currency, every, **more)
        self.sandbox.pay_checkout(begun.session, **card)
        return gift

    def token(self, card: str = "4242424242424242") -> str:
        """What the processor's form makes of a card."""
        values = {"payment_method_data": _card(card), "return_url": "https://give.example/en/"}
        asked: Any = self.sandbox.client().raw_request
        answer = asked("post", "/v1/test_helpers/confirmation_tokens", **values)
        return str(answer.json()["id"] if callable(getattr(answer, "json", None)) else answer.data["id"])

    def confirm(self, gift: Gift, card: str = "4242424242424242") -> Outcome:
        return deeds.confirm_gift(self.home, gift.id, self.token(card), self.now)

    def settle(self) -> None:
        """Every notice has arrived and was applied."""
        for _ in range(9):
            self.sandbox.settle()
            if not sum(apply_due(self.home, self.now).values()):
                return

    def payment(self, gift: Gift) -> str:
        gift.refresh_from_db()
        return str(gift.external_id)

    def state(self, gift: Gift) -> str:
        gift.refresh_from_db()
        return gift.state


@contextmanager
def running_place(tmp_path: Path, site: str) -> Iterator[Place]:
    """``site``: where the support site listens."""
    folder = tmp_path / "home"
    folder.mkdir()
    notices = f"{site}/notices/sandbox/"
    with running_sandbox(tmp_path, notices, SECRET) as sandbox:
        (folder / "tamizdat.toml").write_text(settings_for(sandbox), encoding="utf-8")
        sandbox.settings(payouts={"interval": "manual", "arrives_after_days": 1})
        yield Place(Home(folder), sandbox, notices)


def settings_for(sandbox: Sandbox) -> str:
    names = {"address": sandbox.url, "key": sandbox.key, "publishable_key": sandbox.publishable_key}
    return SETTINGS.format(**names, secret=SECRET)


def sums(currency: str = "USD") -> tuple[int, int, int, int, int, int]:
    """(income, refunds, chargebacks, fees, dispute_fees, processor), as the research page writes it."""
    names = ("income", "refunds", "chargebacks", "fees", "dispute_fees", "processor")
    balances = {name: _balance(name, currency) for name in names}
    return (-balances["income"], *(balances[name] for name in names[1:]))  # type: ignore[return-value]


def _balance(account: str, currency: str) -> int:
    rows = Entry.objects.filter(currency=currency)
    debit = rows.filter(debit=account).aggregate(sum=Sum("amount"))["sum"] or 0
    return int(debit - (rows.filter(credit=account).aggregate(sum=Sum("amount"))["sum"] or 0))


def mails(what: str = "") -> list[str]:
    """The keys of all mails that were decided on."""
    found = Mail.objects.filter(what=what) if what else Mail.objects.all()
    return sorted(found.values_list("key", flat=True))


def _card(number: str) -> dict[str, Any]:
    return {"type": "card", "card": {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123"}}


__all__ = ["Notice", "Place", "Receipt", "Recurring", "mails", "running_place", "sums"]
