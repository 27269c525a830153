"""Take a bank's file in: all of its statements, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction

from tamizdat.contributions.providers.bank.book import book_movements
from tamizdat.contributions.providers.bank.camt import read_camt
from tamizdat.contributions.providers.bank.csv_file import read_csv
from tamizdat.contributions.providers.bank.keep import (
    Last,
    has_statement,
    keep_lines,
    keep_statement,
    known_lines,
    last_statement,
    movement,
    opening_movement,
    promises,
)
from tamizdat.contributions.providers.bank.number import number_lines, number_statement
from tamizdat.contributions.providers.bank.setup import BankAccount, read_bank
from tamizdat.contributions.providers.bank.sort import sort_line
from tamizdat.contributions.providers.bank.statement import BankFileError, BankStatement, check_sum
from tamizdat.contributions.vault import open_vault
from tamizdat.shell.home import Home


@dataclass(slots=True)
class Taken:
    """What became of a file."""

    statements: int = 0
    known: int = 0
    """Statements that were here before: nothing was done about them."""
    lines: Counter[str] = field(default_factory=Counter)
    """What they were (``gift``, ``refund``, ``fee`` …) → how many; ``parked``: for a person to look at."""
    currency: str = ""
    closing: int | None = None


def as_values(taken: Taken) -> dict[str, object]:
    """For machines."""
    return {
        "statements": taken.statements,
        "known": taken.known,
        "lines": dict(taken.lines),
        "currency": taken.currency,
        "closing": taken.closing,
    }


def take_file(
    home: Home, data: bytes, *, opening: int | None = None, closing: int | None = None, dry_run: bool = False
) -> Taken:
    """``opening`` and ``closing`` are asked for where the file itself has no balances."""
    account = read_bank(home)
    statements = in_order(read_statements(data, account))
    try:
        with transaction.atomic():
            taken = _take(home, account, statements, opening, closing)
            transaction.set_rollback(dry_run)
    except IntegrityError:
        raise BankFileError("Another file was taken in at the same moment. Nothing was done: do it again.") from None
    return taken


def read_statements(data: bytes, account: BankAccount) -> tuple[BankStatement, ...]:
    """By what the file begins with."""
    if data.startswith(b"PK\x03\x04"):
        raise BankFileError("The file is a ZIP archive. Unpack it, and import the statements in it one by one.")
    start = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = read_camt(data, account) if start.startswith(b"<") else (read_csv(data, account),)
    if not found:
        raise BankFileError("There is no statement in the file.")
    return found


def in_order(statements: Sequence[BankStatement]) -> Sequence[BankStatement]:
    """Oldest first. Some banks write the newest first, some in no order."""
    by_day = sorted(statements, key=lambda one: (one.until, one.since))
    ways = (statements, statements[::-1], by_day)
    return next((way for way in ways if all(map(_follow, way, way[1:]))), by_day)


def _follow(one: BankStatement, two: BankStatement) -> bool:
    return one.closing == two.opening and one.until <= two.until


def _take(
    home: Home, account: BankAccount, statements: Sequence[BankStatement], opening: int | None, closing: int | None
) -> Taken:
    taken, zone, vault = Taken(currency=account.currency), home.read_settings().time_zone, open_vault(home)
    for one in statements:
        last = last_statement(account)
        statement = _with_balances(one, last, opening, closing)
        check_sum(statement)
        numbers = number_lines(statement, vault)
        taken.closing = statement.closing
        if has_statement(number := number_statement(statement, numbers, vault)):
            taken.known += 1
            continue
        check_follows(statement, last, known_lines(numbers))
        keep_statement(statement, number, last.place + 1 if last else 1, zone)
        taken.statements += 1
        taken.lines += _book(statement, numbers, account, zone, is_first=last is None)
    return taken


def _with_balances(one: BankStatement, last: Last | None, opening: int | None, closing: int | None) -> BankStatement:
    """A file without balances is checked against what a person reads off the account."""
    if one.opening is not None and one.closing is not None:
        return one
    start = last.closing if last is not None and opening is None else opening
    if start is None or closing is None:
        asked = "--closing AMOUNT" if start is not None else "--opening AMOUNT and --closing AMOUNT"
        raise BankFileError(f"The file says no balances. Read them off your account, and give {asked}.")
    return replace(one, opening=start, closing=closing)


def check_follows(statement: BankStatement, last: Last | None, known: int) -> None:
    """A statement begins where the last one ended: neither a gap nor an overlap is taken in."""
    if known:
        raise BankFileError(
            f"{statement.where}: {known} of its {len(statement.lines)} lines were taken in before. "
            f"It overlaps: import a file that begins after {last.until if last else 'the last one'}."
        )
    if last is None:
        return
    if statement.until < last.until or (statement.since < last.until and statement.opening != last.closing):
        raise BankFileError(
            f"{statement.where} goes from {statement.since} to {statement.until}, but all until {last.until} was "
            "taken in before. It overlaps: import a file that begins after that day."
        )
    if statement.opening != last.closing:
        raise BankFileError(
            f"{statement.where} begins on {statement.since} with {statement.money(statement.opening or 0)}, but the "
            f"last one ended on {last.until} with {statement.money(last.closing)}. "
            "What lies between is missing: import it first."
        )


def _book(
    statement: BankStatement, numbers: tuple[str, ...], account: BankAccount, zone: str, *, is_first: bool
) -> Counter[str]:
    known = promises()
    found = [
        (number, line, sort_line(line, account, known))
        for number, line in zip(numbers, statement.lines, strict=True)
        if line.amount
    ]
    keep_lines(found, account.currency, zone)
    opening = [opening_movement(statement, zone)] if is_first and statement.opening else []
    book_movements([*opening, *(movement(number, line, what, account.currency, zone) for number, line, what in found)])
    return Counter("parked" if what.why else what.kind for _, _, what in found)
