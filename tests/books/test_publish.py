"""Offer and statement are signed when it is time, kept, chained, and laid where the newsroom may see them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from tests.core.ledger.movements import moved

from tamizdat.books.keep import book
from tamizdat.books.keys import public_key, read_signing_key
from tamizdat.books.models import Counted, Published
from tamizdat.books.publish import lay_out, publish_due
from tamizdat.core.canonical import digest
from tamizdat.core.ledger.errors import StatementError
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement
from tamizdat.core.ledger.offer import read_offer
from tamizdat.core.ledger.read_statement import check_follows, read_statement
from tamizdat.core.ledger.statement import Figures, Statement
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
DAY = timedelta(1)


@pytest.fixture()
def home(tmp_path: Path) -> Iterator[Home]:
    """The tests' settings in a folder of their own."""
    shutil.copy(settings.HOME.settings_file, tmp_path / "tamizdat.toml")
    return Home(tmp_path)


def gifts(count: int, begin: int = 0, *, amount: int = 1000, **other: object) -> list[Movement]:
    return [
        moved("gift", amount, 59, **{"id": f"txn_{number}", "gift": f"g{number}", "at": NOON} | other)  # type: ignore[arg-type]
        for number in range(begin, begin + count)
    ]


def key(home: Home) -> str:
    return (home.support_public / "public-key").read_text().strip()


def statement(home: Home) -> Statement:
    return read_statement((home.support_public / "statement.json").read_bytes(), key(home))


def received(home: Home) -> int:
    return statement(home).meter.received


def change(home: Home, old: str, new: str) -> None:
    text = home.settings_file.read_text()
    assert old in text
    home.settings_file.write_text(text.replace(old, new))


def test_the_first_statement_tells_costs_and_nothing_received(home: Home) -> None:
    assert publish_due(home, NOON) == ["offer", "statement"]
    first = statement(home)
    assert (first.number, first.previous, first.currency) == (1, None, "USD")
    assert (first.meter.cost, first.meter.received, first.meter.gap) == (1000000, 0, 1000000)
    assert first.commitments[0].text == {"en": "No advertising since 1 July 2024"}
    offer = read_offer((home.support_public / "offer.json").read_bytes(), key(home))
    assert offer.address == "https://give.example" and [one.currency for one in offer.currencies][:2] == ["USD", "EUR"]
    assert offer.sandbox and not offer.strict and offer.flows == ("element", "redirect")


def test_the_meter_moves_by_ten_gifts_once_a_day_and_the_statements_are_chained(home: Home) -> None:
    publish_due(home, NOON)
    book(gifts(9))
    assert publish_due(home, NOON + DAY) == []
    book(gifts(3, 9))
    assert publish_due(home, NOON) == []  # of that day there is one already
    first = (home.support_public / "statement.json").read_bytes()
    assert publish_due(home, NOON + DAY) == ["statement"]
    assert received(home) == 12 * 941
    second = statement(home)
    assert second.months[-1].moved == {"USD": Figures(income=12000, fees=12 * 59)}
    check_follows(second, read_statement(first, key(home)), digest(first), "2026-11")
    book(gifts(10, 20))
    assert publish_due(home, NOON + DAY + timedelta(hours=9)) == []
    assert publish_due(home, NOON + 2 * DAY) == ["statement"]
    assert received(home) == 22 * 941
    assert publish_due(home, NOON + 3 * DAY) == []


def test_ten_gifts_in_dollars_do_not_show_the_one_in_euros(home: Home) -> None:
    book([*gifts(10), *gifts(1, 50, currency="EUR")])
    publish_due(home, NOON)
    assert set(statement(home).months[-1].moved or {}) == {"USD"}
    assert b'"EUR","dispute_fees"' not in (home.support_public / "statement.json").read_bytes()


def test_a_refund_moves_the_meter_at_its_next_step_and_is_not_seen(home: Home) -> None:
    book(gifts(10))
    publish_due(home, NOON)
    book([*gifts(9, 10), moved("refund", -700, at=NOON, gift="g1")])
    publish_due(home, NOON + DAY)
    assert statement(home).months[-1].moved == {"USD": Figures(income=19000 - 700 - 9 * 59, fees=590)}
    assert received(home) == 19000 - 19 * 59 - 700


