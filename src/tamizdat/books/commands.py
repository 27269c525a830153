"""``tamizdat support ledger | export | key``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from rich.console import Console
from rich.table import Table

from tamizdat.books.check import find_holes
from tamizdat.books.export import export_books
from tamizdat.books.keys import public_key, read_signing_key
from tamizdat.books.models import Entry
from tamizdat.books.read import books_hash
from tamizdat.books.sums import read_sums
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.shell.console import json_option, print_json

SHOWN = (
    "income", "refunds", "chargebacks", "fees", "dispute_fees", "processor", "payouts", "suspense", "exchange",
    "opening",
)  # fmt: skip


@click.command()
@json_option
def ledger(as_json: bool) -> None:
    """Sums per currency, and the ledger's hash. Exit code 1 when an entry is missing."""
    found = look()
    if as_json:
        print_json(found)
    else:
        _say(found)
    if found["holes"]:
        sys.exit(1)


def look() -> dict[str, Any]:
    """What ``ledger --json`` prints: all amounts in minor units of ISO 4217."""
    sums = {
        code: {("payouts" if name == "bank" else name): amount for name, amount in accounts.items()}
        for code, accounts in read_sums().items()
    }
    return {
        "currencies": sums,
        "entries": Entry.objects.count(),
        "ledger_hash": books_hash(),
        "holes": find_holes(),
    }


def _say(found: dict[str, Any]) -> None:
    table = Table("", *found["currencies"], box=None)
    for name in SHOWN:
        amounts = [show_money(Money(sums[name], code), "en") for code, sums in found["currencies"].items()]
        table.add_row(name.replace("_", " "), *amounts)
    for column in table.columns[1:]:
        column.justify = "right"
    console = Console(highlight=False, soft_wrap=True)
    if found["currencies"]:
        console.print(table)
    click.echo(f"{found['entries']} entries, ledger hash {found['ledger_hash']}")
    for hole in found["holes"]:
        click.echo(f"An entry is missing or too much: {hole}. Run `tamizdat support rebuild`.", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "first", default=None, help="The first month, such as 2026-01.")
@click.option("--to", "last", default=None, help="The last month, such as 2026-03.")
@json_option
def export(folder: Path, first: str | None, last: str | None, as_json: bool) -> None:
    """The books of a period for an accountant, into a new FOLDER: CSV, a journal, and their proof."""
    proof = export_books(settings.HOME, folder, first, last, datetime.now(UTC))
    if as_json:
        print_json(proof)
    else:
        click.echo(
            f"{folder}: {proof['entries']} entries from {proof['from']} to {proof['to']}, "
            f"ledger hash {proof['ledger_hash']} (sha256sum {folder / 'ledger.tsv'})."
        )


@click.command()
def key() -> None:
    """The public key (hex) by which offer and statement are checked; makes the key if there is none."""
    click.echo(public_key(read_signing_key(settings.HOME)))
