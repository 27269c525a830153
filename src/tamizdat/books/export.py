"""The books for an accountant: a table, a journal of plain-text accounting, and the proof that these are the books.

There is no reader in it, and no gift's id either. docs/operating/books.md says how to check it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from tamizdat.books.journal import write_journal
from tamizdat.books.models import Entry as Row
from tamizdat.books.publish import zone_of
from tamizdat.books.read import all_entries, books_hash
from tamizdat.books.sums import read_sums
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.errors import LedgerError
from tamizdat.core.ledger.ledger_hash import HEAD, line_of
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.months import begin_of, check_month, month_of, next_month
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

COLUMNS = ("processor", "movement", "line", "at", "debit", "credit", "amount", "currency", "rate")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months in the newsroom's time zone."""

    first: str
    last: str
    begin: datetime
    end: datetime


def export_books(home: Home, folder: Path, first: str | None, last: str | None, now: datetime) -> dict[str, Any]:
    """Write the folder, whole or not at all, and give its proof."""
    if folder.exists():
        raise RefusedError(f"{folder} is there already. Name a folder that is not.")
    zone = zone_of(home.read_settings())
    period = _period(first, last, now, zone)
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        proof = _write(part, period, zone)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return proof


def _period(first: str | None, last: str | None, now: datetime, zone: Any) -> Period:
    oldest = Row.objects.order_by("at").values_list("at", flat=True).first()
    try:
        first = check_month(first or month_of(oldest or now, zone))
        last = check_month(last or month_of(now, zone))
        end = begin_of(next_month(last), zone)
    except (LedgerError, ValueError) as error:
        raise RefusedError(f"--from and --to: {error}") from None
    if first > last:
        raise RefusedError(f"--from {first} is after --to {last}.")
    return Period(first, last, begin_of(first, zone), end)


def _write(folder: Path, period: Period, zone: Any) -> dict[str, Any]:
    opening, closing = read_sums(None, period.begin), read_sums(None, period.end)
    with (folder / "entries.csv").open("w", encoding="utf-8", newline="") as file:
        entries = _write_csv(file, all_entries(period.begin, period.end))
    with (folder / "ledger.tsv").open("wb") as hashed:
        hashed.write(HEAD)
        hashed.writelines(map(line_of, all_entries(period.begin, period.end)))
    with (folder / "ledger.journal").open("w", encoding="utf-8") as file:
        write_journal(file, period.begin, period.end, period.first, zone)
    with (folder / "ledger.tsv").open("rb") as written:
        hashed_now = hashlib.file_digest(written, "sha256").hexdigest()
    if (hashed_now, opening) != (books_hash(period.begin, period.end), read_sums(None, period.begin)):
        raise RefusedError("Something was booked while the books were written out. Run it again.")
    proof = {
        "format": "tamizdat-export-v1",
        "from": period.first,
        "to": period.last,
        "time_zone": zone.key,
        "entries": entries,
        "ledger_hash": hashed_now,
        "opening": opening,
        "closing": closing,
        "whole_ledger_hash": books_hash(),
    }
    (folder / "proof.json").write_text(json.dumps(proof, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return proof


def _write_csv(file: TextIO, entries: Iterator[Entry]) -> int:
    rows, count = csv.writer(file, lineterminator="\n"), 0
    rows.writerow(COLUMNS)
    for count, one in enumerate(entries, 1):  # noqa: B007
        amount = Money(one.amount, one.currency).to_decimal()
        at = f"{one.at:%Y-%m-%dT%H:%M:%SZ}"
        rows.writerow((one.processor, one.id, one.line, at, one.debit, one.credit, amount, one.currency, one.rate))
    return count
