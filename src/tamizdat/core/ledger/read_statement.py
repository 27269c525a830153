"""A statement from what was signed, and back: one right form, everything else is refused."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

from tamizdat.core.ledger import shape
from tamizdat.core.ledger.errors import StatementError
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.months import next_month
from tamizdat.core.ledger.recompute import recompute
from tamizdat.core.ledger.signed import open_signed
from tamizdat.core.ledger.statement import (
    FIGURES,
    FORMAT,
    MOST_MONTHS,
    Commitment,
    Correction,
    Cost,
    Figures,
    Meter,
    Month,
    Rate,
    Statement,
)  # fmt: skip

KEYS = (
    "format",
    "number",
    "issued_on",
    "previous",
    "time_zone",
    "currency",
    "commitments",
    "months",
    "pledged",
    "meter",
)
_digest = re.compile(r"[0-9a-f]{64}\Z")


def read_statement(data: bytes, public_key: str) -> Statement:
    """Check the signature, the form and the sums; raises StatementError."""
    statement = parse_statement(open_signed(data, public_key))
    recompute(statement)
    return statement


def parse_statement(signed: Any) -> Statement:
    """The value of ``signed``; raises StatementError with what is wrong. The sums are checked by ``recompute``."""
    one = shape.fields(signed, KEYS, "The statement")
    shape.need(one["format"] == FORMAT, f"The format is not {FORMAT}")
    months = shape.many(one["months"], _month, "months", MOST_MONTHS)
    shape.need(bool(months), "There is no month in it")
    names = [month.month for month in months]
    shape.need(all(b == next_month(a) for a, b in pairwise(names)), "Its months have a gap")
    meter = _meter(one["meter"])
    shape.need(meter.month == names[-1], "The meter is not of the newest month")
    return Statement(
        number=shape.whole(one["number"], "number", 1),
        issued_on=shape.day(one["issued_on"], "issued_on"),
        previous=_previous(one["previous"], one["number"]),
        time_zone=shape.text(one["time_zone"], "time_zone", 60),
        currency=shape.currency(one["currency"], "currency"),
        commitments=shape.many(one["commitments"], _commitment, "commitments"),
        months=months,
        pledged=_pledged(one["pledged"]),
        meter=meter,
    )


def _previous(value: Any, number: Any) -> str | None:
    shape.need((value is None) == (number == 1), "The first statement has none before it, and every other has one")
    shape.need(value is None or (isinstance(value, str) and bool(_digest.match(value))), "previous is no SHA-256")
    return None if value is None else str(value)


def _commitment(value: Any) -> Commitment:
    one = shape.fields(value, ("id", "since", "monthly", "currency", "text"), "A commitment")
    return Commitment(
        shape.name(one["id"], "A commitment's id"), shape.day(one["since"], "since"), _monthly(one),
        shape.words(one["text"], "A commitment's text"),
    )  # fmt: skip


def _cost(value: Any) -> Cost:
    one = shape.fields(value, ("id", "monthly", "currency", "text"), "A cost")
    return Cost(shape.name(one["id"], "A cost's id"), _monthly(one), shape.words(one["text"], "A cost's text"))


def _monthly(one: dict[str, Any]) -> Money:
    return Money(shape.amount(one["monthly"], "monthly"), shape.currency(one["currency"], "currency"))


def _month(value: Any) -> Month:
    one = shape.fields(value, ("month", "costs", "moved", "rates", "corrections"), "A month")
    month = shape.month(one["month"], "month")
    costs = shape.many(one["costs"], _cost, "costs")
    moved = shape.many(one["moved"], _moved, "moved")
    rates = shape.many(one["rates"], _rate, "rates")
    corrections = shape.many(one["corrections"], lambda each: _correction(each, month), "corrections")
    shape.ordered((each.id for each in costs), f"costs of {month}")
    shape.ordered((code for code, _ in moved), f"moved of {month}")
    shape.ordered((each.currency for each in rates), f"rates of {month}")
    shape.ordered(((each.on, each.currency, each.counted_in) for each in corrections), f"corrections of {month}")
    return Month(month, costs, dict(moved), rates, corrections)


def _figures(one: dict[str, Any]) -> Figures:
    return Figures(*(shape.whole(one[name], name) for name in FIGURES))


def _moved(value: Any) -> tuple[str, Figures]:
    one = shape.fields(value, ("currency", *FIGURES), "A line of moved")
    return shape.currency(one["currency"], "currency"), _figures(one)


def _rate(value: Any) -> Rate:
    one = shape.fields(value, ("currency", "rate", "on"), "A rate")
    code = shape.currency(one["currency"], "currency")
    return Rate(code, shape.rate(one["rate"], f"The rate of {code}"), shape.day(one["on"], "on"))


def _correction(value: Any, month: str) -> Correction:
    one = shape.fields(value, ("on", "currency", "counted_in", *FIGURES), "A correction")
    counted_in, figures = shape.month(one["counted_in"], "counted_in"), _figures(one)
    shape.need(counted_in >= month, "A correction is counted before its month")
    shape.need(counted_in == month or figures == Figures(), "A correction is counted in two months")
    return Correction(shape.day(one["on"], "on"), shape.currency(one["currency"], "currency"), counted_in, figures)


def _pledged(value: Any) -> tuple[Money, ...]:
    pledged = shape.many(value, lambda one: _monthly(shape.fields(one, ("currency", "monthly"), "A pledge")), "pledged")
    shape.ordered((one.currency for one in pledged), "pledged")
    return pledged


def _meter(value: Any) -> Meter:
    one = shape.fields(value, ("month", "cost", "received", "gap"), "The meter")
    cost, received, gap = (shape.whole(one[name], name) for name in ("cost", "received", "gap"))
    return Meter(shape.month(one["month"], "The meter's month"), cost, received, gap)


def write_statement(statement: Statement) -> dict[str, Any]:
    """What is signed; ``parse_statement`` gives the statement again."""
    one = statement
    return {
        "format": FORMAT,
        "number": one.number,
        "issued_on": one.issued_on.isoformat(),
        "previous": one.previous,
        "time_zone": one.time_zone,
        "currency": one.currency,
        "commitments": [
            {"id": each.id, "since": each.since.isoformat(), **_write_monthly(each.monthly), "text": dict(each.text)}
            for each in one.commitments
        ],
        "months": [_write_month(each) for each in one.months],
        "pledged": [_write_monthly(each) for each in one.pledged],
        "meter": {name: getattr(one.meter, name) for name in ("month", "cost", "received", "gap")},
    }


def _write_monthly(money: Money) -> dict[str, Any]:
    return {"monthly": money.amount, "currency": money.currency}


def _write_figures(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in FIGURES}


def _write_month(month: Month) -> dict[str, Any]:
    return {
        "month": month.month,
        "costs": [{"id": one.id, **_write_monthly(one.monthly), "text": dict(one.text)} for one in month.costs],
        "moved": [{"currency": code, **_write_figures(one)} for code, one in sorted((month.moved or {}).items())],
        "rates": [{"currency": one.currency, "rate": one.rate, "on": one.on.isoformat()} for one in month.rates],
        "corrections": [
            {"on": one.on.isoformat(), "currency": one.currency, "counted_in": one.counted_in,
             **_write_figures(one.figures)}
            for one in month.corrections
        ],
    }  # fmt: skip


def check_follows(statement: Statement, before: Statement, before_digest: str, open_from: str) -> None:
    """Does it follow the one before, and rewrite no month that was closed? ``open_from``: the first that was not."""
    _follows(statement.previous == before_digest, "It names another statement before it")
    _follows(statement.number == before.number + 1, "Its number does not follow")
    _follows(statement.issued_on > before.issued_on, "It is not of a later day")
    old = {one.month: one for one in before.months}
    for month in statement.months:
        was = old.get(month.month)
        if was and month.month < open_from:
            same = (was.costs, was.moved, was.rates) == (month.costs, month.moved, month.rates)
            _follows(same, f"{month.month} was closed and is told otherwise")
        if was:
            _follows(set(was.corrections) <= set(month.corrections), f"{month.month} lost a correction")


def _follows(is_right: bool, wrong: str) -> None:
    if not is_right:
        raise StatementError(f"{wrong}.")


def first_open_month(issued_on: date, grace: int) -> str:
    """The month of that day; in its first days also the one before."""
    year, month = (issued_on.year, issued_on.month)
    if issued_on.day <= grace:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{year:04}-{month:02}"
