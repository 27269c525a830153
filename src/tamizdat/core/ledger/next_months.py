"""The months of the next statement: a month that was closed is never rewritten; it is given a line of correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tamizdat.core.ledger.months import shift_month
from tamizdat.core.ledger.parts import Part
from tamizdat.core.ledger.read_statement import first_open_month
from tamizdat.core.ledger.statement import MOST_MONTHS, Correction, Figures, Month
from tamizdat.core.ledger.step import Step, step

GRACE_DAYS = 3
"""So long a month stays open after its end, for what is told late."""
Cell = tuple[str, str]
"""Month, currency."""


@dataclass(frozen=True, slots=True)
class Next:
    """``counted``: what each step stands on; ``passed``: parts older than any statement, which none will show."""

    months: tuple[Month, ...]
    counted: Mapping[str, Mapping[str, int]]
    parts: tuple[Part, ...]
    passed: tuple[Part, ...]


def next_months(before: Sequence[Month], waiting: Iterable[Part], today: date, most: int = MOST_MONTHS) -> Next:
    """Step every cell that may step; the rest goes on waiting. ``most``: so many months are shown."""
    return _Plan(before, today, most).run(waiting)


class _Plan:
    def __init__(self, before: Sequence[Month], today: date, most: int) -> None:
        self.today, self.now, self.most = today, f"{today:%Y-%m}", most
        self.first_open = first_open_month(today, GRACE_DAYS)
        self.before = {one.month: one for one in before}
        self.oldest = max([shift_month(self.now, 1 - most), *(one.month for one in before[:1])])
        self.moved: dict[Cell, Figures] = {}
        self.corrections: dict[str, list[Correction]] = defaultdict(list)
        self.counted: dict[str, Mapping[str, int]] = {}
        self.parts: list[Part] = []
        self.passed: list[Part] = []

    def run(self, waiting: Iterable[Part]) -> Next:
        carried: dict[str, list[Part]] = defaultdict(list)
        for cell, parts in sorted(_cells(waiting).items()):
            if cell[0] < self.oldest and not self.before:
                self.passed += parts
            elif (cell[0] < self.now and not self._settle(cell, parts)) or cell[0] == self.now:
                carried[cell[1]] += parts
        for currency, parts in sorted(carried.items()):
            self._step_now(currency, parts)
        return Next(self._months(), self.counted, tuple(self.parts), tuple(self.passed))

    def _settle(self, cell: Cell, parts: Sequence[Part]) -> bool:
        """A month that has ended. False: it is too little for a line of its own and is counted in this month."""
        month, is_open = cell[0], cell[0] >= self.first_open
        found = step(parts) if month >= self.oldest else None
        if found and (is_open or month not in self.before):
            self._count(found, cell, "moved")
            self.moved[cell] = found.figures
        elif found:
            self._count(found, cell, "corrections")
            self.corrections[month].append(Correction(self.today, cell[1], month, found.figures))
        return found is not None or is_open

    def _step_now(self, currency: str, parts: Sequence[Part]) -> None:
        found = step(parts)
        if not found:
            return
        self._count(found, (self.now, currency), "moved")
        self.moved[self.now, currency] = found.figures
        for month in sorted({part.month for part in parts} - {self.now}):
            self.corrections[month].append(Correction(self.today, currency, self.now, Figures()))

    def _count(self, found: Step, cell: Cell, where: str) -> None:
        self.counted[f"{cell[0]} {cell[1]} {where}"] = found.counted
        self.parts += found.parts

    def _months(self) -> tuple[Month, ...]:
        first = min([self.now, *self.before, *(month for month, _ in self.moved)])
        names = [first]
        while names[-1] < self.now:
            names.append(shift_month(names[-1], 1))
        return tuple(self._month(name) for name in names[-self.most :])

    def _month(self, name: str) -> Month:
        month = self.before.get(name, Month(name))
        moved = dict(month.moved or {})
        for (where, currency), figures in self.moved.items():
            if where == name:
                moved[currency] = moved.get(currency, Figures()) + figures
        lines = list(month.corrections)
        told = {(one.currency, one.counted_in) for one in lines if one.figures == Figures()}
        lines += [
            one for one in self.corrections[name]
            if one.figures != Figures() or (one.currency, one.counted_in) not in told
        ]  # fmt: skip
        lines.sort(key=lambda one: (one.on, one.currency, one.counted_in))
        return replace(month, moved=moved, corrections=tuple(lines))


def _cells(waiting: Iterable[Part]) -> dict[Cell, list[Part]]:
    found: dict[Cell, list[Part]] = defaultdict(list)
    for part in waiting:
        found[part.month, part.currency].append(part)
    return found
