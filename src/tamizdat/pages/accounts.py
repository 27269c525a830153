"""The accounts: the signed statement in words, month by month, and how anybody can add it up again."""

from __future__ import annotations

from datetime import date
from typing import Any

from tamizdat.core.ledger.read_statement import parse_statement
from tamizdat.core.ledger.recompute import recompute
from tamizdat.core.ledger.statement import FIGURES, Commitment, Correction, Cost, Figures, Meter, Month
from tamizdat.pages import dates
from tamizdat.pages.escape import Markup, fill, text
from tamizdat.pages.links import root_of
from tamizdat.pages.meter import MONTH, money, print_meter, say_in
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame
from tamizdat.pages.templates import print_page

LINES = 10
Values = dict[str, Any]


def print_accounts(paper: Paper, language: str) -> list[Output]:
    """One page; none while nothing was signed."""
    value = paper.ask("statement")
    if value is None:
        return []
    statement = parse_statement(value["signed"])
    meters = recompute(statement).meters
    path = f"/{language}/support/statement.html"
    values = {
        "meter": print_meter(paper, MONTH, root_of(path)),
        "issued": fill(
            paper.words["accounts_issued"],
            n=dates.number(statement.number, paper.language),
            day=_day(paper, statement.issued_on),
        ),
        "commitments": [_line(paper, one) for one in statement.commitments[:LINES]],
        "pledged": [money(one.amount, one.currency, paper.language) for one in statement.pledged[:LINES]],
        "months": [
            _month(paper, statement.currency, month, meter)
            for month, meter in reversed(list(zip(statement.months, meters, strict=True)))
        ],
        "keyids": [text(one["keyid"]) for one in value["signatures"]],
    }
    return [print_page("statement.html", path, frame(paper, path, "support", title=paper.words["accounts"]) | values)]


def _day(paper: Paper, day: date) -> Markup:
    return text(dates.day(f"{day.isoformat()}T12:00:00Z", paper.language, "UTC"))


def _line(paper: Paper, one: Commitment | Cost) -> dict[str, Markup]:
    return {
        "words": text(say_in(dict(one.text), paper.language)),
        "sum": money(one.monthly.amount, one.monthly.currency, paper.language),
    }


def _month(paper: Paper, currency: str, month: Month, meter: Meter) -> Values:
    language = paper.language
    said = fill(
        paper.words["meter"],
        received=money(meter.received, currency, language),
        needed=money(meter.cost, currency, language),
        month=text(dates.month(month.month, language)),
    )
    return {
        "name": text(dates.month(month.month, language)),
        "said": said,
        "costs": [_line(paper, one) for one in month.costs[:LINES]],
        "moved": [_moved(paper, code, one) for code, one in sorted((month.moved or {}).items())[:LINES]],
        "rates": [
            Markup(f"1 {text(one.currency)} = {text(one.rate)} {text(currency)} ({one.on.isoformat()})")
            for one in month.rates[:LINES]
        ],
        "corrections": [_correction(paper, one, month.month) for one in month.corrections[:LINES]],
    }


def _moved(paper: Paper, currency: str, figures: Figures) -> Values:
    return {
        "currency": text(currency),
        "cells": [money(getattr(figures, name), currency, paper.language) for name in FIGURES],
        "net": money(figures.net, currency, paper.language),
    }


def _correction(paper: Paper, one: Correction, month: str) -> Markup:
    """What came later: what it changes, or in which month it is counted."""
    if one.counted_in == month:
        said = fill(paper.words["accounts_correction"], sum=money(one.figures.net, one.currency, paper.language))
    else:
        counted_in = text(dates.month(one.counted_in, paper.language))
        said = fill(paper.words["accounts_elsewhere"], currency=text(one.currency), month=counted_in)
    return fill(said, day=_day(paper, one.on))
