"""The ledger's sums, and what an accountant is given; checked by a program that is not ours."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from tests.core.ledger.movements import moved

from tamizdat.books.check import compare, find_holes
from tamizdat.books.commands import export, key, ledger
from tamizdat.books.export import export_books
from tamizdat.books.keep import book
from tamizdat.books.models import Entry
from tamizdat.books.read import all_entries, books_hash
from tamizdat.books.sums import gift_sums, read_sums
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.ledger_hash import ledger_hash
from tamizdat.core.ledger.movement import Movement
from tamizdat.core.ledger.sums import balances
from tamizdat.shell.errors import RefusedError

pytestmark = pytest.mark.django_db


def at(month: int, day: int = 10) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


MOVEMENTS: list[Movement] = [
    moved("opening", 50_000, id="txn_open", at=at(1)),
    moved("gift", 1000, 59, id="txn_a", gift="secretgift", at=at(2)),
    moved("gift", 500, 18, "JPY", id="txn_yen", at=at(2)),
    moved("gift", 5130, 200, "KWD", id="Txn_kwd", at=at(3)),
    moved("gift", 1080, 61, paid=1000, paid_currency="EUR", rate="1.08", id="txn_eur", at=at(3)),
    moved("refund", -300, id="txn_re", at=at(3), gift="secretgift"),
    moved("chargeback", -700, 1500, id="txn_cb", at=at(4)),
    moved("payout", -40_000, id="txn_po", at=at(4)),
    moved("other", 77, id="txn_what", at=at(4)),
    moved("fee", -25, id="txn-fee", at=at(5)),
    moved("gift", 2000, 88, id="txn_last", at=at(5, 31), processor="bank"),
]


def test_the_database_adds_up_and_hashes_as_the_core_does() -> None:
    book(MOVEMENTS[::-1])
    entries = [entry for one in MOVEMENTS for entry in entries_of(one)]
    assert read_sums() == balances(entries)
    assert books_hash() == ledger_hash(entries)
    assert gift_sums("secretgift")["USD"]["income"] == 1000 and gift_sums("secretgift")["USD"]["refunds"] == 300


def test_the_order_is_that_of_the_bytes_whatever_a_language_thinks_of_capitals() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL sorts as a language does")
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE books_entry ALTER COLUMN movement TYPE varchar(100) COLLATE "en-x-icu"')
    book(MOVEMENTS)
    names = list(Entry.objects.order_by("movement").values_list("movement", flat=True))
    assert names != sorted(names)
    assert books_hash() == ledger_hash(entry for one in MOVEMENTS for entry in entries_of(one))


def test_ledger_prints_the_sums_in_minor_units_and_the_hash() -> None:
    book(MOVEMENTS)
    found = json.loads(CliRunner().invoke(ledger, ["--json"], catch_exceptions=False).stdout)
    usd = found["currencies"]["USD"]
    assert [usd[one] for one in ("income", "refunds", "chargebacks", "fees", "dispute_fees")] == [
        3000,
        300,
        700,
        233,
        1500,
    ]
    assert (usd["payouts"], usd["suspense"], usd["opening"]) == (40_000, 77, 50_000)
    assert usd["processor"] == sum(one.amount - one.fee for one in MOVEMENTS if one.currency == "USD")
    assert found["currencies"]["JPY"]["income"] == 500
    assert found["ledger_hash"] == books_hash() and found["holes"] == []
    words = CliRunner().invoke(ledger, [], catch_exceptions=False).stdout
    assert "¥500" in words and "KWD\u00a05.130" in words and "¥5.00" not in words


def test_a_missing_or_strange_line_is_found() -> None:
    book(MOVEMENTS)
    assert find_holes() == [] and compare(MOVEMENTS) == []
    assert compare(MOVEMENTS[1:]) == ["sandbox txn_open: booked, and no movement tells of it"]
    late = moved("gift", 7, id="txn_late")
    assert compare([*MOVEMENTS, late]) == ["sandbox txn_late: not booked"]
    values = Entry.objects.filter(movement="txn_a", line=1).values().get()
    Entry.objects.create(**values | {"id": None, "line": 3})
    assert find_holes() == [] and compare(MOVEMENTS) == ["sandbox txn_a: booked otherwise than its movement tells"]
    Entry.objects.create(**values | {"id": None, "line": 5})
    assert find_holes() == ["sandbox txn_a: 4 lines, from 1 to 5"]
    assert CliRunner().invoke(ledger, ["--json"]).exit_code == 1


def test_an_export_proves_itself_with_sha256sum_and_holds_no_gift(tmp_path: Path) -> None:
    book(MOVEMENTS)
    proof = export_books(settings.HOME, tmp_path / "q1", "2026-02", "2026-03", at(6))
    hashed = (tmp_path / "q1" / "ledger.tsv").read_bytes()
    assert hashlib.sha256(hashed).hexdigest() == proof["ledger_hash"]
    inside = [entry for one in MOVEMENTS[1:6] for entry in entries_of(one)]
    assert proof["ledger_hash"] == ledger_hash(inside) and proof["entries"] == len(inside)
    assert proof["whole_ledger_hash"] == books_hash()
    with (tmp_path / "q1" / "entries.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [one["amount"] for one in rows if one["movement"] == "Txn_kwd"] == ["5.130", "0.200"]
    assert [one["amount"] for one in rows if one["movement"] == "txn_yen"] == ["500", "18"]
    change = sum(one.amount - one.fee for one in MOVEMENTS[1:6] if one.currency == "USD")
    assert proof["closing"]["USD"]["processor"] - proof["opening"]["USD"]["processor"] == change
    assert b"secretgift" not in b"".join(one.read_bytes() for one in (tmp_path / "q1").iterdir())
    assert (tmp_path / "q1").stat().st_mode & 0o777 == 0o700


def test_months_side_by_side_hold_every_entry_once(tmp_path: Path) -> None:
    book(MOVEMENTS)
    names = [f"2026-{month:02}" for month in range(1, 6)]
    proofs = [export_books(settings.HOME, tmp_path / name, name, name, at(6)) for name in names]
    assert sum(one["entries"] for one in proofs) == len(list(all_entries()))
    for one, other in pairwise(proofs):
        assert one["closing"] == other["opening"]


def test_a_period_that_is_none_or_a_folder_that_is_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder, first, last in (
        ("there", None, None),
        ("a", "2026-13", None),
        ("a", "x", None),
        ("a", "2026-03", "2026-02"),
    ):
        with pytest.raises(RefusedError):
            export_books(settings.HOME, tmp_path / folder, first, last, at(6))
    assert [one.name for one in tmp_path.iterdir()] == ["there"]


def hledger(*words: str | Path) -> str:
    if shutil.which("hledger") is None:
        pytest.skip("hledger is not installed (as root on Debian: sh tests/install_debian_packages.sh)")
    done = subprocess.run(
        ["hledger", *words], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_hledger_reads_the_journal_and_comes_to_the_same_balances(tmp_path: Path) -> None:
    book(MOVEMENTS)
    for number, (first, last) in enumerate([("2026-01", "2026-05"), ("2026-03", "2026-04"), ("2026-05", "2026-05")]):
        proof = export_books(settings.HOME, tmp_path / str(number), first, last, at(6))
        journal = tmp_path / str(number) / "ledger.journal"
        hledger("check", "--strict", "-f", journal)
        usd = proof["closing"]["USD"]
        said = hledger(
            "balance", "-f", journal, "assets:processor", "cur:USD", "-N", "--depth", "2", "--flat", "-O", "csv"
        )
        assert f'"{usd["processor"] / 100:.2f} USD"' in said
    said = hledger("balance", "-f", tmp_path / "0" / "ledger.journal", "--flat", "-O", "csv")
    for amount in ("-500 JPY", "-5.130 KWD", "-10.00 EUR", "400.00 USD"):
        assert amount in said


def test_a_journal_that_was_changed_does_not_add_up(tmp_path: Path) -> None:
    book(MOVEMENTS)
    export_books(settings.HOME, tmp_path / "all", None, None, at(6))
    journal = tmp_path / "all" / "ledger.journal"
    journal.write_text(journal.read_text().replace("10.00 USD", "11.00 USD"))
    with pytest.raises(AssertionError):
        hledger("check", "-f", journal)


def test_the_commands_run(tmp_path: Path) -> None:
    book(MOVEMENTS)
    done = CliRunner().invoke(export, [str(tmp_path / "out"), "--from", "2026-01"], catch_exceptions=False)
    assert "ledger hash" in done.stdout
    assert len(CliRunner().invoke(key, [], catch_exceptions=False).stdout.strip()) == 64
