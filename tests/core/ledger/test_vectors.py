"""This project held against the vectors that other verifiers are held against."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest
from tests.core.ledger.make_vectors import FOLDER, all_cases

from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.errors import LedgerError
from tamizdat.core.ledger.ledger_hash import ledger_hash
from tamizdat.core.ledger.movement import Movement
from tamizdat.core.ledger.parts import Part
from tamizdat.core.ledger.step import step
from tamizdat.reading.statement_command import check_file


def cases(name: str) -> list[dict[str, Any]]:
    return list(json.loads((FOLDER / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", cases("movements.json"))
def test_movements(case: dict[str, Any]) -> None:
    movement = Movement(**case["movement"] | {"at": datetime.fromisoformat(case["movement"]["at"])})
    if "refused" in case:
        with pytest.raises(LedgerError):
            entries_of(movement)
    else:
        assert [[one.debit, one.credit, one.amount, one.currency] for one in entries_of(movement)] == case["entries"]


@pytest.mark.parametrize("case", cases("ledgers.json"))
def test_ledgers(case: dict[str, Any]) -> None:
    entries = [Entry(**one | {"at": datetime.fromisoformat(one["at"])}) for one in case["entries"]]
    assert ledger_hash(entries) == case["hash"]


@pytest.mark.parametrize("case", cases("envelopes.json"), ids=lambda case: case["case"])
def test_envelopes(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(LedgerError):
            check_file(case["text"].encode(), case["key"])
        return
    found = check_file(case["text"].encode(), case["key"])
    assert found.get("months") == case.get("meters") and (found["kind"] == "offer") == ("offer" in case)


@pytest.mark.parametrize("case", cases("steps.json"), ids=lambda case: case["case"])
def test_steps(case: dict[str, Any]) -> None:
    parts = [
        Part("p", str(n), "USD", "2026-11", gift, figure, amount)
        for n, (figure, gift, amount) in enumerate(case["parts"])
    ]
    found = step(parts)
    assert (found and {"figures": asdict(found.figures), "gifts": dict(found.counted)}) == case["step"]


def test_the_vectors_are_those_that_the_program_writes() -> None:
    assert {name: cases(name) for name in all_cases()} == json.loads(json.dumps(all_cases()))
