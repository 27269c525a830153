"""``tamizdat keys paper print | read``: a key goes on paper, and comes back by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.keys.ask import ask_new_passphrase, ask_to_open, confirm, file_argument, folder_argument, say
from tamizdat.keys.carry_commands import say_held
from tamizdat.keys.holders import check_stick, file_name, write_held
from tamizdat.keys.key_file import KeyFile, KeyRole, PublicKey, public_of, read_key_file, seal_key, signer_of
from tamizdat.keys.paper import PLAIN, TypoError, join_lines, lines_needed, print_page, read_line, read_paper
from tamizdat.keys.seal import PassphraseError, open_sealed
from tamizdat.shell.errors import RefusedError

PLAIN_WARNING = """\
A PLAIN PAPER HAS NO PASSPHRASE: whoever finds it has the key. It is shown here and written nowhere. Copy it by hand,
look after it as after money, and clear this screen afterwards.
"""


@click.group()
def paper() -> None:
    """A key on paper: it needs no stick, no electricity, and lasts longer than either.

    The paper carries the key as it lies on the stick: sealed. Who seizes it still needs the passphrase.
    """


@paper.command("print")
@click.argument("key_file", type=file_argument)
@click.option("--newsroom", default="the newsroom", help="Its name, as it stands on the paper.")
@click.option("--plain", is_flag=True, help="Without a passphrase: on this screen only, to be copied by hand.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def print_command(key_file: Path, newsroom: str, plain: bool, yes: bool) -> None:
    """Print the key in KEY_FILE as text, for a printer or a pen."""
    key = read_key_file(key_file)
    if not plain:
        click.echo(print_page(key.sealed, key.half, newsroom), nl=False)
        return
    click.echo(PLAIN_WARNING, err=True)
    confirm("Is nobody looking?", yes=yes)
    secret = ask_to_open(key_file, key.open_secret)
    click.echo(print_page(bytes([PLAIN]) + secret, key.half, newsroom), nl=False)


@paper.command("read")
@click.argument("stick", type=folder_argument)
@click.option("--name", help="Whose key it is.")
@click.option("--role", type=click.Choice(["root", "timestamp"]), default="root", show_default=True)
@click.option("--from", "typed", type=file_argument, help="A text that was typed or scanned already.")
@click.option("--newsroom", default="the newsroom", help="Its name, as it stands on the paper.")
def read_command(stick: Path, name: str | None, role: KeyRole, typed: Path | None, newsroom: str) -> None:
    """Type a key back in from its paper, line by line, onto STICK. A wrong letter is found as you type."""
    folder = check_stick(stick)
    name = name or str(click.prompt("Whose key is it? (the name on the paper)"))
    file = folder / file_name(name, role)
    if file.exists():
        raise RefusedError(f"{file} is there already, and a key is never written over. Take another folder.")
    payload = read_paper(typed.read_text(encoding="utf-8")) if typed else _type_in()
    key, passphrase = _to_key(payload, name, role)
    held = write_held(file, key, passphrase, newsroom)
    say([f"\nThe key of {name} is back. Compare the fingerprint with the paper:"])
    say_held(held)


def _type_in() -> bytes:
    """Line by line; the first says how many there are."""
    click.echo("Type the lines as they stand on the paper, without their numbers. Spaces do not matter.")
    parts = [_type_line(1)]
    parts += [_type_line(number) for number in range(2, lines_needed(parts[0]) + 1)]
    return join_lines(parts)


def _type_line(number: int) -> bytes:
    while True:
        try:
            return read_line(number, str(click.prompt(f"  {number}", prompt_suffix="   ")))
        except TypoError as error:
            click.echo(f"      {error}")


def _to_key(payload: bytes, name: str, role: KeyRole) -> tuple[KeyFile, str]:
    """A sealed key under the passphrase that it has; a plain one under a new one."""
    now = datetime.now(UTC)
    if payload[0] == PLAIN:
        passphrase = ask_new_passphrase(name)
        return seal_key(payload[1:], role, name, passphrase, now)[0], passphrase
    while True:
        passphrase = str(click.prompt(f"  {name}, the passphrase", hide_input=True, default="", show_default=False))
        try:
            signer = signer_of(open_sealed(payload, passphrase))
        except PassphraseError:
            click.echo("  It does not open. Again, or Ctrl-C.")
            continue
        return KeyFile(PublicKey(role, name, public_of(signer), now.replace(microsecond=0)), payload), passphrase
