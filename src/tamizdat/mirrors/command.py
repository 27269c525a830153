"""``tamizdat mirror …``: each of its commands lies beside what it does, and is imported when it is called."""

from __future__ import annotations

from pathlib import Path

import click

from tamizdat.shell.commands import LazyGroup

COMMANDS = {
    "add": ("tamizdat.mirrors.registry_commands:add", "Note a mirror."),
    "list": ("tamizdat.mirrors.registry_commands:list_mirrors", "Every mirror, its pool, its state."),
    "remove": ("tamizdat.mirrors.registry_commands:remove", "Forget a mirror, or call it burned."),
    "pool": ("tamizdat.mirrors.pool_commands:pool", "Pools: who is told which addresses."),
    "push": ("tamizdat.mirrors.push.command:push", "Bring the current edition to the mirrors."),
    "check": ("tamizdat.mirrors.watch.command:check", "What can be read from where, and what to do about it."),
    "serve": ("tamizdat.mirrors.carry.command:serve", "Carry an edition for a newsroom: a volunteer's mirror."),
}


@click.command(cls=LazyGroup, table=COMMANDS)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=None, hidden=True)
def mirror(home: Path | None) -> None:
    """Mirrors: who carries editions, what readers are told of them, what works from where."""
