"""What a supporter sees: regular payments and what can be done with them, payments with receipts, mail, language."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpResponse

from tamizdat.contributions.models import Gift, Mail, Recurring
from tamizdat.contributions.site.own.figures import Figures, figures_of_all
from tamizdat.contributions.site.own.page import Page
from tamizdat.contributions.site.own.receipts import give_receipt
from tamizdat.contributions.site.own.visit import Visit
from tamizdat.core.ledger.money import Money
from tamizdat.pages import dates
from tamizdat.pages.escape import text
from tamizdat.pages.languages import own_name

A_PAGE = 40
TOLD = ("changed", "stopped", "mail", "language", "card")
ON = ("active", "late")
UNPAID = ("begun", "waiting", "failed")


def show_own(page: Page, visit: Visit, *, error: str = "", status: int = 200) -> HttpResponse:
    """The whole page."""
    supporter, told = visit.supporter, page.request.GET.get("done", "")
    state = "on" if supporter.may_be_mailed else "off"
    values = {
        "token": visit.form_token,
        "told": page.say(f"d_{told}") if told in TOLD else "",
        "error": error,
        "has_pages": not page.house.support.strict,
        "recurring": [_recurring(page, one) for one in _regular(visit)],
        **_payments(page, visit),
        "mail_text": page.say(f"mail_{state}"),
        "mail_value": "off" if state == "on" else "on",
        "mail_button": page.say("mail_stop" if state == "on" else "mail_start"),
        "choices": [
            {"lang": text(one), "name": text(own_name(one)), "is_on": one == supporter.language}
            for one in page.house.languages
        ],
    }
    return page.show("own.html", page.say("title"), values, status=status)


def _regular(visit: Visit) -> list[Recurring]:
    """Those that run first; of those that have ended, none that were never paid."""
    found = visit.supporter.recurring.exclude(state="begun", external_id=None)
    return sorted(found, key=lambda one: (one.state not in ON, one.state == "ended", one.id))


def _recurring(page: Page, one: Recurring) -> dict[str, Any]:
    amount = page.money(Money(one.amount, one.currency))
    return {
        "id": text(one.id),
        "sum": page.say(one.every, amount=amount),
        "state": page.say(f"r_{one.state}"),
        "is_on": one.state in ON,
        "waits": text(waits_for_bank(one)) if one.state in ON else "",
        "label": page.say("amount", currency=one.currency),
    }


def waits_for_bank(recurring: Recurring) -> str:
    """The gift about which a bank wants to ask its cardholder; empty when there is none."""
    unpaid = recurring.gifts.filter(state__in=UNPAID).order_by("-day", "-id").values_list("id", flat=True)
    newest = str(unpaid.first() or "")
    return newest if newest and Mail.objects.filter(key=f"action_needed:{newest}").exists() else ""


def _payments(page: Page, visit: Visit) -> dict[str, Any]:
    """One page of them, newest first."""
    number = page.request.GET.get("page", "1")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 6 and int(number) else 1
    found = visit.supporter.gifts.exclude(state="begun").order_by("-day", "-id")[(at - 1) * A_PAGE : at * A_PAGE + 1]
    gifts = list(found)
    figures = figures_of_all(gifts[:A_PAGE])
    return {
        "gifts": [_gift(page, one, figures.get(one.id)) for one in gifts[:A_PAGE]],
        "newer": at - 1,
        "older": at + 1 if len(gifts) > A_PAGE else 0,
    }


def _gift(page: Page, gift: Gift, figures: Figures | None) -> dict[str, Any]:
    """A receipt only where the books have the payment."""
    root = f"{page.root}receipt/"
    return {
        "day": gift.day.isoformat(),
        "when": text(say_day(page, gift)),
        "amount": text(page.money(figures.paid if figures else Money(gift.amount, gift.currency))),
        "state": page.say(f"s_{gift.state}"),
        "receipt": text(root + give_receipt(page.house.home, gift)) if figures else "",
    }


def say_day(page: Page, gift: Gift) -> str:
    """The day on which it was begun."""
    noon = datetime.combine(gift.day, time(12), UTC)
    return dates.day(f"{noon:%Y-%m-%dT%H:%M:%SZ}", page.spoken, "UTC")
