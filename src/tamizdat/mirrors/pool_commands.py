"""``tamizdat mirror pool``: who is told which addresses."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console
from rich.table import Table

from tamizdat.mirrors.advice import advise
from tamizdat.mirrors.announce import announce, make_link, sign_pool, tell_newsroom
from tamizdat.mirrors.change_registry import add_pool, move_mirror, remove_pool, set_state
from tamizdat.mirrors.registry_commands import open_home
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.mirrors import PUBLIC, Pool, Registry, change_registry, read_registry


@click.group(invoke_without_command=True)
@home_option
@json_option
@click.pass_context
def pool(context: click.Context, home: Path | None, as_json: bool) -> None:
    """Pools: who is told which addresses. Without a command: all of them, and what to do about them."""
    context.obj = home
    if context.invoked_subcommand is None:
        _show(read_registry(open_home(home).mirrors), as_json=as_json)


@pool.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice(["channel", "private"]), default="channel", show_default=True)
@click.option("--note", default="", help="For yourself: who its readers are.")
@home_option
@click.pass_obj
def add_one(given: Path | None, name: str, kind: Literal["channel", "private"], note: str, home: Path | None) -> None:
    """Make the pool NAME, for the readers of one channel, or for few."""
    here = open_home(home or given)
    with change_registry(here.mirrors) as held:
        held[0] = add_pool(held[0], Pool(name, kind, note))
    click.echo(f"The pool {name} is there. `tamizdat mirror add … --pool {name}` gives it addresses.")


@pool.command("remove")
@click.argument("name")
@home_option
@click.pass_obj
def remove_one(given: Path | None, name: str, home: Path | None) -> None:
    """Forget the pool NAME, once it is empty."""
    here = open_home(home or given)
    with change_registry(here.mirrors) as held:
        held[0] = remove_pool(held[0], name)
    click.echo(f"The pool {name} is forgotten.")


@pool.command()
@click.argument("mirror")
@click.argument("to")
@click.option("--yes", is_flag=True, help="Do not ask before a private address is printed.")
@home_option
@click.pass_obj
def move(given: Path | None, mirror: str, to: str, yes: bool, home: Path | None) -> None:
    """Put MIRROR into the pool TO. Into the public pool there is a way, out of it there is none."""
    here = open_home(home or given)
    with change_registry(here.mirrors) as held:
        changed = move_mirror(held[0], mirror, to)
        if to == PUBLIC and held[0].mirror(mirror).address and not yes:
            _confirm(f"The next edition prints the address of {mirror}. It will never be a secret again. Go on?")
        held[0] = changed
    tell_newsroom(here)
    click.echo(f"{mirror} is in the pool {to} now.")


@pool.command()
@click.argument("mirror")
@click.argument("to", type=click.Choice(["active", "resting"]))
@home_option
@click.pass_obj
def state(given: Path | None, mirror: str, to: str, home: Path | None) -> None:
    """Announce MIRROR to its pool (active), or keep it in reserve (resting)."""
    here = open_home(home or given)
    with change_registry(here.mirrors) as held:
        held[0] = set_state(held[0], mirror, to)
    tell_newsroom(here)
    click.echo(f"{mirror} is {to} now.")


@pool.command()
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there, else to standard output.")
@click.option("--link", is_flag=True, help="A link for a message instead, which brings the list to a browser.")
@home_option
@click.pass_obj
def sign(given: Path | None, name: str, out: Path | None, link: bool, home: Path | None) -> None:
    """Sign the list of the pool NAME, to be sent to its readers by their own channel."""
    here = open_home(home or given)
    data = sign_pool(here, name, datetime.now(UTC))
    if link:
        data = make_link(read_registry(here.mirrors).announced(name)[0], data).encode() + b"\n"
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(data)
    part.replace(out)
    click.echo(f"{out}: the {'link' if link else 'list'} of the pool {name}. It holds for 30 days.", err=True)


@pool.command()
@click.argument("name", default=PUBLIC)
@home_option
@json_option
@click.pass_obj
def ways(given: Path | None, name: str, home: Path | None, as_json: bool) -> None:
    """The ways in for the readers of the pool NAME, as lines for a message."""
    here = open_home(home or given)
    registry, settings = read_registry(here.mirrors), here.read_settings()
    addresses = [*registry.announced(registry.pool(name).name)]
    if settings.onion:
        addresses.append(f"{settings.onion}/")
    if as_json:
        print_json({"pool": name, "addresses": addresses})
    else:
        click.echo("\n".join(addresses) or f"The pool {name} has no address yet.")


@pool.command("announce")
@home_option
@json_option
@click.pass_obj
def announce_now(given: Path | None, home: Path | None, as_json: bool) -> None:
    """Bring the public pool to readers now, where no `tamizdat serve` does it by itself."""
    done = announce(open_home(home or given), datetime.now(UTC))
    if as_json:
        until = f"{done.expires:%Y-%m-%dT%H:%M:%SZ}" if done.expires else None
        print_json({"version": done.version, "addresses": list(done.addresses), "expires": until})
    elif done.expires is None:
        click.echo("The public pool has no address, so there is nothing to announce.")
    else:
        click.echo(f"List {done.version}: {len(done.addresses)} addresses, until {done.expires:%Y-%m-%d}.")


def describe_pools(registry: Registry) -> list[dict[str, Any]]:
    """Each pool in numbers."""
    found = []
    for one in registry.pools:
        mirrors = [mirror for mirror in registry.mirrors if mirror.pool == one.name]
        count = {state: sum(mirror.state == state for mirror in mirrors) for state in ("active", "resting", "burned")}
        announced = list(registry.announced(one.name))
        found.append({"name": one.name, "kind": one.kind, "note": one.note, "version": one.version, **count,
                      "announced": announced})  # fmt: skip
    return found


def _show(registry: Registry, *, as_json: bool) -> None:
    pools, advice = describe_pools(registry), advise(registry)
    if as_json:
        print_json({"pools": pools, "advice": list(advice)})
        return
    table = Table("pool", "kind", "active", "resting", "burned", "list", "announced", box=None, pad_edge=False)
    for one in pools:
        named = "\n".join(one["announced"]) or "(nothing)"
        table.add_row(
            one["name"], one["kind"], *(str(one[key]) for key in ("active", "resting", "burned")),
            str(one["version"]) if one["version"] else "–", named,
        )  # fmt: skip
    Console(highlight=False, soft_wrap=True).print(table)
    for line in advice:
        click.echo(f"\n{line}")


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise RefusedError(f"{question.removesuffix(' Go on?')} Say --yes where that is meant. Nothing was changed.")
    click.confirm(question, abort=True, err=True)
