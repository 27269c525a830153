"""``tamizdat support bank import | list | match``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.providers.bank.keep import last_statement
from tamizdat.contributions.providers.bank.match import match_line, parked_lines
from tamizdat.contributions.providers.bank.setup import BankAccount, read_bank
from tamizdat.contributions.providers.bank.statement import BankFileError
from tamizdat.contributions.providers.bank.take import Taken, as_values, take_file
from tamizdat.contributions.providers.bank.xml import LARGEST
from tamizdat.core.ledger.errors import MoneyError
from tamizdat.core.ledger.money import Money, parse_decimal
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.home import find_home

OF_OURS = "money between accounts of yours"
MOST = 10_000
"""Notices that are applied at once; the rest at the site's next look."""
dry_run_option: Callable[[Any], Any] = click.option(
    "--dry-run", is_flag=True, help="Say what would be done, and do nothing."
)


@click.group()
def bank() -> None:
    """Gifts by bank transfer: statements are imported, and gifts found in them by their reference."""


@bank.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--opening", default="", help="Balance before the file's first line, where the file itself has none.")
@click.option("--closing", default="", help="Balance after its last line, where the file itself has none.")
@dry_run_option
@json_option
def import_(file: Path, opening: str, closing: str, dry_run: bool, as_json: bool) -> None:
    """Take in a statement: CAMT.053 or CSV. The same file twice changes nothing."""
    home = find_home(None)
    account = read_bank(home)
    amounts = {"opening": _amount(opening, account), "closing": _amount(closing, account)}
    try:
        taken = take_file(home, _read(file), **amounts, dry_run=dry_run)
    except BankFileError as error:
        raise BankFileError(f"{file.name}: {error} Nothing was imported.") from None
    if not dry_run:
        apply_due(home, datetime.now(UTC), MOST)
    if as_json:
        print_json({**as_values(taken), "dry_run": dry_run})
        return
    click.echo(_in_words(taken, dry_run))


@bank.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """Lines that nobody could place, and how far the statements go."""
    account, waiting = read_bank(find_home(None)), parked_lines()
    last = last_statement(account)
    if as_json:
        until = {"until": last.until.isoformat(), "closing": last.closing, "statements": last.place} if last else {}
        parked = [{**asdict(one), "day": one.day.isoformat()} for one in waiting]
        print_json({"currency": account.currency, "parked": parked, **until})
        return
    for one in waiting:
        money = f"{Money(one.amount, one.currency).to_decimal()} {one.currency}"
        click.echo(f"{one.line}  {one.day}  {money:>16}  {one.where}: {one.why}")
    if waiting:
        click.echo("Look them up at the bank. `tamizdat support bank match LINE GIFT` says what one is.")
    click.echo(f"Statements go until {last.until}." if last else "No statement was imported yet.")


@bank.command()
@click.argument("line")
@click.argument("to", metavar="GIFT")
@dry_run_option
@json_option
def match(line: str, to: str, dry_run: bool, as_json: bool) -> None:
    """Say what a parked LINE is: GIFT is a gift's id or reference, or `fee`, or `own` (another account of yours)."""
    home = find_home(None)
    what = match_line(home, line, to, dry_run=dry_run)
    if not dry_run:
        apply_due(home, datetime.now(UTC), MOST)
    if as_json:
        print_json({"line": line, "kind": what.kind, "gift": what.gift, "dry_run": dry_run})
        return
    known = f"a {what.kind}{f' of gift {what.gift}' if what.gift else ''}"
    click.echo(f"{line} {'would be' if dry_run else 'is'} {OF_OURS if to == 'own' else known}.")


def _read(file: Path) -> bytes:
    """Not more of it than is looked at."""
    with file.open("rb") as source:
        return source.read(LARGEST + 1)


def _amount(text: str, account: BankAccount) -> int | None:
    if not text:
        return None
    try:
        found = parse_decimal(text.removeprefix("-"), account.currency).amount
    except MoneyError as error:
        raise BankFileError(str(error)) from None
    return -found if text.startswith("-") else found


def _in_words(taken: Taken, dry_run: bool) -> str:
    lines = ", ".join(f"{count} {kind}" for kind, count in sorted(taken.lines.items())) or "no lines"
    again = f" {taken.known} were imported before and left alone." if taken.known else ""
    until = Money(taken.closing or 0, taken.currency).to_decimal()
    start = "Would import" if dry_run else "Imported"
    return f"{start} {taken.statements} statements ({lines}).{again} The balance is {until} {taken.currency}."
