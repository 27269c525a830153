"""Questions that people are asked, and how: passphrases unseen, again when they were wrong, never on a command line."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from tamizdat.keys.holders import Held, check_passphrase, open_held
from tamizdat.keys.key_file import read_key_file
from tamizdat.keys.paper import LETTERS
from tamizdat.keys.seal import PassphraseError
from tamizdat.shell.errors import RefusedError

Opened = TypeVar("Opened")

TRIES = 3
GROUPS, GROUP = 5, 4
"""A made-up passphrase: 5 groups of 4 letters, 100 bits."""

file_argument = click.Path(path_type=Path, dir_okay=False)
folder_argument = click.Path(path_type=Path, file_okay=False)


def say(lines: Iterable[str] = ("",)) -> None:
    """Lines for people, on standard output."""
    for line in lines:
        click.echo(line)


def ask_new_passphrase(name: str) -> str:
    """A passphrase for a new key; one is made up for whoever types nothing."""
    while True:
        given = click.prompt(f"  {name}, a passphrase (Enter: one is made for you)", default="", hide_input=True,
                             show_default=False)  # fmt: skip
        try:
            if not given:
                return _make_passphrase(name)
            check_passphrase(given)
        except RefusedError as error:
            click.echo(f"  {error}")
            continue
        if click.prompt(f"  {name}, the same once more", hide_input=True, default="", show_default=False) == given:
            return str(given)
        click.echo("  These were two different passphrases. Again.")


def _make_passphrase(name: str) -> str:
    groups = ("".join(secrets.choice(LETTERS.lower()) for _ in range(GROUP)) for _ in range(GROUPS))
    made = "-".join(groups)
    click.echo(f"  For {name} alone, on paper, kept apart from the stick:   {made}")
    while True:
        typed = str(click.prompt(f"  {name}, type it from your note", hide_input=True, default="", show_default=False))
        if typed.strip().lower() == made:
            return made
        click.echo("  That is not what stands above. Again.")


def open_asking(file: Path) -> Held:
    """Open a key on a stick; its holder may err twice."""
    return ask_to_open(file, lambda passphrase: open_held(file, passphrase))


def ask_to_open(file: Path, open_it: Callable[[str], Opened]) -> Opened:
    """The same, for whatever is made of the passphrase."""
    name = read_key_file(file).half.holder
    for left in range(TRIES - 1, -1, -1):
        given = click.prompt(
            f"  {name}, the passphrase of {file.name}", hide_input=True, default="", show_default=False
        )
        try:
            return open_it(given)
        except PassphraseError:
            click.echo("  It does not open." + (" Again." if left else ""))
    raise RefusedError(f"{file} was not opened. Nothing was changed.")


def open_all(files: Sequence[Path]) -> list[Held]:
    """One after the other."""
    return [open_asking(one) for one in files]


def confirm(question: str, *, yes: bool) -> None:
    """Go on only when somebody says so."""
    if not yes:
        click.confirm(question, abort=True)
