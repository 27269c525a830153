"""The table of `tamizdat mirror check`, for an engineer at three in the morning; and the same for machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from tamizdat.mirrors.watch.history import Change
from tamizdat.mirrors.watch.judge import Place
from tamizdat.mirrors.watch.look import Row
from tamizdat.mirrors.watch.observation import STEPS, Observation
from tamizdat.mirrors.watch.propose import Proposal
from tamizdat.mirrors.watch.words import DEEDS, FROM_HERE, HELD, LIMITS, STATES, WHY

COLOURS = {"readable": "green", "blocked": "red", "not-readable": "red", "faulty": "red", "doubtful": "yellow"}


def ago(at: datetime | None, now: datetime) -> str:
    """``3 h ago``."""
    if at is None:
        return ""
    minutes = max(0, int((now - at).total_seconds()) // 60)
    for unit, size in (("d", 1440), ("h", 60), ("min", 1)):
        if minutes >= size:
            return f"{minutes // size} {unit} ago"
    return "just now"


def say_rows(rows: Sequence[Row], found: Sequence[Observation], now: datetime) -> None:
    """One line for each mirror and place, what was found just now beneath it where something is wrong."""
    newest = {(one.mirror, one.vantage): one for one in found}
    shown = [one for one in rows if one.state != "burned" or any(name == one.name for name, _ in newest)]
    if not shown:
        click.echo("There is nothing to look at: no mirror has an address, and the newsroom has none itself.")
    width = max((len(_name(one)) for one in shown), default=0)
    for row in shown:
        click.secho(f"{_name(row):<{width}}  {row.pool}, {row.state}", bold=True)
        for place in row.places:
            _say_place(place, now)
            for one in found:
                if one.mirror == row.name and one.vantage in place.vantages:
                    _say_probe(one)
        if not row.places:
            click.echo("    nobody has looked at it yet: no data")


def _name(row: Row) -> str:
    return "the main address" if row.is_main else row.name


def _say_place(place: Place, now: datetime) -> None:
    word = STATES[place.word]
    if place.word == "blocked" and not place.is_certain:
        word = "blocked, by one witness"
    since = f"since {ago(place.since, now)}" if place.since else ""
    if place.word == "no-data" and place.last_ok:
        since = f"readable {ago(place.last_ok, now)}"
    why = WHY[place.kind] if place.kind else ""
    if place.ooni:
        why = f"OONI confirms it in {place.ooni} networks"
    where = place.country or FROM_HERE
    line = "  ".join(part for part in (f"    {where:<10}", f"{word:<13}", since, why) if part.strip())
    click.secho(line.rstrip(), fg=COLOURS.get(place.word))


def _say_probe(one: Observation) -> None:
    steps = " ".join(f"{name} {one.steps[name]} ms" for name in STEPS if name in one.steps)
    edition = f"edition {one.edition}" if one.edition else ""
    said = "  ".join(part for part in (one.vantage, one.kind, one.note, edition, steps) if part)
    click.echo(f"        {said}")


def say_proposals(proposals: Sequence[Proposal], now: datetime) -> None:
    """What to do."""
    if proposals:
        click.echo()
        click.secho("What to do", bold=True)
    for one in proposals:
        where = ", ".join(country or FROM_HERE for country in one.countries)
        since = f", since {ago(one.since, now)}" if one.since else ""
        who = "the main address" if one.mirror.startswith("@") else one.mirror or f"pool {one.pool}"
        click.secho(f"  {one.id}  {one.deed}: {who} ({where}{since})", fg="yellow")
        click.echo(f"          {DEEDS[one.deed]}")
        if one.kind:
            click.echo(f"          Why: {WHY[one.kind]}.")
        if one.held:
            click.echo(f"          {HELD[one.held]}")
        if one.changes_something and one.held not in ("pool", "all"):
            click.echo(f"          {one.woken} would be announced: tamizdat mirror check --apply {one.id}")
        click.echo(f"          Not now: tamizdat mirror check --dismiss {one.id}")


def say_changes(changes: Sequence[Change]) -> None:
    for one in changes:
        click.echo(
            f"{one.mirror} was taken out of pool {one.pool}; {one.woken} is announced in its place ({one.kind})."
        )


def say_limits() -> None:
    click.echo()
    click.echo(LIMITS)


def as_json(
    rows: Sequence[Row], found: Sequence[Observation], proposals: Sequence[Proposal], changes: Sequence[Change]
) -> dict[str, Any]:
    """For machines; it names private addresses, so it is for the newsroom alone."""
    return {
        "mirrors": [
            {
                "name": "" if row.is_main else row.name,
                "is_main": row.is_main,
                "address": row.address,
                "pool": row.pool,
                "state": row.state,
                "places": [_place_json(one) for one in row.places],
            }
            for row in rows
        ],
        "probes": [
            {
                "at": one.at.isoformat(),
                "mirror": one.mirror,
                "vantage": one.vantage,
                "kind": one.kind,
                "steps_ms": one.steps,
                "edition": one.edition,
                "note": one.note,
            }
            for one in found
        ],
        "proposals": [_proposal_json(one) for one in proposals],
        "changes": [{"pool": one.pool, "mirror": one.mirror, "woken": one.woken, "kind": one.kind} for one in changes],
    }


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "country": place.country,
        "state": place.word,
        "since": place.since.isoformat() if place.since else None,
        "kind": place.kind,
        "vantages": list(place.vantages),
        "is_certain": place.is_certain,
        "last_ok": place.last_ok.isoformat() if place.last_ok else None,
        "ooni_networks": place.ooni,
    }


def _proposal_json(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id,
        "deed": one.deed,
        "pool": one.pool,
        "mirror": one.mirror,
        "woken": one.woken,
        "countries": list(one.countries),
        "since": one.since.isoformat() if one.since else None,
        "kind": one.kind,
        "is_certain": one.is_certain,
        "held": one.held,
    }
