"""Facts, written in one transaction; the press reads what changed since it last looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.newsroom.models import Counter, Fact

CHUNK = 500


def read_counter(name: str) -> int:
    """The highest number given under this name, 0 when none was."""
    return Counter.objects.filter(name=name).values_list("value", flat=True).first() or 0


def write_counters(values: Mapping[str, int]) -> None:
    """Note the highest numbers given."""
    Counter.objects.bulk_create(
        [Counter(name=name, value=value) for name, value in values.items()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["value"],
        batch_size=CHUNK,
    )


def read_counters(names: Iterable[str]) -> dict[str, int]:
    """Several of them; those never given are 0."""
    wanted = sorted(set(names))
    found: dict[str, int] = dict.fromkeys(wanted, 0)
    for start in range(0, len(wanted), CHUNK):
        rows = Counter.objects.filter(name__in=wanted[start : start + CHUNK])
        found.update(rows.values_list("name", "value"))
    return found


def read_fact(name: str) -> str | None:
    """The canonical JSON of a fact, None when there is none."""
    return Fact.objects.filter(name=name).values_list("value", flat=True).first()


def has_fact(name: str) -> bool:
    """Is this public now?"""
    return Fact.objects.filter(name=name, value__isnull=False).exists()


@transaction.atomic
def write_facts(values: Mapping[str, Any]) -> int:
    """Write facts (None withdraws one). Only those that differ count as changed; returns how many."""
    known: dict[str, str] = {}
    names = sorted(values)
    for start in range(0, len(names), CHUNK):
        rows = Fact.objects.filter(name__in=names[start : start + CHUNK])
        known.update(rows.values_list("name", "digest"))
    change = read_counter("change")
    changed: list[Fact] = []
    for name in names:
        value = values[name]
        data = b"" if value is None else canonical_json(value)
        now = digest(data) if data else ""
        if known.get(name, "") == now:
            continue
        change += 1
        changed.append(Fact(name=name, value=data.decode() if data else None, digest=now, change=change))
    if changed:
        Fact.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["value", "digest", "change"],
            batch_size=CHUNK,
        )
        write_counters({"change": change})
    return len(changed)


def compose_counters() -> dict[str, Any]:
    """The fact ``counters``: the highest sequence number and places ever given."""
    places = Counter.objects.filter(name__startswith="place:").values_list("name", "value")
    return {
        "sequence": read_counter("sequence"),
        "places": {name.removeprefix("place:"): value for name, value in places},
    }
