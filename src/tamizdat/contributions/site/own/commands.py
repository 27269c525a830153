"""``tamizdat support erase`` and ``names``: what the newsroom may do with people's data, and what takes two."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from django.conf import settings

from tamizdat.contributions.models import Approval, Receipt, Supporter
from tamizdat.contributions.site.own.erase import erase_supporter, forget
from tamizdat.contributions.site.own.names import DEED, ask_names, export_names
from tamizdat.contributions.site.own.two_people import make_key, read_key
from tamizdat.shell.errors import RefusedError

KEY = click.option("--key", type=click.Path(path_type=Path), required=True, help="Your own key.")


@click.command()
@click.argument("supporter")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
def erase(supporter: str, *, yes: bool) -> None:
    """Destroy what is known of SUPPORTER: a receipt's number, or the supporter's id. There is no way back."""
    found = find_supporter(supporter)
    if found.sealed_key is None:
        is_forgotten = forget(settings.HOME, found, datetime.now(UTC))
    else:
        if not yes:
            click.confirm("Stop their recurring gifts and destroy the key to their data for ever?", abort=True)
        is_forgotten = erase_supporter(settings.HOME, found, datetime.now(UTC))
    click.echo("Erased. What stays in the books names nobody.")
    if not is_forgotten:
        raise RefusedError("A processor did not answer, and still knows them. Run the same command again later.")


def find_supporter(text: str) -> Supporter:
    """By the number on a receipt, or by id; raises RefusedError when there is nobody."""
    receipt = Receipt.objects.select_related("gift__supporter").filter(number=text.strip().upper()).first()
    found = receipt.gift.supporter if receipt else Supporter.objects.filter(id=text.strip()).first()
    if found is not None:
        return found
    if receipt is not None:
        raise RefusedError(f"Nothing is known of who has receipt {receipt.number}: there is nothing to erase.")
    raise RefusedError("There is no such receipt and no such supporter. A receipt's number looks like K7QM-2XWD-9FHT.")


@click.group()
def names() -> None:
    """Export the names and messages of supporters. One person asks, another approves."""


@names.command()
@click.argument("file", type=click.Path(path_type=Path))
def key(file: Path) -> None:
    """Make a key of your own in FILE, and tell what to put into tamizdat.toml."""
    public = make_key(file)
    click.echo(f'Under [support.people] of tamizdat.toml, with a name for this key:\nNAME = "{public}"')


@names.command()
@KEY
def ask(key: Path) -> None:
    """Ask for an export. Somebody else has seven days to approve it."""
    approval = ask_names(settings.HOME, read_key(key), datetime.now(UTC))
    click.echo(f"Asked. Another person runs: tamizdat support names approve {approval.id} --key FILE --to FILE")


@names.command()
@click.argument("id")
@KEY
@click.option("--to", "file", type=click.Path(path_type=Path), required=True, help="A new file for the names.")
def approve(id: str, key: Path, file: Path) -> None:
    """Approve what somebody else asked for, and write the file."""
    count = export_names(settings.HOME, id, read_key(key), file, datetime.now(UTC))
    click.echo(f"{count} in {file}, which only you can read. Destroy it when it has served its purpose.")


@names.command("list")
def list_asked() -> None:
    """Who asked, who approved, when."""
    for one in Approval.objects.filter(deed=DEED).order_by("asked"):
        done = f"approved by {one.approved_by} on {one.done:%Y-%m-%d}" if one.done else "not approved"
        click.echo(f"{one.id}  asked by {one.asked_by} on {one.asked:%Y-%m-%d}, {done}")
