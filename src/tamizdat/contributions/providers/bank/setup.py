"""``[support.bank]`` of ``tamizdat.toml``: whose account it is, and how the bank writes its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tamizdat.contributions.providers.bank.reference import mod97
from tamizdat.core.ledger.errors import MoneyError
from tamizdat.core.ledger.money import exponent
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home

_iban = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")
_bic = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?\Z")
ONE_COLUMN = ("date", "amount", "credit", "debit", "currency", "id", "balance", "account", "counterparty", "kind")


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How this bank writes a CSV file: ``[support.bank.csv]``."""

    columns: Mapping[str, tuple[str, ...]]
    """Ours (``date``, ``amount`` …) → the names in the bank's first line; only ``text`` may be several."""
    delimiter: str = ";"
    decimal: str = ","
    thousands: str = ""
    date: str = "%Y-%m-%d"
    encoding: str = ""
    """Empty: UTF-8, or what the file's first bytes say."""
    skip: int = 0
    """Lines above the one with the columns' names."""
    fees: frozenset[str] = frozenset()
    """What the column ``kind`` says of the bank's own fees."""
    returns: frozenset[str] = frozenset()
    """What it says of a transfer that came back, or was taken back."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """The account that readers pay into."""

    holder: str
    iban: str
    bic: str
    currency: str
    own: frozenset[str] = frozenset()
    """Account numbers of the same house: what goes there or comes from there is no gift."""
    fee_codes: frozenset[str] = frozenset()
    """A bank's own codes (CAMT ``Prtry/Cd``) for its fees."""
    csv: CsvForm | None = field(default=None)


def read_bank(home: Home) -> BankAccount:
    """The account; raises HomeError with what is missing or wrong."""
    file, table = home.settings_file, home.read_settings().support.settings.get("bank")
    if table is None:
        raise HomeError(f'{file}: there is no [support.bank]. Add it, with holder = "…", iban = "…" and bic = "…".')
    holder, iban, bic = (str(table.get(key, "")).strip() for key in ("holder", "iban", "bic"))
    if not holder or len(holder) > 70:
        raise HomeError(f"{file}: [support.bank] needs the account's holder, of at most 70 characters.")
    try:
        exponent(currency := str(table.get("currency", "EUR")))
    except MoneyError as error:
        raise HomeError(f"{file}: [support.bank] {error}") from None
    if bic and not _bic.match(bic.upper()):
        raise HomeError(f"{file}: [support.bank] bic {bic} is none: it has 8 or 11 letters and digits.")
    return BankAccount(
        holder=holder,
        iban=check_iban(iban, f"{file}: [support.bank] iban"),
        bic=bic.upper(),
        currency=currency,
        own=frozenset(check_iban(one, f"{file}: [support.bank] own_accounts") for one in _some(table, "own_accounts")),
        fee_codes=frozenset(_some(table, "fee_codes")),
        csv=_csv_form(table["csv"], f"{file}: [support.bank.csv]") if "csv" in table else None,
    )  # fmt: skip


def plain(account: str) -> str:
    """An account number without spaces, in capitals."""
    return "".join(account.split()).upper()


def check_iban(text: str, where: str) -> str:
    """An account number (ISO 13616) with the right check digits, without spaces; raises HomeError."""
    iban = plain(text)
    if not _iban.match(iban) or mod97(iban[4:] + iban[:4]) != 1:
        raise HomeError(f"{where} {text or '(nothing)'} is no IBAN: a character is missing or wrong. Copy it again.")
    return iban


def _some(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, ())
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _csv_form(table: Mapping[str, Any], where: str) -> CsvForm:
    columns = {str(key): _some(table["columns"], key) for key in table.get("columns", {})}
    if wrong := sorted(key for key in columns if key not in (*ONE_COLUMN, "text")):
        raise HomeError(f"{where}: columns knows {', '.join((*ONE_COLUMN, 'text'))}, but not {wrong[0]}.")
    if "date" not in columns or not ("amount" in columns or {"credit", "debit"} <= set(columns)):
        raise HomeError(f"{where}: columns has to name date, and amount or both credit and debit.")
    if many := sorted(key for key in ONE_COLUMN if len(columns.get(key, ("one",))) != 1):
        raise HomeError(f"{where}: columns.{many[0]} is one column.")
    delimiter, decimal, skip = table.get("delimiter", ";"), table.get("decimal", ","), table.get("skip", 0)
    if not isinstance(delimiter, str) or len(delimiter) != 1 or decimal not in (",", ".") or type(skip) is not int:
        raise HomeError(f'{where}: delimiter is one character, decimal is "," or ".", skip is a number of lines.')
    return CsvForm(
        columns=columns,
        delimiter=delimiter,
        decimal=decimal,
        thousands=str(table.get("thousands", "")),
        date=str(table.get("date", "%Y-%m-%d")),
        encoding=str(table.get("encoding", "")),
        skip=skip,
        fees=frozenset(_some(table, "fees")),
        returns=frozenset(_some(table, "returns")),
    )
