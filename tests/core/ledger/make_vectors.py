"""Write ``tests/books/vectors``: ``python -m tests.core.ledger.make_vectors``."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.core.ledger.movements import moved
from tests.core.ledger.statements import KEY, OFFER, OTHER_KEY, PUBLIC, STATEMENT, with_meter

from tamizdat.core.canonical import canonical_json
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.errors import LedgerError
from tamizdat.core.ledger.ledger_hash import ledger_hash
from tamizdat.core.ledger.movement import Movement
from tamizdat.core.ledger.offer import write_offer
from tamizdat.core.ledger.parts import Part
from tamizdat.core.ledger.read_statement import write_statement
from tamizdat.core.ledger.recompute import recompute
from tamizdat.core.ledger.signed import sign
from tamizdat.core.ledger.step import step

FOLDER = Path(__file__).parents[2] / "books" / "vectors"

MOVEMENTS: list[Movement] = [
    moved("gift", 1000, 59), moved("gift", 500, 18, "JPY"), moved("gift", 5130, 200, "KWD"), moved("refund", -300),
    moved("gift", 1080, 61, paid=1000, paid_currency="EUR", rate="1.08"), moved("refund_failure", 300),
    moved("chargeback", -1000, 1500), moved("chargeback_reversal", 1000), moved("chargeback_reversal", 1000, -1500),
    moved("fee", -25), moved("fee", 25), moved("payout", -941), moved("payout_failure", 941), moved("opening", -7),
    moved("other", 77, 3), moved("gift", 900, 30, is_suspense=True), moved("gift", -1), moved("refund", 1),
    moved("gift", 5, paid=4), moved("gift", 5, paid=5, paid_currency="EUR"),
]  # fmt: skip


def movement_cases() -> list[dict[str, Any]]:
    cases = []
    for one in MOVEMENTS:
        given = asdict(one) | {"at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}"}
        try:
            lines = [[each.debit, each.credit, each.amount, each.currency] for each in entries_of(one)]
            cases.append({"movement": given, "entries": lines})
        except LedgerError:
            cases.append({"movement": given, "refused": True})
    return cases


def ledger_cases() -> list[dict[str, Any]]:
    entries = [
        entry
        for number, one in enumerate(MOVEMENTS[:12])
        for entry in entries_of(
            replace(one, id=f"txn_{'aBc'[number % 3]}{number}", processor=("stripe", "bank")[number % 2])
        )
    ]
    some = [[], entries[:1], entries, entries[::-1]]
    return [
        {"entries": [asdict(one) | {"at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}"} for one in each], "hash": ledger_hash(each)}
        for each in some
    ]


def envelope_cases() -> list[dict[str, Any]]:
    signed, offered = write_statement(STATEMENT), write_offer(OFFER)
    data = sign(signed, KEY).decode()
    meters = [asdict(one) for one in recompute(STATEMENT).meters]
    spaced = json.dumps(json.loads(data), sort_keys=True, ensure_ascii=False)
    refused = {
        "changed after it was signed": data.replace("Servers", "Serverz"),
        "signed by another key": sign(signed, OTHER_KEY).decode(),
        "spaces": spaced,
        "a byte more": data + "\n",
        "a key twice": data.replace('"signed":{', '"signed":{"number":3,', 1),
        "no signature": canonical_json({"signed": signed, "signatures": []}).decode(),
        "the meter says less gap": sign(write_statement(with_meter(gap=0)), KEY).decode(),
        "months with a gap": sign(
            signed | {"months": [signed["months"][0] | {"month": "2026-09"}, signed["months"][1]]}, KEY
        ).decode(),
        "a key too many": sign(signed | {"more": 1}, KEY).decode(),
        "an account number with a wrong digit": sign(
            offered | {"other_ways": [offered["other_ways"][0] | {"iban": "DE88370400440532013000"}]}, KEY
        ).decode(),
        "not https": sign(offered | {"address": "http://give.example"}, KEY).decode(),
    }
    return [
        {"case": "a statement", "key": PUBLIC, "text": data, "meters": meters},
        {"case": "an offer", "key": PUBLIC, "text": sign(offered, KEY).decode(), "offer": True},
        *({"case": case, "key": PUBLIC, "text": text, "refused": True} for case, text in refused.items()),
    ]


def step_cases() -> list[dict[str, Any]]:
    def some(figure: str, count: int, begin: int = 0, amount: int = 100) -> list[list[Any]]:
        return [[figure, f"gift-{begin + one}", amount] for one in range(count)]

    cases = {
        "nine gifts": some("income", 9),
        "ten gifts": some("income", 10),
        "ten gifts with their fees": some("income", 10) + some("fees", 10, amount=5),
        "ten gifts, nine of them with a fee": some("income", 10) + some("fees", 9, amount=5),
        "one gift paid and paid back": some("income", 1) * 10 + some("refunds", 1) * 10,
        "ten gifts and a refund": some("income", 10) + some("refunds", 1, 50),
        "ten refunds": some("refunds", 10),
        "ten refunds and three gifts": some("refunds", 10) + some("income", 3, 50),
        "ten gifts and a monthly fee": [*some("income", 10), ["fees", "", 25]],
    }
    found = []
    for case, parts in cases.items():
        one = step(
            [
                Part("p", f"m{n}", "USD", "2026-11", gift, figure, amount)
                for n, (figure, gift, amount) in enumerate(parts)
            ]
        )
        answer = {"figures": asdict(one.figures), "gifts": dict(one.counted)} if one else None
        found.append({"case": case, "parts": parts, "step": answer})
    return found


def all_cases() -> dict[str, list[dict[str, Any]]]:
    """File → its cases."""
    return {
        "movements.json": movement_cases(),
        "ledgers.json": ledger_cases(),
        "envelopes.json": envelope_cases(),
        "steps.json": step_cases(),
    }


if __name__ == "__main__":
    for name, cases in all_cases().items():
        (FOLDER / name).write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
