"""``tamizdat backup``: make one; ``list``, ``check``, ``passwords`` and ``vault-key`` look after them."""

from __future__ import annotations

import sys
from base64 import b32encode
from functools import partial
from pathlib import Path
from typing import Any

import click

from tamizdat.backup.passwords import password_file
from tamizdat.backup.run import Report, back_up, choose_sides, need_places, open_repository
from tamizdat.backup.settings import SIDES, BackupSettings, Side, read_backup
from tamizdat.backup.sides import VAULT, sides_of
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError, TamizdatError
from tamizdat.shell.home import Home, find_home

side_option = click.option("--side", type=click.Choice(SIDES), default=None, help="This side only.")


@click.group(invoke_without_command=True)
@click.pass_context
@side_option
@click.option("--new-place", is_flag=True, help="A place that held backups is new: begin there anew.")
@home_option
@json_option
def backup(ctx: click.Context, side: Side | None, new_place: bool, home: Path | None, as_json: bool) -> None:
    """Bring what is private to the places that [backup] of tamizdat.toml names: encrypted, and only what changed.

    Drafts, accounts, originals and online keys are the newsroom's side; inbox, ledger and supporters the other one,
    under another password; root keys are in no backup.
    """
    ctx.obj = home
    if ctx.invoked_subcommand:
        return
    found = find_home(home)
    settings = read_backup(found)
    need_places(found, settings)
    sides = choose_sides(found, settings, sides_of(found), side)
    if as_json:
        report = back_up(found, settings, sides, lambda _text: None, new_place=new_place)
    else:
        report = back_up(found, settings, sides, partial(click.echo, err=True), new_place=new_place)
    if as_json:
        print_json(_as_json(report))
    else:
        _say(report, settings)
    if report.failed:
        sys.exit(1)


@backup.command("list")
@side_option
@home_option
@json_option
@click.pass_obj
def list_backups(outer: Path | None, side: Side | None, home: Path | None, as_json: bool) -> None:
    """Which backups there are, in each place."""
    found, settings = _open(home or outer)
    rows: list[dict[str, Any]] = []
    for one, place in _all(found, settings, side):
        try:
            there = open_repository(found, settings, one, place).snapshots()
            rows.append({"side": one, "place": place, "backups": [{"id": s.id, "time": s.time} for s in there]})
        except TamizdatError as error:
            rows.append({"side": one, "place": place, "error": str(error)})
    if as_json:
        print_json({"places": rows})
    else:
        _say_list(rows)
    if any("error" in one for one in rows):
        sys.exit(1)


@backup.command("check")
@side_option
@click.option("--read", "percent", type=click.IntRange(1, 100), default=5, show_default=True, help="So much, in %.")
@home_option
@json_option
@click.pass_obj
def check_backups(outer: Path | None, side: Side | None, percent: int, home: Path | None, as_json: bool) -> None:
    """Is all that was brought still there? Reads a part of it back, another one each time, and opens it."""
    found, settings = _open(home or outer)
    rows: list[dict[str, Any]] = []
    for one, place in _all(found, settings, side):
        try:
            open_repository(None, settings, one, place).check(f"{percent}%")
            rows.append({"side": one, "place": place})
        except TamizdatError as error:
            rows.append({"side": one, "place": place, "error": str(error)})
    if as_json:
        print_json({"places": rows})
    else:
        for row in rows:
            click.echo(f"{row['side']:<9} {row['place']}: {row.get('error', 'whole')}")
    if any("error" in one for one in rows):
        sys.exit(1)


@backup.command()
@home_option
@click.pass_obj
def passwords(outer: Path | None, home: Path | None) -> None:
    """Print the passwords of the backups, to be kept on paper: without them no backup can be opened."""
    settings = _open(home or outer)[1]
    for side in SIDES:
        if (settings.passwords / f"{side}.password").exists():
            text = password_file(settings.passwords, side).read_text(encoding="utf-8").strip()
            click.echo(f"{side:<9} {text}")
    click.echo(f"Keep them on paper, apart from the places. They lie in {settings.passwords}.", err=True)


@backup.command("vault-key")
@home_option
@click.pass_obj
def vault_key(outer: Path | None, home: Path | None) -> None:
    """Print the vault's key, to be kept on paper: it is in no backup of the supporters' database."""
    file = find_home(home or outer).folder / VAULT
    try:
        key = file.read_bytes()
    except OSError:
        raise RefusedError(f"{file} is not here.") from None
    text = b32encode(key).decode().rstrip("=").lower()
    click.echo("-".join(text[start : start + 4] for start in range(0, len(text), 4)))
    click.echo("With this in FILE: `tamizdat restore --backup PLACE --side support --vault-key FILE`.", err=True)


def _open(home: Path | None) -> tuple[Home, BackupSettings]:
    found = find_home(home)
    settings = read_backup(found)
    need_places(found, settings)
    return found, settings


def _all(home: Home, settings: BackupSettings, side: Side | None) -> list[tuple[Side, str]]:
    sides = choose_sides(home, settings, sides_of(home), side)
    return [(one, place) for one in sides for place in settings.places_of(one)]


# Words.


def _say(report: Report, settings: BackupSettings) -> None:
    for one in report.done:
        if one.error:
            click.secho(f"{one.side:<9} {one.error}", fg="red", err=True)
        else:
            click.echo(f"{one.side:<9} {one.place}: backup {one.snapshot}, {one.added:,} bytes new")
    for text in report.warnings:
        click.echo(f"Note: {text}", err=True)
    if report.new_passwords:
        click.echo(f"New passwords were made: {', '.join(report.new_passwords)}, in {settings.passwords}.")
        click.echo("Print them and keep them apart from the places: `tamizdat backup passwords`.")


def _say_list(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(f"{row['side']} in {row['place']}")
        if "error" in row:
            click.echo(f"  {row['error']}")
        for one in row.get("backups", ()):
            click.echo(f"  {one['time'][:16].replace('T', ' ')} UTC  {one['id'][:8]}")


def _as_json(report: Report) -> dict[str, object]:
    return {
        "done": [
            {"side": one.side, "place": one.place, "snapshot": one.snapshot, "added": one.added, "error": one.error}
            for one in report.done
        ],
        "warnings": list(report.warnings),
        "new_passwords": list(report.new_passwords),
    }
