"""``tamizdat mirror …``: each of its commands lies beside what it does, and is imported when it is called."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "add": ("tamizdat.mirrors.registry_commands:add", "Note a mirror."),
    "list": ("tamizdat.mirrors.registry_commands:list_mirrors", "Every mirror, its pool, its state."),
    "remove": ("tamizdat.mirrors.registry_commands:remove", "Forget a mirror, or call it burned."),
    "pool": ("tamizdat.mirrors.pool_commands:pool", "Pools: who is told which addresses."),
    "push": ("tamizdat.mirrors.push.command:push", "Bring the current edition to the mirrors."),
    "check": ("tamizdat.mirrors.watch.command:check", "What can be read from where, and what to do about it."),
    "serve": ("tamizdat.mirrors.carry.command:serve", "Carry an edition for a newsroom: a volunteer's mirror."),
}


class Deeds(click.Group):
    """What can be done with mirrors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=Deeds)
def mirror() -> None:
    """Mirrors: who carries editions, what readers are told of them, what works from where."""
