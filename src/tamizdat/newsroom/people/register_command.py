"""``tamizdat people register``: who stands behind a byline, sealed to named people."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from tamizdat.newsroom.people.register import make_key_pair, open_record, seal_record
from tamizdat.shell.console import home_option
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home, open_newsroom
from tamizdat.shell.private_files import check_private


@click.group()
def register() -> None:
    """A register that the newsroom keeps and cannot read. By default nothing is in it."""


@register.command("key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def make_key(file: Path) -> None:
    """On the reader's own machine, offline: write a private key to FILE and say the public one."""
    private, public = make_key_pair()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RefusedError(f"{file} is there already, and a key is never written over.") from None
    with os.fdopen(handle, "w") as out:
        out.write(private + "\n")
    click.echo(
        f"The private key is in {file}: keep it off the newsroom's machines. Give the newsroom this:\n\n  {public}"
    )


@register.command("add")
@click.argument("byline")
@click.option("--to", "readers", multiple=True, required=True, help="A reader's public key; again for each one.")
@home_option
def add(byline: str, readers: tuple[str, ...], home: Path | None) -> None:
    """Put on record who stands behind BYLINE. It is asked for, so that it stands in no shell history."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.models import Byline  # Django has to know the newsroom first
    from tamizdat.newsroom.people.models import BylineRecord

    found = Byline.objects.filter(name=byline).order_by("pk").first()
    if found is None:
        raise RefusedError(f"There is no byline {byline!r}.")
    person = click.prompt("Who is it", hide_input=True, confirmation_prompt=True)
    BylineRecord.objects.create(byline=found, sealed=seal_record({"byline": byline, "person": person}, readers))
    click.echo(f"Sealed for {len(readers)} readers. Nobody else can open it, this newsroom neither.")


@register.command("list")
@home_option
def list_records(home: Path | None) -> None:
    """Which bylines have a record; what it says is not known here."""
    for number, byline, _ in _records(home):
        click.echo(f"{number:>5}  {byline}")


@register.command("remove")
@click.argument("number", type=int)
@home_option
def remove(number: int, home: Path | None) -> None:
    """Take one record away."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.models import BylineRecord  # Django has to know the newsroom first

    if not BylineRecord.objects.filter(pk=number).delete()[0]:
        raise RefusedError(f"There is no record {number}. `tamizdat people register list` names them.")
    click.echo("It is gone from here. Backups and exports may hold it still, sealed.")


@register.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
def export(file: Path, home: Path | None) -> None:
    """Write all records, sealed, to FILE: a reader carries it to where the private key is."""
    records = [{"sealed": sealed} for _, _, sealed in _records(home)]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(records, out)
    click.echo(f"{len(records)} records are in {file}.")


@register.command("open")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=True)
def open_file(file: Path, key: Path) -> None:
    """On the reader's own machine, offline, without a newsroom: say what the records in FILE say."""
    check_private(key)
    private = key.read_text(encoding="ascii", errors="replace")
    records = [open_record(one["sealed"], private) for one in json.loads(file.read_text(encoding="utf-8"))]
    for one in records:
        if one:
            click.echo(f"{one['byline']}: {one['person']}")
    click.echo(f"{sum(one is None for one in records)} records are not for this key.", err=True)


def _records(home: Path | None) -> list[tuple[int, str, Any]]:
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.models import BylineRecord  # Django has to know the newsroom first

    rows = BylineRecord.objects.select_related("byline").order_by("pk")
    return [(one.pk, one.byline.name, one.sealed) for one in rows]
