"""The books: entries booked a second, and a million movements to their hash.

    python benchmarks/ledger.py [MOVEMENTS] [postgresql://…]

Prints one Markdown table. Made movements: nine gifts with a fee to one refund; a tenth of all are told twice.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.ledger_hash import ledger_hash
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.home import Home, open_support

Value = TypeVar("Value")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = '[newsroom]\nname = "Bench"\nlanguages = ["en"]\n[support]\naddress = "https://give.example"\n'


def movements(count: int) -> list[Movement]:
    """In random order, as they come."""
    made = [_movement(number) for number in range(count)]
    Random(1).shuffle(made)
    return made


def _movement(number: int) -> Movement:
    is_refund = number % 10 == 9
    amount = -500 if is_refund else 500 + number % 5000
    return Movement(
        "stripe", f"txn_{number * 7919 % 10**9:012}", "refund" if is_refund else "gift", amount, 0 if is_refund else 45,
        "USD", amount, "USD", "", BEGIN + timedelta(seconds=number % 28_000_000), "", f"g{number - is_refund}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of this processor: on a busy machine the second is what the work costs."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.processor:.1f} s of one core)"


def timed(work: Callable[[], Value]) -> tuple[Value, Took]:
    wall, processor = time.monotonic(), time.process_time()
    value = work()
    return value, Took(time.monotonic() - wall, time.process_time() - processor)


def told(some: list[Movement]) -> Iterator[Movement]:
    """Every tenth once more."""
    for number, one in enumerate(some):
        yield one
        if number % 10 == 0:
            yield some[number // 2]


def measure(count: int, home: Home) -> list[tuple[str, str]]:
    from django.core.management import call_command
    from django.db import transaction

    from tamizdat.books.keep import book
    from tamizdat.books.publish import publish_due
    from tamizdat.books.read import books_hash
    from tamizdat.books.sums import read_sums

    call_command("migrate", verbosity=0)
    some = movements(count)
    right, pure = timed(lambda: ledger_hash(entry for one in some for entry in entries_of(one)))
    added, batch = timed(lambda: book(told(some[:-1000])))

    def one_by_one() -> None:
        for movement in some[-1000:]:
            with transaction.atomic():
                book([movement])

    _, single = timed(one_by_one)
    found, hashing = timed(books_hash)
    assert found == right, "the books have another hash than their movements"
    _, adding = timed(read_sums)
    _, publishing = timed(lambda: publish_due(home, BEGIN + timedelta(360)))
    return [
        (f"{count:,} movements to their hash, in memory", str(pure)),
        (
            f"booked, {added:,} entries at once",
            f"{batch}, {added / batch.processor:,.0f} entries for a second of one core",
        ),
        ("booked one by one, each its own transaction", f"{1000 / single.wall:,.0f} movements a second"),
        ("the ledger's hash from the database", str(hashing)),
        ("the sums of all accounts", str(adding)),
        ("the first statement, everything still to be counted", str(publishing)),
        ("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"),
    ]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    database = f'[support.database]\nurl = "{sys.argv[2]}"\n' if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tamizdat.toml").write_text(SETTINGS + database)
        open_support(Home(Path(folder)))
        print("| the books | |\n|---|---|")
        with suppress(KeyboardInterrupt):
            for what, found in measure(count, Home(Path(folder))):
                print(f"| {what} | {found} |")


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    main()
