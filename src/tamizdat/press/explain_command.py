"""``tamizdat press --explain`` and ``--why-not``, in words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import click

from tamizdat.press.explain import Explanation, Read, explain
from tamizdat.press.places import find_places, has_memory, open_memory_at
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

MOST = 12


def find_explanation(home: Home, asked: str) -> Explanation:
    """What the press remembers of this path."""
    place = find_places(home).memory
    if not has_memory(place):
        raise RefusedError(f"Nothing was pressed in {home.folder} yet: run `tamizdat press`.")
    with closing(open_memory_at(place, read_only=True)) as memory:
        return explain(memory, asked)


def as_json(found: Explanation) -> dict[str, object]:
    """For machines."""
    return {
        "path": found.path,
        "unit": found.unit,
        "latest_edition": found.latest,
        "made_for_edition": found.made,
        "changed_in_edition": found.came_out,
        "held": found.held,
        "because": [_read(one) for one in found.causes],
        "reads": [_read(one) for one in found.reads],
    }


def _read(one: Read) -> dict[str, object]:
    return {"fact": one.name, "changed_for_edition": one.changed}


def say_why(found: Explanation) -> None:
    """Why it was made when it was made last."""
    if found.causes:
        click.echo(f"{found.path} was made again for edition {found.made}, because of what it reads this changed:")
        _say_reads(found.causes)
    else:
        click.echo(f"{found.path} was made for edition {found.made}: it was new.")
    if found.came_out < found.made:
        click.echo(f"It came out as before; its bytes are those of edition {found.came_out}.")
    _say_held(found)


def say_why_not(found: Explanation) -> None:
    """Why it was not made again since."""
    if found.made >= found.latest and found.latest:
        click.echo(f"{found.path} was made for the latest edition, {found.made}. --explain tells why.")
    else:
        newest = found.reads[0].changed if found.reads else 0
        click.echo(
            f"{found.path} was last made for edition {found.made}; the latest is {found.latest}. "
            f"None of the {len(found.reads)} facts that it read has changed since edition {newest}:"
        )
        _say_reads(found.reads)
    _say_held(found)


def _say_reads(reads: Sequence[Read]) -> None:
    for one in reads[:MOST]:
        when = f"edition {one.changed}" if one.changed else "never there"
        click.echo(f"  {when:<14}{one.what}  ({one.name})")
    if len(reads) > MOST:
        click.echo(f"  and {len(reads) - MOST} more; --json lists all")


def _say_held(found: Explanation) -> None:
    if found.held:
        click.echo(f"It was held back: {found.held}. Readers see its last good version.")
