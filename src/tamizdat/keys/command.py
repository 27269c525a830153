"""``tamizdat keys …``: each of its commands lies beside what it does, and is imported when it is called."""

from __future__ import annotations

from pathlib import Path

import click

from tamizdat.shell.commands import LazyGroup

COMMANDS = {
    "status": ("tamizdat.keys.status_command:status", "Who holds what, since when, until when; what to do."),
    "ceremony": ("tamizdat.keys.ceremony_command:ceremony", "Make the root keys, with everybody who will hold one."),
    "request": ("tamizdat.keys.carry_commands:request", "Write what a ceremony elsewhere needs to know of us."),
    "make": ("tamizdat.keys.carry_commands:make", "Make one key on a stick, where its holder is."),
    "sign": ("tamizdat.keys.carry_commands:sign", "Sign a root that was carried to you."),
    "accept": ("tamizdat.keys.carry_commands:accept", "Take a root that enough holders have signed into the home."),
    "paper": ("tamizdat.keys.paper_commands:paper", "Print a key; type one back in."),
    "rotate": ("tamizdat.keys.rotate_commands:rotate", "Replace online keys or holders; renew the root for a year."),
    "revoke": ("tamizdat.keys.rotate_commands:revoke", "A key was stolen: what the thief can do, and the way out."),
    "drill": ("tamizdat.keys.drill_command:drill", "Rehearse a loss, on a copy that is thrown away."),
    "refresh": (
        "tamizdat.keys.refresh_command:refresh",
        "Sign the timestamp of a public tree again, and nothing else.",
    ),
    "clock": ("tamizdat.keys.status_command:clock", "What is wrong with this machine's clock, if anything."),
}


@click.command(cls=LazyGroup, table=COMMANDS)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=None, hidden=True)
def keys(home: Path | None) -> None:
    """The newsroom's keys: a ceremony that makes them, rotation, loss, rehearsal.

    Begin with `tamizdat keys status`. docs/operating/keys.md tells all of it in steps.
    """
