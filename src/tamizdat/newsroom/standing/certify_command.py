"""``tamizdat certify``: what a certifier asks for, in one private file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from tamizdat.shell.console import home_option
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home, open_newsroom


@click.command()
@home_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def certify(home: Path | None, file: Path) -> None:
    """Write owners, place and policies to FILE, for a certifier such as JTI or the Trust Project.

    The file is private: it says who owns the newsroom and where it is. Nothing of it enters an edition. Send it
    encrypted, and delete it afterwards.
    """
    open_newsroom(find_home(home))
    from tamizdat.newsroom.standing.disclosure import compose_disclosure  # Django has to know the newsroom first

    value = compose_disclosure()
    if not any(value["confidential"].values()):
        raise RefusedError("Nothing is written for a certifier yet: fill in Settings → For a certifier at the desk.")
    if file.exists():
        raise RefusedError(f"{file} is there already: name another file.")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, indent=1)
        out.write("\n")
    click.echo(f"{file}: private, readable by this account alone. Send it encrypted, then delete it.")
