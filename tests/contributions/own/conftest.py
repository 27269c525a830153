"""The supporter's own pages, asked for as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests.contributions.mail.mailbox import Mailbox, home_with_mail, running_mailbox

from tamizdat.contributions import deeds
from tamizdat.contributions.mail.send import send_due
from tamizdat.contributions.models import Link, Recurring, Supporter
from tamizdat.contributions.providers.contract import Begun
from tamizdat.contributions.site.give.held import COUNTERS
from tamizdat.contributions.vault import digest_of, new_code
from tamizdat.core.ledger.money import Money
from tamizdat.shell.home import Home


@pytest.fixture(autouse=True)
def fresh_brakes() -> None:
    COUNTERS._counts.clear()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[Home, Mailbox]]:
    with running_mailbox() as (mailbox, port):
        yield home_with_mail(settings.HOME, tmp_path / "home", port), mailbox


class Done:
    """What the processor was asked to do."""

    def __init__(self) -> None:
        self.deeds: list[tuple[str, ...]] = []
        self.fails: Exception | None = None

    def _note(self, *deed: str) -> None:
        if self.fails:
            raise self.fails
        self.deeds.append(deed)

    def cancel(self, home: Home, id: str, now: datetime) -> None:
        self._note("cancel", id)
        Recurring.objects.filter(id=id).update(state="ended")

    def change(self, home: Home, id: str, money: Money, now: datetime) -> None:
        self._note("change", id, money.to_decimal(), money.currency)
        Recurring.objects.filter(id=id).update(amount=money.amount)

    def new_card(self, home: Home, id: str, done: str) -> Begun:
        self._note("card", id, done)
        return Begun(address="https://processor.example/card")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    """A processor that does what it is asked, and remembers."""
    done = Done()
    monkeypatch.setattr(deeds, "cancel_recurring", done.cancel)
    monkeypatch.setattr(deeds, "change_recurring", done.change)
    monkeypatch.setattr(deeds, "new_card", done.new_card)
    return done


class Person:
    """A browser without scripts, and somebody before it."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=True)

    def get(self, address: str) -> str:
        self.answer = self.client.get(address)
        return unescape(self.answer.content.decode())

    def post(self, address: str, **fields: str) -> str:
        self.answer = self.client.post(address, fields)
        if self.answer.status_code == 303:
            return self.get(self.answer["Location"])
        return unescape(self.answer.content.decode())

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    def enter(self, supporter: Supporter, language: str = "en") -> str:
        """By a fresh link."""
        code = new_code()
        Link.objects.create(
            code=digest_of(code), supporter=supporter, purpose="in", expires=datetime.fromisoformat("2100-01-01T00:00Z")
        )
        return self.post(f"/{language}/own/in/{code}")

    def send(self, address: str, **fields: str) -> str:
        """A form of the page that is open."""
        token = re.search(r'name="token" value="(\w+)"', self.answer.content.decode())
        return self.post(address, token=token[1] if token else "", **fields)


@pytest.fixture
def person() -> Person:
    return Person()


def last_link(mailbox: Mailbox) -> str:
    """The path of the last link that was mailed."""
    found = re.findall(r"https://give\.example(/\S+/(?:own/in|remind)/\S+)", mailbox.texts[-1])
    return str(found[0])


__all__ = ["Done", "Person", "last_link", "send_due"]
