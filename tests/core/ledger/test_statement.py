"""Offer and statement: one right form, one right meter, and nothing else is believed."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.core.ledger.statements import KEY, NOVEMBER, OCTOBER, OFFER, OTHER_KEY, PUBLIC, STATEMENT, with_meter

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.core.ledger.errors import StatementError, TooLongError
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.offer import is_iban, parse_offer, write_offer
from tamizdat.core.ledger.read_statement import (
    check_follows,
    first_open_month,
    parse_statement,
    read_statement,
    write_statement,
)
from tamizdat.core.ledger.recompute import convert, recompute
from tamizdat.core.ledger.signed import keyid_of, open_signed, sign
from tamizdat.core.ledger.statement import Figures, Meter
from tamizdat.reading.statement_command import statement as statement_command

SIGNED, OFFERED = write_statement(STATEMENT), write_offer(OFFER)
DATA = sign(SIGNED, KEY)


def test_what_is_written_is_read_again() -> None:
    assert parse_statement(SIGNED) == STATEMENT and parse_offer(OFFERED) == OFFER
    assert read_statement(DATA, PUBLIC) == STATEMENT
    assert json.loads(DATA)["signatures"][0]["keyid"] == keyid_of(PUBLIC)


def test_the_meter_is_what_anybody_comes_to() -> None:
    euros, yen = (99_999 - 3_333) * 108 // 100, 500_001 * 67 // 100  # 0.0067 dollars are 0.67 cents
    received = 250_000 - 12_345 - 6_000 - 9_001 - 1_500 + euros + yen
    cost = 1_000_000 + 4_320
    october = 512_000 - 1_000 - 20_700 - 1_500
    found = recompute(STATEMENT)
    assert found.meters[1] == Meter("2026-11", cost, received, cost - received)
    assert found.meters[0].received == october
    assert found.without_rate == (("2026-11", "KWD"),)


def test_a_month_that_has_all_it_needs_has_no_gap() -> None:
    rich = replace(NOVEMBER, moved={"USD": Figures(income=10**9)})
    meter = recompute(replace(STATEMENT, months=(rich,), meter=Meter("2026-11", 1_004_320, 10**9, 0))).meters[0]
    assert meter.gap == 0


@pytest.mark.parametrize("wrong", [{"cost": 1}, {"received": 999_999}, {"gap": 0}])
def test_a_meter_that_does_not_follow_is_refused_even_when_it_is_signed(wrong: dict[str, int]) -> None:
    data = sign(write_statement(with_meter(**wrong)), KEY)
    with pytest.raises(StatementError, match="does not follow"):
        read_statement(data, PUBLIC)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["1.08", "0.0067", "3.25", "1", "15000"]))
def test_conversion_never_says_more_than_there_is(amount: int, rate: str) -> None:
    from fractions import Fraction

    for source, target, factor in (("EUR", "USD", 1), ("JPY", "USD", 100), ("KWD", "USD", Fraction(1, 10))):
        exact = amount * Fraction(rate) * factor
        assert 0 <= exact - convert(Money(amount, source), target, rate) < 1


def paths_in(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here] if here else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [path for name, child in children for path in paths_in(child, (*here, name))]


@pytest.mark.parametrize(("signed", "parse"), [(SIGNED, parse_statement), (OFFERED, parse_offer)])
def test_every_value_of_another_kind_and_every_key_too_many_or_missing_is_refused(signed: Any, parse: Any) -> None:
    for path in paths_in(signed):
        for wrong in (None, 1.5, "x\ny", -1, [[]], {"": 1}, True):
            changed = copy.deepcopy(signed)
            target = changed
            for step in path[:-1]:
                target = target[step]
            if target[path[-1]] == wrong or (path[-1] in FREE and wrong == -1) or path[-1] in ("strict", "sandbox"):
                continue
            target[path[-1]] = wrong
            with pytest.raises(StatementError):
                parse(changed)
        if isinstance(path[-1], str) and path[-2:-1] != ("text",):
            changed = copy.deepcopy(signed)
            target = changed
            for step in path[:-1]:
                target = target[step]
            del target[path[-1]]
            with pytest.raises(StatementError):
                parse(changed)


FREE = ("income", "refunds", "chargebacks", "fees", "dispute_fees", "cost", "received", "gap")
"""These may be negative."""


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "tamizdat-statement-v2"}, {"number": 1}, {"previous": None}, {"number": 0},
        {"issued_on": "2026-11-31"},
        {"issued_on": "20261126"}, {"currency": "usd"}, {"months": []}, {"months": SIGNED["months"][::-1]},
        {"months": SIGNED["months"][:1]}, {"pledged": SIGNED["pledged"][::-1]}, {"pledged": SIGNED["pledged"] * 2},
        {"months": [SIGNED["months"][0], SIGNED["months"][1] | {"moved": SIGNED["months"][1]["moved"][::-1]}]},
        {"extra": 1},
    ],
)  # fmt: skip
def test_what_is_out_of_order_or_of_another_format_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(StatementError):
        parse_statement({**SIGNED, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "http://give.example"}, {"address": "https://give.example/"}, {"address": "javascript:alert(1)"},
        {"address": "https://give.example@evil.example"}, {"onion": "http://short.onion"},
        {"flows": ["redirect", "element"]},
        {"flows": ["cash"]}, {"currencies": []}, {"currencies": OFFERED["currencies"] * 2},
        {"other_ways": [OFFERED["other_ways"][0] | {"iban": "DE89370400440532013001"}]},
        {"other_ways": [{"kind": "text", "text": {"en": "x", "<b>": "y"}}]},
        {"currencies": [OFFERED["currencies"][0] | {"exponent": 0}]},
        {"currencies": [OFFERED["currencies"][0] | {"minimum": 600}]},
    ],
)  # fmt: skip
def test_an_offer_that_leads_astray_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(StatementError):
        parse_offer({**OFFERED, **wrong})


def test_an_address_on_this_machine_or_of_an_onion_may_do_without_tls() -> None:
    for address in ("http://127.0.0.1:8002", "http://localhost:8002", OFFER.onion):
        assert parse_offer(OFFERED | {"address": address}).address == address


def test_a_wrong_digit_in_an_account_number_is_found() -> None:
    assert is_iban("DE89370400440532013000") and is_iban("GB82WEST12345698765432")
    assert not any(
        is_iban(one) for one in ("DE88370400440532013000", "DE8937040044053201300", "de89370400440532013000", "")
    )


def test_only_the_one_right_bytes_under_the_right_key_are_opened() -> None:
    assert open_signed(DATA, PUBLIC) == SIGNED
    envelope = json.loads(DATA)
    signature = envelope["signatures"][0]
    wrong = [
        json.dumps(envelope).encode(), DATA + b" ", b"\xef\xbb\xbf" + DATA, DATA.replace(b"Servers", b"Serverz"),
        canonical_json({**envelope, "more": 1}), canonical_json({**envelope, "signatures": []}),
        canonical_json({**envelope, "signatures": [signature, signature]}), canonical_json([envelope]),
        canonical_json({**envelope, "signatures": [signature | {"sig": signature["sig"].upper()}]}),
        canonical_json({**envelope, "signatures": [signature | {"sig": "00" * 64}]}),
        canonical_json({**envelope, "signatures": [signature | {"more": 1}]}), b"", b"null", b"\xff", b" " * 20_000,
        sign(SIGNED, OTHER_KEY), canonical_json({"signed": [], "signatures": [signature]}),
    ]  # fmt: skip
    for data in wrong:
        with pytest.raises(StatementError):
            open_signed(data, PUBLIC)
    for key in (PUBLIC.upper(), PUBLIC[:-2], "", "zz" * 32, "00" * 32):
        with pytest.raises(StatementError):
            open_signed(DATA, key)


def test_too_many_bytes_are_not_signed() -> None:
    with pytest.raises(TooLongError):
        sign({"format": "x" * 14_000}, KEY)


def test_a_statement_follows_the_one_before_and_rewrites_no_closed_month() -> None:
    month_later = replace(NOVEMBER, month="2026-12")
    after = replace(
        STATEMENT, number=4, issued_on=date(2026, 12, 9), previous=digest(DATA), months=(OCTOBER, NOVEMBER, month_later)
    )

    def follow(one: Any) -> None:
        check_follows(one, STATEMENT, digest(DATA), first_open_month(one.issued_on, 3))

    follow(after)
    rewritten = replace(NOVEMBER, moved={"USD": Figures(income=1)})
    for wrong in (
        replace(after, number=5), replace(after, previous="cd" * 32), replace(after, issued_on=STATEMENT.issued_on),
        replace(after, months=(OCTOBER, rewritten, month_later)),
        replace(after, months=(replace(OCTOBER, corrections=()), NOVEMBER, month_later)),
    ):  # fmt: skip
        with pytest.raises(StatementError):
            follow(wrong)
    follow(replace(after, issued_on=date(2026, 12, 3), months=(OCTOBER, rewritten, month_later)))  # open for three days


def test_anybody_checks_a_file_by_one_command(tmp_path: Path) -> None:
    (tmp_path / "statement.json").write_bytes(DATA)
    done = CliRunner().invoke(
        statement_command, [str(tmp_path / "statement.json"), "--key", PUBLIC], catch_exceptions=False
    )
    assert "statement 3 of 2026-11-26" in done.stdout and "2026-11: cost $10,043.20, received" in done.stdout
    assert "2026-11: KWD is not counted" in done.stdout
    found = json.loads(
        CliRunner().invoke(statement_command, [str(tmp_path / "statement.json"), "--key", PUBLIC, "--json"]).stdout
    )
    assert found["months"][1]["gap"] == STATEMENT.meter.gap
    (tmp_path / "statement.json").write_bytes(DATA.replace(b"Servers", b"Serverz"))
    refused = CliRunner().invoke(statement_command, [str(tmp_path / "statement.json"), "--key", PUBLIC])
    assert refused.exit_code and "signature is not right" in str(refused.exception)
    (tmp_path / "offer.json").write_bytes(sign(OFFERED, KEY))
    done = CliRunner().invoke(
        statement_command, [str(tmp_path / "offer.json"), "--key", PUBLIC], catch_exceptions=False
    )
    assert "offer 2" in done.stdout