def test_other_currencies_count_at_the_stamped_rate_rounded_down(home: Home) -> None:
    book(gifts(10, currency="EUR", amount=999))
    publish_due(home, NOON)
    assert received(home) == (9990 - 590) * 108 // 100
    (rate,) = [one for one in statement(home).months[-1].rates if one.currency == "EUR"]
    assert (rate.rate, rate.on) == ("1.08", NOON.date())
    change(home, 'EUR = "1.08"', 'EUR = "1.10"')
    publish_due(home, NOON + DAY)
    (rate,) = [one for one in statement(home).months[-1].rates if one.currency == "EUR"]
    assert (rate.rate, rate.on) == ("1.10", (NOON + DAY).date())


def test_a_closed_month_keeps_its_costs_and_rates_and_gets_a_line_for_what_came_late(home: Home) -> None:
    book(gifts(10))
    publish_due(home, NOON)
    november = statement(home).months[0]
    change(
        home,
        'monthly = "10000"\ncurrency = "USD"\ntext = { en = "The newsroom"',
        'monthly = "12000"\ncurrency = "USD"\ntext = { en = "The newsroom"',
    )
    change(home, 'EUR = "1.08"', 'EUR = "2"')
    book([*gifts(4, 20), *gifts(6, 30, at=NOON + 30 * DAY)])
    publish_due(home, NOON + 30 * DAY)
    closed, december = statement(home).months
    assert (closed.moved, closed.costs, closed.rates) == (november.moved, november.costs, november.rates)
    assert [(one.counted_in, one.figures) for one in closed.corrections] == [("2026-12", Figures())]
    assert december.costs[0].monthly == Money(1200000, "USD")
    assert (december.moved or {})["USD"].income == 10000
    book(gifts(11, 50))
    publish_due(home, NOON + 31 * DAY)
    assert statement(home).months[0].corrections[1].figures == Figures(income=11000, fees=11 * 59)
    assert received(home) == 10 * 941


def test_what_is_promised_moves_by_ten_recurring_gifts_beside_every_sum_that_was_told(home: Home) -> None:
    nine, ten = ({f"r{one}": Money(500, "USD") for one in range(count)} for count in (9, 10))
    publish_due(home, NOON, nine)
    assert statement(home).pledged == ()
    publish_due(home, NOON + DAY, ten)
    assert statement(home).pledged == (Money(5000, "USD"),)
    fifteen = ten | {f"s{one}": Money(500, "USD") for one in range(5)}
    assert publish_due(home, NOON + 2 * DAY, fifteen) == []
    twenty = fifteen | {f"t{one}": Money(500, "USD") for one in range(5)}
    publish_due(home, NOON + 3 * DAY, twenty)
    assert statement(home).pledged == (Money(10000, "USD"),)
    without_nine = {one: twenty[one] for one in sorted(twenty)[9:]}
    assert publish_due(home, NOON + 4 * DAY, without_nine) == []
    assert publish_due(home, NOON + 5 * DAY, None) == []
    publish_due(home, NOON + 6 * DAY, {})
    assert statement(home).pledged == ()


def test_statements_stay_in_their_main_currency(home: Home) -> None:
    publish_due(home, NOON)
    change(home, "[support.currency.USD]\n[support.currency.EUR]\n", "[support.currency.EUR]\n[support.currency.USD]\n")
    with pytest.raises(RefusedError, match=r"Put \[support.currency.USD\] first again"):
        publish_due(home, NOON + DAY)
    assert statement(home).number == 1


