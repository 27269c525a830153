"""The books as a journal of plain-text accounting (https://plaintextaccounting.org), which hledger and others read.

It begins with what stood before the period, and ends with what has to stand after it: a program that reads it checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import TextIO

from tamizdat.books.keep import FIELDS, read_entries
from tamizdat.books.models import Entry as Row
from tamizdat.books.read import rows_between
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.money import Money, exponent
from tamizdat.core.ledger.months import day_of

NAMES = {
    "processor": "assets:processor",
    "bank": "assets:bank",
    "income": "income:gifts",
    "refunds": "income:refunds",
    "chargebacks": "income:chargebacks",
    "fees": "expenses:fees",
    "dispute_fees": "expenses:dispute-fees",
    "exchange": "equity:conversion",
    "suspense": "liabilities:suspense",
    "opening": "equity:opening",
}
STAYING = ("assets:", "liabilities:", "equity:")
"""What is carried into the next period; income and expenses begin anew."""
BEFORE = "equity:earlier-periods"
Balances = dict[tuple[str, str], int]
"""(account, currency) → debit minus credit."""


def write_journal(file: TextIO, begin: datetime, end: datetime, month: str, zone: tzinfo) -> None:
    """Entries from ``begin`` to before ``end``, by value day in the newsroom's time zone."""
    _write_names(file)
    balances = _opening(_by_time(None, begin))
    _write(file, f"{month}-01", "opening balances", [(*key, amount) for key, amount in sorted(balances.items())])
    entries = _by_time(begin, end)
    for (at, processor, number), lines in groupby(entries, key=lambda one: (one.at, one.processor, one.id)):
        postings = [posting for line in lines for posting in _postings(line)]
        _add(balances, postings)
        _write(file, f"{day_of(at, zone)}", f"{processor} {number}", postings)
    _write_closing(file, f"{day_of(end - timedelta(seconds=1), zone)}", balances)


def _write_names(file: TextIO) -> None:
    """Accounts and currencies, so that a program finds one that is misspelt."""
    processors = Row.objects.order_by("processor").values_list("processor", flat=True).distinct()
    names = {_account(name, one) for one in (*processors, "") for name in NAMES if one or name != "processor"}
    file.writelines(f"account {one}\n" for one in sorted({*names, BEFORE}))
    for code in Row.objects.order_by("currency").values_list("currency", flat=True).distinct():
        file.write(f"commodity 1000.{'0' * exponent(code)} {code}\n")


def _by_time(begin: datetime | None, end: datetime) -> Iterator[Entry]:
    rows = rows_between(begin, end).order_by("at", "processor", "movement", "line")
    return read_entries(rows.values_list(*FIELDS).iterator(5000))


def _account(name: str, processor: str) -> str:
    return f"{NAMES[name]}:{processor}" if name == "processor" else NAMES[name]


def _postings(entry: Entry) -> list[tuple[str, str, int]]:
    return [
        (_account(entry.debit, entry.processor), entry.currency, entry.amount),
        (_account(entry.credit, entry.processor), entry.currency, -entry.amount),
    ]


def _add(balances: Balances, postings: Iterable[tuple[str, str, int]]) -> None:
    for account, currency, amount in postings:
        balances[account, currency] += amount


def _opening(entries: Iterable[Entry]) -> Balances:
    """Accounts that stay; what came in and went out before is one sum."""
    found: Balances = defaultdict(int)
    for entry in entries:
        for account, currency, amount in _postings(entry):
            found[account if account.startswith(STAYING) else BEFORE, currency] += amount
    return found


def _write(file: TextIO, day: str, what: str, postings: list[tuple[str, str, int]]) -> None:
    if postings:
        file.write(f"\n{day} {what}\n")
    for account, currency, amount in postings:
        file.write(f"    {account}  {Money(amount, currency).to_decimal()} {currency}\n")


def _write_closing(file: TextIO, day: str, balances: Balances) -> None:
    """Nothing moves: each line asserts a balance."""
    if balances:
        file.write(f"\n{day} closing balances\n")
    for (account, currency), amount in sorted(balances.items()):
        zero, stands = (Money(one, currency).to_decimal() for one in (0, amount))
        file.write(f"    {account}  {zero} {currency} = {stands} {currency}\n")
