"""``tamizdat corrections``: were corrections only ever added?"""

from __future__ import annotations

from pathlib import Path

import click

from tamizdat.core.trust.corrections import Chain, ChainError
from tamizdat.reading.corrections import check_against, find_chains
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.errors import RefusedError

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--against", type=FOLDER, help="An older edition of the same newsroom, kept by somebody.")
@json_option
def corrections(folder: Path, against: Path | None, as_json: bool) -> None:
    """Check the public chain of corrections in an edition's FOLDER.

    Each line names the one before it. With --against also: every line that was published once is there, unchanged; only
    its words may be gone. Whose edition it is says `tamizdat verify`.
    """
    chains = chains_or_refuse(folder)
    same = None
    if against:
        chains_or_refuse(against)
        try:
            same = check_against(against, folder)
        except ChainError as error:
            raise RefusedError(f"{folder} does not go on from {against}: {error}") from None
    if as_json:
        found = {name: {"lines": one.lines, "opened": one.opened, "head": one.head} for name, one in chains.items()}
        print_json({"chains": found, "unchanged": same})
    else:
        say_chains(chains)
        if same is not None:
            click.echo(f"{same:,} lines of the older edition are there, unchanged.")


def chains_or_refuse(folder: Path) -> dict[str, Chain]:
    """Each language's chain; a broken one is refused with the line."""
    try:
        return find_chains(folder)
    except ChainError as error:
        raise RefusedError(f"{folder}: the chain of corrections is broken. {error}") from None


def say_chains(chains: dict[str, Chain]) -> None:
    """A line for each language."""
    for language, chain in chains.items():
        gone = chain.lines - chain.opened
        words = f", the words of {gone:,} withdrawn" if gone else ""
        click.echo(f"Corrections ({language}): {chain.lines:,} lines{words}; the last is {chain.head}")
    if not chains:
        click.echo("There are no corrections yet.")
