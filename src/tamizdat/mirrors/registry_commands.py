"""``tamizdat mirror add | list | remove``: which mirrors there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from tamizdat.mirrors.announce import tell_newsroom
from tamizdat.mirrors.change_registry import add_mirror, remove_mirror
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home
from tamizdat.shell.mirrors import PUBLIC, Kind, Mirror, State, change_registry, read_registry


def open_home(home: Path | None) -> Home:
    """The newsroom's folder; refuses one that is none."""
    found = find_home(home)
    found.read_settings()
    return found


@click.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(["folder", "bucket", "rclone", "pull"]), required=True)
@click.option("--where", default="", help="A folder's path, s3://bucket/prefix, or rclone's remote:path.")
@click.option("--address", default="", help="Its top as readers reach it, such as https://m.example/lamp/.")
@click.option("--pool", default=PUBLIC, show_default=True, help="Who is told its address.")
@click.option("--state", type=click.Choice(["active", "resting"]), default="active", show_default=True)
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="What its backend needs besides.")
@home_option
@json_option
def add(
    name: str, kind: Kind, where: str, address: str, pool: str, state: State, options: Sequence[str],
    home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Note the mirror NAME: how editions get there, and who is told its address."""
    here = open_home(home)
    mirror = Mirror(
        name, kind, _whole(kind, where), address, pool, state, f"{datetime.now(UTC):%Y-%m-%d}", _read_options(options)
    )
    with change_registry(here.mirrors) as held:
        held[0] = add_mirror(held[0], mirror)
    tell_newsroom(here)
    if as_json:
        print_json(describe(mirror))
        return
    how = (
        "It fetches editions by itself." if kind == "pull" else f"`tamizdat mirror push {name}` brings it the edition."
    )
    click.echo(f"{name} is noted in the pool {pool}. {how}")
    if not address:
        click.echo("It has no address, so no reader is told of it.")
    elif pool != PUBLIC:
        click.echo("From now on no edition is made that names its host.")


@click.command("list")
@click.option("--burned", "with_burned", is_flag=True, help="Also those that are given up.")
@home_option
@json_option
def list_mirrors(with_burned: bool, home: Path | None, as_json: bool) -> None:
    """Every mirror, its pool, its state."""
    registry = read_registry(open_home(home).mirrors)
    shown = [one for one in registry.mirrors if with_burned or one.state != "burned"]
    if as_json:
        print_json({"mirrors": [describe(one) for one in shown]})
        return
    if not shown:
        click.echo("There are no mirrors yet. `tamizdat mirror add NAME --kind folder --where PATH` notes the first.")
        return
    table = Table("mirror", "kind", "pool", "state", "address", "since", box=None, pad_edge=False)
    for one in shown:
        table.add_row(one.name, one.kind, one.pool, one.state, one.address or "(none)", one.added)
    Console(highlight=False, soft_wrap=True).print(table)
    hidden = len(registry.mirrors) - len(shown)
    if hidden:
        click.echo(f"Burned, and listed with --burned: {hidden}.")


@click.command()
@click.argument("name")
@click.option("--burned", is_flag=True, help="The censor knows it: announce it to nobody, and never print its address.")
@home_option
@json_option
def remove(name: str, burned: bool, home: Path | None, as_json: bool) -> None:
    """Forget the mirror NAME, or call it burned. What lies there stays; nothing more is brought to it."""
    here = open_home(home)
    with change_registry(here.mirrors) as held:
        mirror = held[0].mirror(name)
        held[0] = remove_mirror(held[0], name, burned=burned)
    tell_newsroom(here)
    if as_json:
        print_json({"mirror": name, "did": "burned" if burned else "forgotten"})
        return
    if burned:
        click.echo(f"{name} is burned: no list names it any more, and nothing is brought to it.")
    else:
        click.echo(f"{name} is forgotten.")
        if mirror.pool != PUBLIC and mirror.address:
            click.echo("So is its address: editions may name it again. Say --burned where they should not.")


def describe(mirror: Mirror) -> dict[str, Any]:
    """A mirror for machines. What its backend needs is named, never shown: a careless key may stand there."""
    return {
        "name": mirror.name, "kind": mirror.kind, "where": mirror.where, "address": mirror.address,
        "pool": mirror.pool, "state": mirror.state, "added": mirror.added, "options": sorted(mirror.options),
    }  # fmt: skip


def _whole(kind: Kind, where: str) -> str:
    """A folder by its whole path: commands run from anywhere."""
    return str(Path(where).absolute()) if kind == "folder" and where else where


def _read_options(options: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in options:
        key, given, value = one.partition("=")
        if not given or not key.strip():
            raise RefusedError(f"--option {one!r} is not of the form KEY=VALUE.")
        found[key.strip()] = value
    return found
