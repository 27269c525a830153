"""The accounts: the signed statement in words, month by month, and how anybody can add it up again."""

from __future__ import annotations

from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.escape import Markup, fill, text
from tamizdat.pages.links import root_of
from tamizdat.pages.meter import MONTH, money, print_meter, read_signed, say_in
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame
from tamizdat.pages.templates import print_page

MONTHS, LINES = 12, 10
COLUMNS = ("income", "refunds", "chargebacks", "fees", "dispute_fees")
Fact = dict[str, Any]


def print_accounts(paper: Paper, language: str) -> list[Output]:
    """One page; none while nothing was signed."""
    statement = read_signed(paper, "statement")
    if statement is None:
        return []
    path = f"/{language}/support/statement.html"
    value = paper.ask("statement")
    values = {
        "meter": print_meter(paper, MONTH, root_of(path)),
        "issued": fill(
            paper.words["accounts_issued"],
            n=dates.number(statement["number"], paper.language),
            day=text(dates.day(f"{statement['issued_on'][:10]}T12:00:00Z", paper.language, "UTC")),
        ),
        "commitments": [_commitment(paper, one) for one in statement["commitments"][:LINES]],
        "pledged": [money(one["monthly"], one["currency"], paper.language) for one in statement["pledged"]],
        "months": [_month(paper, statement, one) for one in statement["months"][-MONTHS:][::-1]],
        "keyids": [text(one["keyid"]) for one in value["signatures"]],
    }
    return [print_page("statement.html", path, frame(paper, path, "support", title=paper.words["accounts"]) | values)]


def _commitment(paper: Paper, one: Fact) -> dict[str, Markup]:
    return {
        "words": text(say_in(one["text"], paper.language)),
        "sum": money(one["monthly"], one["currency"], paper.language),
    }


def net_of(moved: Fact) -> int:
    """What is left of what came in; refunds and the like are kept as positive amounts."""
    return int(moved["income"] - sum(moved[name] for name in COLUMNS[1:]))


def _month(paper: Paper, statement: Fact, month: Fact) -> Fact:
    language = paper.language
    return {
        "name": text(dates.month(month["month"], language)),
        "costs": [_commitment(paper, one) for one in month["costs"][:LINES]],
        "moved": [
            {
                "currency": text(one["currency"]),
                "cells": [money(one[name], one["currency"], language) for name in COLUMNS],
                "net": money(net_of(one), one["currency"], language),
            }
            for one in month["moved"][:LINES]
        ],
        "rates": [
            Markup(f"1 {text(one['currency'])} = {text(one['rate'])} {text(statement['currency'])} ({text(one['on'])})")
            for one in month["rates"][:LINES]
        ],
        "corrections": [text(_say_correction(paper, one)) for one in month["corrections"][:LINES]],
    }


def _say_correction(paper: Paper, one: Any) -> str:
    """A line of figures, or words."""
    if not isinstance(one, dict):
        return str(one)
    parts = [str(value) for key, value in sorted(one.items()) if not isinstance(value, dict)]
    return " · ".join([say_in(one["text"], paper.language), *parts] if isinstance(one.get("text"), dict) else parts)
