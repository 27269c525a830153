"""A command that has commands: each lies beside what it does, and is imported when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

Table = Mapping[str, tuple[str, str]]
"""Name → where it lies (``module:name``), and what it does in a few words."""


class LazyGroup(click.Group):
    """The commands of a table, in its order. A ``--home`` that was given to the group is handed on."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, name = self.table[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        home = ctx.params.get("home")
        if home is not None and any(one.name == "home" for one in command.params):
            ctx.default_map = {**(ctx.default_map or {}), cmd_name: {"home": str(home)}}
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])
