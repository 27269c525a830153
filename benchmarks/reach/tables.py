"""Tables of docs/benchmarks.md, from the results alone; each between ``<!-- reach:NAME -->`` and its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.peers.tables import table

Figures = Mapping[str, Sequence[float]]
Results = Mapping[str, Mapping[str, Figures]]
GROUPS = ("regulars", "messenger", "newsletter", "friends", "newcomers")
KINDS = ("public", "open", "subpools", "cells")


def percent(value: Sequence[float] | None) -> str:
    """A share with half of its 95 % interval, both in percent."""
    return f"{value[0] * 100:.1f} ± {value[1] * 100:.1f}" if value else "–"


def whole(value: Sequence[float]) -> str:
    return f"{value[0]:,.0f}"


def served_table(points: Mapping[str, Figures]) -> str:
    """Who is served, in percent of visits."""
    head = ("", "all visits", *GROUPS, "mirrors", "dollars a month")
    return table(head, (_served(label, one) for label, one in points.items()))


def _served(label: str, one: Figures) -> tuple[str, ...]:
    groups = (percent(one.get(f"of:{group}")) for group in GROUPS)
    return label, percent(one["served"]), *groups, whole(one["mirrors"]), whole(one["dollars"])


def cost_table(one: Figures) -> str:
    """The default, by kind of pool."""
    head = ("pool", "mirrors, resting ones too", "dollars a month for names and hosting")
    rows = [(kind, whole(one[f"mirrors_of:{kind}"]), whole(one[f"dollars_of:{kind}"])) for kind in KINDS]
    return table(head, rows)


def sizes_table(results: Results) -> str:
    """What it costs to divide readers more finely."""
    head = ("", "served", "mirrors of these pools", "dollars a month for them")
    return table(head, [*_sizes(results, "subpools", "newsletter"), *_sizes(results, "cells", "friends")])


def _sizes(results: Results, kind: str, group: str) -> Iterable[tuple[str, ...]]:
    for label, one in results[kind].items():
        name = f"{group}, {kind} of {label}"
        yield name, percent(one[f"of:{group}"]), whole(one[f"mirrors_of:{kind}"]), whole(one[f"dollars_of:{kind}"])


def watch_table(results: Results) -> str:
    """Mirrors that were burned for nothing, and what haste gained."""
    head = ("failed probes", "burned for nothing a month", "with probes alone", "regulars served", "newsletter served")
    alone = results["hysteresis, probes alone"]
    return table(
        head,
        (
            (
                label,
                whole(one["mistakes"]),
                whole(alone[label]["mistakes"]),
                percent(one["of:regulars"]),
                percent(one["of:newsletter"]),
            )
            for label, one in results["hysteresis"].items()
        ),
    )


def tables(results: Results) -> dict[str, str]:
    """By the name of their marks."""
    served = ("default", "joined", "stress", "mirrors", "addresses", "turn", "cap", "who decides", "division", "expiry")
    found = {name: served_table(results[name]) for name in (*served, "expiry of cells", "worker")}
    for name in ("only replacing", "with turns"):
        found[f"detection, {name}"] = served_table(results[f"detection, {name}"])
    found |= {
        "cost": cost_table(results["default"]["default"]),
        "sizes": sizes_table(results),
        "watch": watch_table(results),
    }
    return found


def put_tables(text: str, results: Results) -> str:
    """The document with each table that it has marks for."""
    for name, new in tables(results).items():
        marks = f"<!-- reach:{name} -->", f"<!-- /reach:{name} -->"
        pattern = re.compile(re.escape(marks[0]) + ".*?" + re.escape(marks[1]), re.DOTALL)
        text = pattern.sub(lambda _, new=new, marks=marks: f"{marks[0]}\n\n{new}\n\n{marks[1]}", text)  # type: ignore[misc]
    return text
