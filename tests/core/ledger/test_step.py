"""The law of what is published: no two statements, compared in any figure, show fewer than ten gifts.

The tests look from outside: every part of every movement has an amount of its own (a power of four), so that any
difference of published figures tells exactly which parts stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.ledger.movements import moved

from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.next_months import GRACE_DAYS, next_months
from tamizdat.core.ledger.parts import Part, parts_of
from tamizdat.core.ledger.read_statement import first_open_month
from tamizdat.core.ledger.statement import FIGURES, Figures, Month
from tamizdat.core.ledger.step import count_gifts, may_show, step

BEGIN = date(2026, 1, 10)


def part(number: int, figure: str = "income", *, gift: str | None = None, month: str = "2026-01", **other: str) -> Part:
    name = f"txn_{number}_{figure}"
    return Part(
        "s", name, other.get("currency", "USD"), month, f"gift_{number}" if gift is None else gift, figure, 4**number
    )


@dataclass
class World:
    """Days pass, movements arrive, and each day what may be told is told."""

    months: tuple[Month, ...] = ()
    waiting: list[Part] = field(default_factory=list)
    said: list[tuple[Month, ...]] = field(default_factory=list)
    all: list[Part] = field(default_factory=list)
    days: list[date] = field(default_factory=list)

    def arrive(self, *parts: Part) -> None:
        self.waiting += parts
        self.all += parts

    def tell(self, today: date) -> tuple[Month, ...]:
        found = next_months(self.months, self.waiting, today)
        done = {(one.movement, one.currency, one.figure) for one in (*found.parts, *found.passed)}
        self.waiting = [one for one in self.waiting if (one.movement, one.currency, one.figure) not in done]
        self.months = found.months
        self.said.append(found.months)
        self.days.append(today)
        return found.months


def published(months: tuple[Month, ...]) -> dict[tuple[str, str, str, str], int]:
    """Every single figure of a statement."""
    found = {}
    for month in months:
        for currency, figures in (month.moved or {}).items():
            found |= {(month.month, currency, "moved", one): getattr(figures, one) for one in (*FIGURES, "net")}
        for line in month.corrections:
            where = f"{line.on} {line.counted_in}"
            found |= {(month.month, line.currency, where, one): getattr(line.figures, one) for one in FIGURES}
    return found


def behind(difference: int, parts: list[Part]) -> list[Part]:
    """Which parts a difference is made of: its digits in base four, of which each is 1, 0 or -1."""
    found, position = [], 0
    by_amount = {one.amount: one for one in parts}
    while difference:
        digit = (difference + 1) % 4 - 1
        assert digit in (-1, 0, 1)
        if digit:
            found.append(by_amount[4**position])
        difference = (difference - digit) // 4
        position += 1
    return found


def check_law(world: World) -> None:
    """Any two statements, and the first beside nothing at all."""
    values: dict[tuple[str, str, str, str], set[int]] = {}
    for months in world.said:
        for where, value in published(months).items():
            values.setdefault(where, {0}).add(value)
    for where, some in values.items():
        for one, other in combinations(sorted(some), 2):
            parts = behind(other - one, world.all)
            assert count_gifts(parts) >= 10, f"{where} shows {len(parts)}"


def history(seed: int) -> World:
    """Half a year of gifts in three currencies, refunds, disputes and fees, some told weeks late."""
    chance, world, number = Random(seed), World(), 0
    arrivals: dict[date, list[Part]] = {}
    pace = {"USD": chance.choice([1, 3, 12]), "EUR": chance.choice([0, 1, 5]), "JPY": chance.choice([0, 0, 1])}
    for offset in range(150):
        at = BEGIN + timedelta(offset)
        for currency, most in pace.items():
            for _ in range(chance.randint(0, most)):
                gift = f"gift_{chance.randint(0, number)}" if chance.random() < 0.2 else f"gift_{number}"
                figures = chance.choice([["income"], ["income", "fees"], ["income", "fees"], ["refunds"], ["fees"],
                                         ["chargebacks", "dispute_fees"]])  # fmt: skip
                late = chance.choice([0, 0, 0, 0, 1, 3, 20, 60])
                for figure in figures:
                    name = "" if figures == ["fees"] and chance.random() < 0.5 else gift
                    one = part(number, figure, gift=name, month=f"{at:%Y-%m}", currency=currency)
                    arrivals.setdefault(at + timedelta(late), []).append(one)
                    number += 1
    for offset in range(220):
        today = BEGIN + timedelta(offset)
        world.arrive(*arrivals.get(today, ()))
        if chance.random() < 0.7:
            world.tell(today)
    return world


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9))
def test_no_two_statements_show_fewer_than_ten_gifts_in_any_figure(seed: int) -> None:
    check_law(history(seed))


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_the_same_over_many_more_histories(seed: int) -> None:
    check_law(history(seed))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9))
def test_what_was_told_adds_up_to_what_happened_without_what_still_waits(seed: int) -> None:
    world = history(seed)
    told: dict[str, int] = {}
    seen: dict[tuple[str, str, str, str], int] = {}
    for months in world.said:
        seen |= published(months)
    for (_, currency, _, figure), value in seen.items():
        told[currency] = told.get(currency, 0) + {"income": value, "net": 0}.get(figure, -value)
    for currency in told:
        happened = [one for one in world.all if one.currency == currency and one not in world.waiting]
        assert told[currency] == sum(one.amount if one.figure == "income" else -one.amount for one in happened)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9))
def test_a_month_that_was_closed_is_never_rewritten(seed: int) -> None:
    world = history(seed)
    for before, after, today in zip(world.said, world.said[1:], world.days[1:], strict=False):
        now = {one.month: one for one in after}
        for month in before:
            if month.month in now and month.month < first_open_month(today, GRACE_DAYS):
                assert (month.moved, month.costs, month.rates) == (
                    now[month.month].moved, now[month.month].costs, now[month.month].rates,
                )  # fmt: skip
                assert set(month.corrections) <= set(now[month.month].corrections)


def ten(figure: str = "income", begin: int = 0, **other: str) -> list[Part]:
    return [part(begin + number, figure, **other) for number in range(10)]


def test_nine_gifts_are_not_told_and_ten_are() -> None:
    assert step(ten()[:9]) is None
    found = step(ten())
    assert found and found.figures.income == sum(4**one for one in range(10)) and found.counted == {"income": 10}


def test_one_gift_paid_and_paid_back_ten_times_is_one_gift() -> None:
    assert step([part(number, figure, gift="one") for number in range(10) for figure in ("income", "refunds")]) is None


def test_a_single_refund_moves_the_meter_and_stands_nowhere_by_itself() -> None:
    found = step([*ten(), part(10, "refunds")])
    assert found and found.figures == Figures(income=sum(4**one for one in range(10)) - 4**10)
    found = step([*ten(), *ten("refunds", 10)])
    assert found and found.figures.refunds == sum(4**one for one in range(10, 20))


def test_ten_refunds_beside_three_gifts_show_neither_the_three() -> None:
    found = step([*ten("refunds", 10), *ten()[:3]])
    assert found and found.figures.refunds == 0 and found.counted == {"income": 13}


def test_a_currency_waits_for_ten_of_its_own() -> None:
    world = World()
    world.arrive(*ten(), part(11, currency="EUR"))
    assert set(world.tell(BEGIN)[-1].moved or {}) == {"USD"}


def test_the_small_rest_of_a_month_is_counted_in_the_next_with_a_line_that_says_so() -> None:
    world = World()
    world.arrive(*ten())
    world.tell(date(2026, 1, 30))
    world.arrive(part(10), part(11), part(12))
    (january,) = world.tell(date(2026, 1, 31))
    first = january.moved
    world.arrive(*ten(begin=20, month="2026-02")[:7])
    world.tell(date(2026, 2, 3))
    assert not world.months[-1].moved
    january, february = world.tell(date(2026, 2, 4))
    assert january.moved == first
    assert (february.moved or {})["USD"].income == sum(4**one for one in (10, 11, 12, *range(20, 27)))
    assert [(one.counted_in, one.currency, one.figures) for one in january.corrections] == [
        ("2026-02", "USD", Figures())
    ]


def test_what_trickles_in_late_is_said_in_one_line_for_each_later_month() -> None:
    world = World()
    world.arrive(*ten())
    world.tell(date(2026, 1, 31))
    for number in range(4):
        world.arrive(part(10 + number), *ten(begin=20 + 10 * number, month="2026-02"))
        january, _ = world.tell(date(2026, 2, 10 + number))
    assert [(one.on, one.counted_in) for one in january.corrections] == [(date(2026, 2, 10), "2026-02")]
    world.arrive(part(60), *ten(begin=70, month="2026-03"))
    january = world.tell(date(2026, 3, 10))[0]
    assert [one.counted_in for one in january.corrections] == ["2026-02", "2026-03"]


def test_ten_late_gifts_of_a_closed_month_are_a_correction_line_in_it() -> None:
    world = World()
    world.arrive(*ten())
    world.tell(date(2026, 1, 31))
    world.tell(date(2026, 2, 10))
    world.arrive(*ten(begin=10))
    january, february = world.tell(date(2026, 2, 11))
    assert january.moved == {"USD": Figures(income=sum(4**one for one in range(10)))} and not february.moved
    assert january.corrections[0].figures.income == sum(4**one for one in range(10, 20))
    assert january.figures()["USD"].income == sum(4**one for one in range(20))


def test_a_month_stays_open_for_three_days() -> None:
    world = World()
    world.arrive(*ten())
    world.tell(date(2026, 1, 31))
    world.arrive(*ten(begin=10))
    january, _ = world.tell(date(2026, 2, 3))
    assert (january.moved or {})["USD"].income == sum(4**one for one in range(20)) and not january.corrections


def test_what_is_older_than_all_statements_is_passed_over_and_what_is_of_tomorrow_waits() -> None:
    found = next_months((), [*ten(month="2020-01"), *ten(begin=10, month="2026-03")], BEGIN)
    assert [len(found.passed), len(found.parts), len(found.months)] == [10, 0, 1]


def test_twelve_months_are_told() -> None:
    months: tuple[Month, ...] = ()
    for month in range(20):
        months = next_months(months, [], BEGIN + timedelta(30 * month)).months
    assert len(months) == 12 and months[-1].month == "2027-08"


@given(st.lists(st.dictionaries(st.integers(0, 25).map(str), st.integers(1, 3)), max_size=30))
def test_no_two_sums_of_recurring_gifts_differ_by_fewer_than_ten(days: list[dict[str, int]]) -> None:
    shown: list[dict[str, int]] = [{}]
    for pledges in days:
        if may_show(pledges, shown):
            shown.append(pledges)
    for one, other in combinations(shown, 2):
        changed = [name for name in {*one, *other} if one.get(name) != other.get(name)]
        assert not changed or len(changed) >= 10


def test_parts_are_what_the_entries_say() -> None:
    def of(*how: object, **other: object) -> list[tuple[str, str, int, str]]:
        one = parts_of(entries_of(moved(*how, **other)), UTC)  # type: ignore[arg-type]
        return [(each.figure, each.currency, each.amount, each.gift) for each in one]

    assert of("gift", 1000, 59, gift="g") == [("income", "USD", 1000, "g"), ("fees", "USD", 59, "g")]
    assert of("refund_failure", 300) == [("refunds", "USD", -300, "sandbox txn_refund_failure")]
    assert of("chargeback", -400, 1500, gift="g") == [
        ("chargebacks", "USD", 400, "g"),
        ("dispute_fees", "USD", 1500, "g"),
    ]
    assert of("fee", -25) == [("fees", "USD", 25, "")]
    assert of("payout", -25) == of("opening", 25) == of("other", 25) == []
    assert of("gift", 900, 30, is_suspense=True) == [("fees", "USD", 30, "sandbox txn_gift")]
    exchanged = of("gift", 1080, 61, paid=1000, paid_currency="EUR", rate="1.08", gift="g")
    assert exchanged == [("income", "EUR", 1000, "g"), ("fees", "USD", 61, "g")]


def test_a_month_is_of_the_newsrooms_time_zone() -> None:
    from zoneinfo import ZoneInfo

    late = moved("gift", 5, at=datetime(2026, 10, 31, 22, 30, tzinfo=UTC))
    assert [one.month for one in parts_of(entries_of(late), ZoneInfo("Asia/Tbilisi"))] == ["2026-11"]
    assert [one.month for one in parts_of(entries_of(late), ZoneInfo("America/New_York"))] == ["2026-10"]
    spring = ZoneInfo("Europe/Berlin")  # clocks go forward on 29 March 2026, so April begins an hour earlier in UTC
    for hour, month in ((21, "2026-03"), (22, "2026-04")):
        at = datetime(2026, 3, 31, hour, 0, tzinfo=UTC)
        assert parts_of(entries_of(moved("gift", 5, at=at)), spring)[0].month == month
