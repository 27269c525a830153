"""The statement: what the newsroom says of its costs, and what the books prove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tamizdat.core.ledger import statement as core
from tamizdat.core.ledger.errors import StatementError
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.next_months import GRACE_DAYS, Next, next_months
from tamizdat.core.ledger.parts import Part
from tamizdat.core.ledger.read_statement import first_open_month
from tamizdat.core.ledger.recompute import meter_of
from tamizdat.core.ledger.step import may_show
from tamizdat.shell.support import Cost, Support

Pledges = Mapping[str, Money]
"""Our id of a recurring gift that is active → what it promises each month."""
Shown = Mapping[str, Sequence[Mapping[str, int]]]
"""Currency → every set of recurring gifts whose sum was published, the oldest first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is signed, and what stands behind it."""

    statement: core.Statement
    plan: Next
    shown: Mapping[str, Mapping[str, int]]
    """Currency → the recurring gifts behind a sum that is new."""

    @property
    def counted(self) -> dict[str, Any]:
        return {"figures": dict(self.plan.counted), "pledged": dict(self.shown)}


def build_statement(
    support: Support,
    before: core.Statement | None,
    before_digest: str | None,
    waiting: Iterable[Part],
    today: date,
    *,
    time_zone: str,
    pledges: Pledges | None,
    shown: Shown,
    most_months: int = core.MOST_MONTHS,
) -> Draft:
    """The next statement: each figure as it was, unless ten gifts stand behind its change."""
    main = next(iter(support.currencies))
    if before and before.currency != main:
        raise StatementError(
            f"Statements so far are in {before.currency}, and the first currency is now {main}. Put "
            f"[support.currency.{before.currency}] first again: old months cannot be told at other rates."
        )
    plan = next_months(before.months if before else (), waiting, today, most_months)
    old = {one.month: one for one in before.months} if before else {}
    open_from = first_open_month(today, GRACE_DAYS)
    months = tuple(_dress(one, old.get(one.month), support, main, today, open_from) for one in plan.months)
    pledged, new = _pledged(before.pledged if before else (), pledges, shown)
    statement = core.Statement(
        number=before.number + 1 if before else 1,
        issued_on=today,
        previous=before_digest,
        time_zone=time_zone,
        currency=main,
        commitments=tuple(core.Commitment(one.id, one.since, one.monthly, one.text) for one in support.commitments),
        months=months,
        pledged=pledged,
        meter=meter_of(months[-1], main)[0],
    )
    return Draft(statement, plan, new)


def _dress(
    month: core.Month, old: core.Month | None, support: Support, main: str, today: date, open_from: str
) -> core.Month:
    """Costs and rates of a month: as the settings say while it is open, and never changed afterwards."""
    if old and month.month < open_from:
        return month
    stamped = {one.currency: one for one in (old.rates if old else ())}
    is_now = month.month == f"{today:%Y-%m}"
    for code, rate in support.rates.items():
        if code != main and (code not in stamped or (is_now and stamped[code].rate != rate)):
            stamped[code] = core.Rate(code, rate, today)
    return replace(
        month, costs=costs_of(support.costs, month.month), rates=tuple(stamped[code] for code in sorted(stamped))
    )


def costs_of(costs: Iterable[Cost], month: str) -> tuple[core.Cost, ...]:
    """The newest line of each cost that has begun by then; nothing ends it."""
    newest: dict[str, Cost] = {}
    for one in sorted(costs, key=lambda one: one.since):
        if one.since <= month:
            newest[one.id] = one
    return tuple(core.Cost(one.id, one.monthly, one.text) for _, one in sorted(newest.items()) if one.monthly.amount)


def _pledged(
    before: Sequence[Money], pledges: Pledges | None, shown: Shown
) -> tuple[tuple[Money, ...], dict[str, Mapping[str, int]]]:
    """The sums per currency; one moves only by ten recurring gifts, beside every sum that was ever told."""
    sums, new = {one.currency: one.amount for one in before}, dict[str, Mapping[str, int]]()
    for code, now in _by_currency(pledges).items() if pledges is not None else ():
        told = shown.get(code, ())
        if now != (told[-1] if told else {}) and may_show(now, told):
            sums[code], new[code] = sum(now.values()), now
    for code in set(sums) - set(_by_currency(pledges)) if pledges is not None else ():
        if may_show({}, shown.get(code, ())):
            sums[code], new[code] = 0, {}
    return tuple(Money(amount, code) for code, amount in sorted(sums.items()) if amount), new


def _by_currency(pledges: Pledges | None) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one, money in sorted((pledges or {}).items()):
        found.setdefault(money.currency, {})[one] = money.amount
    return found
