"""What a mail may say, read when it is sent: amounts from the tables, addresses of this site, links that work once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tamizdat.contributions.codes import code_for, random_code
from tamizdat.contributions.mail.words import language_for, mail_words
from tamizdat.contributions.models import Gift, Link, Mail, Recurring
from tamizdat.contributions.vault import Vault, digest_of
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages import dates

MINUTES = 30
"""How long a link works that somebody has asked for."""
DAYS = 3
"""How long one works that stands in a mail about a payment, which may be read later."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and in which language a mail is written."""

    address: str
    """Of the support site."""
    language: str
    vault: Vault
    now: datetime

    @property
    def root(self) -> str:
        return f"{self.address}/{self.language}"


def find_words(mail: Mail, place: Place) -> dict[str, str]:
    """Every {word} that is known for this mail; a link that works once is made only when the text has a {in}."""
    found = {"own": f"{place.root}/own/", "give": f"{place.root}/"}
    found |= _money(mail, place)
    if gift := str(mail.facts.get("gift") or ""):
        found["receipt"] = f"{place.root}/receipt/{code_for(place.vault, 'receipt', gift)}"
    if mail.reminder is not None:
        found["month"] = dates.month(mail.reminder.month, language_for(place.language))
        found["remind"] = f"{place.root}/remind/{code_for(place.vault, 'reminder', mail.reminder.id)}"
    return found


def _money(mail: Mail, place: Place) -> dict[str, str]:
    """``amount`` of the gift, ``sum`` of the recurring gift ("5 dollars a month"); what the facts say comes first."""
    language = language_for(place.language)
    gift = Gift.objects.filter(id=mail.facts.get("gift") or "").first()
    recurring = Recurring.objects.filter(id=mail.facts.get("recurring") or "").first() or (gift and gift.recurring)
    found = {}
    told = _told(mail)
    if money := told or (Money(gift.amount, gift.currency) if gift else None):
        found["amount"] = found["sum"] = show_money(money, language)
    if recurring:
        amount = show_money(told or Money(recurring.amount, recurring.currency), language)
        found.setdefault("amount", amount)
        found["sum"] = mail_words(language)["every"][recurring.every].replace("{amount}", amount)
    return found


def _told(mail: Mail) -> Money | None:
    amount, currency = mail.facts.get("amount"), mail.facts.get("currency")
    return Money(amount, currency) if type(amount) is int and isinstance(currency, str) else None


def make_link(mail: Mail, place: Place) -> str:
    """A way into the supporter's own page: it works once and not for long."""
    assert mail.supporter is not None
    code = random_code()
    lasts = timedelta(minutes=MINUTES) if mail.what == "link" else timedelta(days=DAYS)
    Link.objects.create(
        code=digest_of(code), supporter=mail.supporter, purpose="in", expires=place.now + lasts, used=None
    )
    return f"{place.root}/own/in/{code}"
