"""``/<lang>/receipt/<code>``: a receipt to read and to print; what it says is read from the books each time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tamizdat.contributions.site.own.figures import Figures, figures_of
from tamizdat.contributions.site.own.own_view import say_day
from tamizdat.contributions.site.own.page import Page, answers
from tamizdat.contributions.site.own.receipts import find_receipt
from tamizdat.pages.escape import text


@answers("GET")
def receipt(page: Page, code: str) -> HttpResponse:
    """Of a payment that is in the books; nothing else is a payment."""
    found = find_receipt(code)
    figures = figures_of(found.gift) if found else None
    if found is None or figures is None:
        return page.note("no_receipt", "no_receipt_text", links={"start": page.root}, status=404)
    values = {
        "notice": page.say(_notice(figures)) if _notice(figures) else "",
        "is_void": figures.is_void,
        "number": text(found.number),
        "day": found.gift.day.isoformat(),
        "when": text(say_day(page, found.gift)),
        "lines": _lines(page, figures),
    }
    return page.show("receipt.html", page.say("receipt"), values)


def _notice(figures: Figures) -> str:
    if figures.is_void:
        return "void" if figures.paid_back.amount >= figures.paid.amount else "void_bank"
    return "partly" if figures.paid_back.amount > 0 else ""


def _lines(page: Page, figures: Figures) -> list[dict[str, Any]]:
    """What was paid; and if anything went back, what, and what remains."""
    named = [("paid", figures.paid), ("paid_back", figures.paid_back), ("taken_back", figures.taken_back)]
    lines = [(name, money) for name, money in named if money.amount > 0]
    if len(lines) > 1:
        lines.append(("left_over", figures.left))
    return [{"name": page.say(name), "amount": text(page.money(money))} for name, money in lines]
