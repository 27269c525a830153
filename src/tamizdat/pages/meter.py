"""The meter: what came in and what is needed, from the signed statement and from nothing else."""

from __future__ import annotations

from typing import Any

from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages import dates
from tamizdat.pages.escape import NOTHING, Markup, fill, text
from tamizdat.pages.forms import forms_in

MONTH = "month"
"""The meter of the month's published costs; anything else is the id of a commitment."""


def read_signed(paper: Any, name: str) -> dict[str, Any] | None:
    """What the support site signed: ``offer`` or ``statement``; None while there is none."""
    value = paper.ask(name)
    return value["signed"] if value else None


def money(amount: int, currency: str, language: str, *, is_short: bool = True) -> Markup:
    """An amount as the language writes it."""
    return text(show_money(Money(amount, currency), language, is_short=is_short))


def say_in(words: dict[str, str], language: str) -> str:
    """Words of the statement in this language, else in English, else in the first that there is."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def find_target(statement: dict[str, Any], what: str) -> tuple[int, str] | None:
    """What is needed, and for what; None when the statement does not say it in its main currency."""
    if what == MONTH:
        return (statement["meter"]["cost"], "") if statement["meter"]["cost"] > 0 else None
    for one in statement["commitments"]:
        if one["id"] == what and one["currency"] == statement["currency"] and one["monthly"] > 0:
            return one["monthly"], what
    return None


def print_meter(paper: Any, what: str, root: str, *, beside: str = "", is_whole: bool = True) -> Markup:
    """Nothing where the statement cannot say it. ``beside``: words that stand there already; ``is_whole``: with what
    is counted and what is not."""
    statement = read_signed(paper, "statement") if what else None
    target = find_target(statement, what) if statement else None
    if statement is None or target is None:
        return NOTHING
    values = {**view_meter(paper, statement, target), "root": Markup(root)}
    if values["promise"] == beside:
        values["promise"] = NOTHING
    return forms_in(paper.language).fill("meter.html", values, is_whole=is_whole)


def view_meter(paper: Any, statement: dict[str, Any], target: tuple[int, str]) -> dict[str, Markup]:
    """The figures in words, and how long the bar is."""
    language, currency, meter = paper.language, statement["currency"], statement["meter"]
    share = min(max(meter["received"] * 100 // target[0], 0), 100)
    commitment = next((one["text"] for one in statement["commitments"] if one["id"] == target[1]), {})
    said = fill(
        paper.words["meter"],
        received=money(meter["received"], currency, language),
        needed=money(target[0], currency, language),
        month=text(dates.month(meter["month"], language)),
    )
    as_of = dates.day(f"{statement['issued_on'][:10]}T12:00:00Z", language, "UTC")
    return {
        "said": said,
        "share": Markup(str(share)),
        "promise": text(say_in(commitment, language)),
        "as_of": fill(paper.words["meter_as_of"], day=text(as_of)),
        "home": text(language),
    }
