"""``tamizdat read``: one page in a terminal, from whichever place has it, checked as a browser checks it."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote

import click

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.paths import canonical_path
from tamizdat.core.trust.errors import TrustError
from tamizdat.reading.answers import Read
from tamizdat.reading.fetch import check_address_form
from tamizdat.reading.memory import Memory, keep_memory, read_memory
from tamizdat.reading.reader import Reader
from tamizdat.reading.verify_command import WHY, age_in_words
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.errors import RefusedError


@click.command()
@click.argument("path")
@click.option("--from", "addresses", multiple=True, required=True, help="Where to ask: the site, then mirrors of it.")
@click.option(
    "--root",
    "root_file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newsroom's root file (1.root.json), received by a way that you trust.",
)
@click.option(
    "--list",
    "lists",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A signed list of mirrors that somebody gave you.",
)
@click.option(
    "--memory",
    "memory_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Remember keys, versions and lists here, so that nobody shows you an older edition. It names no page.",
)
@json_option
def read(
    path: str,
    addresses: tuple[str, ...],
    root_file: Path,
    lists: tuple[Path, ...],
    memory_file: Path | None,
    as_json: bool,
) -> None:
    """Read one page, such as /en/index.html, from the first place that has it right: its bytes go to standard output.

    What was checked goes to standard error. Ends with 1, and prints nothing, when no place shows the newsroom's words.
    """
    for one in addresses:
        check_address_form(one)
    reader = Reader(_recall(memory_file, root_file.read_bytes()), addresses)
    for file in lists:
        _bring_list(reader, file)
    answer = reader.read(_to_path(path))
    if memory_file:
        keep_memory(memory_file, reader.memory)
    if as_json:
        print_json(_as_json(answer))
    else:
        _say(path, answer)
    if answer.data is None:
        sys.exit(1)


def _recall(file: Path | None, root: bytes) -> Memory:
    return read_memory(file, root) if file else Memory(root)


def _to_path(path: str) -> str:
    """As a person writes it, or as an address has it."""
    try:
        return canonical_path(unquote(path))
    except EditionError as error:
        raise RefusedError(f"{path} is no path of a page: {error}") from None


def _bring_list(reader: Reader, file: Path) -> None:
    try:
        reader.bring_list(file.read_bytes())
    except TrustError as error:
        raise RefusedError(f"{file} is not taken: it {WHY[error.rule]}.") from None


def _as_json(answer: Read) -> dict[str, object]:
    return {
        "verdict": answer.verdict,
        "edition": answer.edition,
        "age_seconds": answer.age_seconds,
        "source": answer.source,
        "text": answer.data.decode(errors="replace") if answer.data is not None else None,
        "reasons": [{"place": one.place, "file": one.file, "rule": one.rule} for one in answer.reasons],
    }


def _say(path: str, answer: Read) -> None:
    age = f"edition {answer.edition}, signed {age_in_words(answer.age_seconds or 0)} ago"
    if answer.verdict == "refused":
        click.secho(f"REFUSED: {path}", fg="red", bold=True, err=True)
    elif answer.data is None:
        click.echo(f"There is no such page in {age}: the newsroom's own list proves it.", err=True)
    elif answer.verdict == "stale":
        click.secho(f"STALE: {age}. Nobody could confirm that it is the newest.", fg="yellow", err=True)
    else:
        click.secho(
            f"CURRENT: {age}, from {'the site' if answer.source == 'origin' else 'a mirror'}.", fg="green", err=True
        )
    for one in answer.reasons:
        click.echo(
            f"  {one.place or 'The newsroom'} {one.file}: {one.message} [{one.rule}]".replace(" :", ":"), err=True
        )
    if answer.data is not None:
        click.echo(answer.data, nl=False)
