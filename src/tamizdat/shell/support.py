"""The part of ``tamizdat.toml`` about readers' payments: ``[support]`` and what is below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tamizdat.core.ledger.errors import MoneyError
from tamizdat.core.ledger.money import Money, exponent, parse_decimal
from tamizdat.shell.errors import HomeError
from tamizdat.shell.grown import Database, read_database

EVERY = ("once", "month", "year")
PROCESSORS = ("sandbox", "stripe", "btcpay", "bank")


@dataclass(frozen=True, slots=True)
class Presets:
    """What is suggested in one currency: minor units, by how often."""

    minimum: int
    amounts: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the newsroom promised its readers, such as "ad-free since 1 July 2024, $10,000 a month"."""

    id: str
    since: date
    monthly: Money
    text: Mapping[str, str]
    """Language → words."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs from a month on, until another line of the same id changes it; 0 ends it."""

    id: str
    since: str
    """``2026-03``: the first month."""
    monthly: Money
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Support:
    """Readers' payments, as a person sets them up. Without an address nobody is asked for money."""

    address: str = ""
    """The one memorable address of the support site, such as ``https://give.example``."""
    processor: str = "sandbox"
    currencies: Mapping[str, Presets] = field(default_factory=dict)
    """The first is the main one."""
    strict: bool = False
    """Only flows in which a card's country can be looked at before any authorisation."""
    statement_text: str = ""
    """What stands on a bank statement."""
    mail_from: str = ""
    mail_subject: str = ""
    """One neutral subject for every mail; empty: each mail has its own, which never names the newsroom."""
    names_newsroom: bool = False
    """May statement texts, subjects and receipts name the newsroom? Only where that endangers nobody."""
    at_risk: Mapping[str, date] = field(default_factory=dict)
    """Country (ISO 3166-1 alpha-2) → from when gifts from there are refused."""
    commitments: tuple[Commitment, ...] = ()
    costs: tuple[Cost, ...] = ()
    rates: Mapping[str, str] = field(default_factory=dict)
    """Currency → how much of the main currency one unit is worth, for the meter; stamped in the statement."""
    public_key: str = ""
    """Newsroom's side: the key (hex) by which offer and statement are checked; empty: the one in this folder."""
    bring_from: str = ""
    """Newsroom's side: the support site's address, where offer and statement are fetched; empty: this folder."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """``[support.stripe]``, ``[support.bank]``, ``[support.mail]`` …: read by whoever they belong to."""
    database: Database | None = None


USUAL = {"once": ("5", "10", "25", "50"), "month": ("2", "5", "10", "20"), "year": ("25", "50", "100", "200")}
"""Presets in USD for a newsroom that names none."""
TABLES = ("currency", "at_risk", "commitment", "cost", "rates", "database")


def read_support(values: Any, file: Path) -> Support:
    """``[support]``; raises HomeError with the line that is wrong."""
    if not isinstance(values, dict):
        raise HomeError(
            f'{file}: [support] is a table, such as [support] and below it address = "https://give.example".'
        )
    processor = str(values.get("processor", "sandbox"))
    if processor not in PROCESSORS:
        raise HomeError(f"{file}: [support] processor is one of {', '.join(PROCESSORS)}.")
    settings = {name: one for name, one in values.items() if isinstance(one, dict) and name not in TABLES}
    try:
        return Support(
            address=str(values.get("address", "")).rstrip("/"),
            processor=processor,
            currencies=_currencies(values.get("currency") or {"USD": {}}),
            strict=values.get("strict") is True,
            statement_text=str(values.get("statement_text", "")),
            mail_from=str(values.get("mail_from", "")),
            mail_subject=str(values.get("mail_subject", "")),
            names_newsroom=values.get("names_newsroom") is True,
            at_risk={str(code).upper(): _date(one) for code, one in values.get("at_risk", {}).items()},
            commitments=tuple(_commitment(one) for one in values.get("commitment", ())),
            costs=tuple(_cost(one) for one in values.get("cost", ())),
            rates={code: _rate(code, text) for code, text in values.get("rates", {}).items()},
            public_key=str(values.get("public_key", "")),
            bring_from=str(values.get("from", "")).rstrip("/"),
            settings=settings,
            database=read_database(values.get("database", {}), file),
        )
    except (MoneyError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise HomeError(f"{file}: [support] cannot be read: {error}") from None


def _currencies(tables: dict[str, dict[str, Any]]) -> dict[str, Presets]:
    return {code: _presets(code, table) for code, table in tables.items()}


def _presets(code: str, table: dict[str, Any]) -> Presets:
    digits = exponent(code)
    minimum = parse_decimal(str(table.get("minimum", "2" if digits else "200")), code).amount
    if minimum <= 0:
        raise MoneyError(f"[support.currency.{code}] minimum has to be more than nothing.")
    amounts = {
        every: tuple(parse_decimal(str(one), code).amount for one in table.get(every, USUAL[every])) for every in EVERY
    }
    return Presets(minimum, {every: tuple(one for one in some if one >= minimum) for every, some in amounts.items()})


def _date(value: Any) -> date:
    return value if type(value) is date else date.fromisoformat(str(value))


def _commitment(one: dict[str, Any]) -> Commitment:
    monthly = parse_decimal(str(one["monthly"]), str(one["currency"]))
    return Commitment(str(one["id"]), _date(one["since"]), monthly, _text(one["text"]))


def _cost(one: dict[str, Any]) -> Cost:
    since = str(one["since"])[:7]
    date.fromisoformat(f"{since}-01")
    return Cost(str(one["id"]), since, parse_decimal(str(one["monthly"]), str(one["currency"])), _text(one["text"]))


def _text(value: Any) -> dict[str, str]:
    return {str(language): str(words) for language, words in value.items()}


def _rate(code: str, text: Any) -> str:
    exponent(code)
    whole, _, rest = str(text).partition(".")
    if not (whole + rest).isascii() or not (whole + rest).isdigit() or not int(whole + rest):
        raise MoneyError(f'[support.rates] {code} is a number in quotes, such as "1.08".')
    return str(text)