def test_a_crash_after_keeping_is_made_good_by_the_next_call(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_due(home, NOON)
    book(gifts(10))
    before = (home.support_public / "statement.json").read_bytes()
    monkeypatch.setattr("tamizdat.books.publish.lay_out", lambda *_: None)
    assert publish_due(home, NOON + DAY) == ["statement"]
    assert (home.support_public / "statement.json").read_bytes() == before
    monkeypatch.undo()
    assert publish_due(home, NOON + DAY) == []
    assert received(home) == 9410


def test_a_movement_is_counted_once_and_what_was_published_cannot_be_changed(home: Home) -> None:
    book(gifts(10))
    publish_due(home, NOON)
    assert Counted.objects.count() == 10
    for deed in (
        lambda: Published.objects.update(number=9),
        lambda: Published.objects.all().delete(),
        lambda: Counted.objects.all().delete(),
        lambda: Counted.objects.update(statement=2),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert Published.objects.get(kind="statement").counted["figures"] == {
        "2026-11 USD moved": {"income": 10, "fees": 10}
    }


def test_books_from_an_old_backup_sign_nothing_under_a_number_that_is_out(home: Home) -> None:
    publish_due(home, NOON)
    private = read_signing_key(home)
    from tamizdat.core.ledger.read_statement import write_statement
    from tamizdat.core.ledger.signed import sign

    newer = replace(statement(home), number=7, previous="a" * 64)
    (home.support_public / "statement.json").write_bytes(sign(write_statement(newer), private))
    with pytest.raises(RefusedError, match="number 7"):
        publish_due(home, NOON + DAY)


def test_the_key_is_made_once_and_refused_when_others_can_read_it(home: Home) -> None:
    one = public_key(read_signing_key(home))
    assert public_key(read_signing_key(home)) == one
    file = home.support_keys / "statement.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(RefusedError, match="chmod 600"):
        publish_due(home, NOON)
    assert not (home.support_public / "offer.json").exists() and not Published.objects.exists()


def test_without_an_address_nothing_is_published(home: Home) -> None:
    change(home, 'address = "https://give.example"\n', "")
    assert publish_due(home, NOON) == [] and not home.support_keys.exists()


def test_the_offer_is_signed_again_when_the_settings_change(home: Home) -> None:
    publish_due(home, NOON)
    with home.settings_file.open("a") as file:
        file.write(
            '\n[support.bank]\nholder = "Lamp e.V."\niban = "DE89 3704 0044 0532 0130 00"\nbic = "COBADEFFXXX"\n'
            '[support.other_ways.post]\nen = "Send a letter."\n[support.site]\nonion = ""\n'
        )
    change(home, 'processor = "sandbox"\n', 'processor = "sandbox"\nstrict = true\n')
    assert publish_due(home, NOON) == ["offer"]
    offer = read_offer((home.support_public / "offer.json").read_bytes(), key(home))
    assert offer.number == 2 and offer.flows == ("element", "transfer") and offer.strict
    assert [one["kind"] for one in offer.other_ways] == ["bank", "text"]
    assert offer.other_ways[0]["iban"] == "DE89370400440532013000"
    change(home, "DE89", "DE88")
    with pytest.raises(RefusedError, match="iban"):
        publish_due(home, NOON)


def test_long_texts_leave_fewer_months_and_never_more_bytes_than_allowed(home: Home) -> None:
    lines = "".join(
        f'\n[[support.cost]]\nid = "c{one}"\nsince = "2026-01"\nmonthly = "10"\ncurrency = "USD"\n'
        f'text = {{ en = "{"word " * 20}", fa = "{"واژه " * 20}" }}\n'
        for one in range(6)
    )
    home.settings_file.write_text(
        home.settings_file.read_text().replace("\n[[support.cost]]", lines + "\n[[support.cost]]")
    )
    book([one for month in range(1, 12) for one in gifts(10, month * 10, at=NOON.replace(month=month))])
    publish_due(home, NOON)
    data = (home.support_public / "statement.json").read_bytes()
    assert len(data) <= 14_000 and 1 < len(statement(home).months) < 12


def test_nothing_but_three_files_lies_in_public_and_none_names_a_gift(home: Home) -> None:
    book(gifts(30))
    publish_due(home, NOON)
    lay_out(home, key(home))
    assert sorted(one.name for one in home.support_public.iterdir()) == ["offer.json", "public-key", "statement.json"]
    words = b"".join(one.read_bytes() for one in home.support_public.iterdir())
    assert b"txn_" not in words and b"g1" not in words


def test_a_statement_that_was_changed_is_refused(home: Home) -> None:
    book(gifts(10))
    publish_due(home, NOON)
    data = (home.support_public / "statement.json").read_bytes()
    assert json.loads(data)["signed"]["meter"]["received"] == 9410
    for changed in (
        data.replace(b"9410", b"9411"), data[:-1], data + b"\n", data.replace(b'":', b'": ', 1), b"{}", b"[" * 100_000,
        data.replace(b'"signatures":[', b'"signatures":[[],'),
    ):  # fmt: skip
        with pytest.raises(StatementError):
            read_statement(changed, key(home))
    with pytest.raises(StatementError, match="another key"):
        read_statement(data, "ab" * 32)
