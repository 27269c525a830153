"""``tamizdat keys status | clock``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tamizdat.core.edition.manifest import parse_manifest
from tamizdat.keys import resign
from tamizdat.keys.ask import say
from tamizdat.keys.clock import note_right, signed_at
from tamizdat.keys.key_file import fingerprint
from tamizdat.keys.roots import newest_root
from tamizdat.keys.status import Expiry, Status, read_status
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.home import Home, find_home


@click.command()
@home_option
@json_option
def status(home: Path | None, as_json: bool) -> None:
    """Who holds which key, since when, what expires when, and what to do.

    Ends with 1 when something has to be done now.
    """
    place, now = find_home(home), datetime.now(UTC)
    place.read_settings()
    found = read_status(place, now)
    if as_json:
        print_json(_as_json(found, now))
    else:
        say(_say(found, now))
    if found.is_urgent:
        sys.exit(1)


def _say(found: Status, now: datetime) -> Iterator[str]:
    if found.root:
        holders = sum(one.role == "root" for one in found.keys)
        yield f"Root {found.root}: any {found.threshold} of {holders} holders sign together."
        width = max((len(one.name) for one in found.keys), default=0)
        for one in found.keys:
            since = f"since {one.since}" if one.since else ""
            place = "IN THIS HOME" if one.role == "root" and one.place == "here" else one.place
            yield f"  {one.role:<10} {one.name:<{width}}  {fingerprint(one.public)}  {since:<16}  {place}".rstrip()
        yield ""
    for expiry in found.expiries:
        yield f"  {expiry.role:<10} expires {expiry.at:%d %B %Y, %H:%M} UTC, {_left(expiry, now)}"
    yield f"  passphrase of the online keys: {found.passphrase_file}"
    drilled = f"{found.last_drill:%d %B %Y}" if found.last_drill else "never"
    yield f"  last rehearsal that ended well: {drilled}"
    if not found.warnings:
        yield "\nNothing has to be done."
    for warning in found.warnings:
        yield f"\n{'NOW: ' if warning.urgency == 'now' else ''}{warning.text}"


def _left(expiry: Expiry, now: datetime) -> str:
    left = expiry.at - now
    if left < timedelta(0):
        return "EXPIRED"
    return f"in {left.days} days" if left.days > 3 else f"in {left // timedelta(hours=1)} hours"


def _as_json(found: Status, now: datetime) -> dict[str, Any]:
    return {
        "root": found.root,
        "threshold": found.threshold,
        "keys": [
            {"role": one.role, "name": one.name, "public": one.public, "since": one.since, "place": one.place}
            for one in found.keys
        ],
        "expiries": [
            {"role": one.role, "at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}", "days_left": (one.at - now).days}
            for one in found.expiries
        ],
        "waiting": list(found.waiting),
        "passphrase_file": str(found.passphrase_file),
        "last_drill": f"{found.last_drill:%Y-%m-%dT%H:%M:%SZ}" if found.last_drill else None,
        "warnings": [{"urgency": one.urgency, "text": one.text} for one in found.warnings],
    }


@click.command()
@click.option(
    "--is-right", is_flag=True, help="The clock is right now: what was signed later was signed by a wrong one."
)
@home_option
def clock(is_right: bool, home: Path | None) -> None:
    """Compare this machine's clock with what the newsroom signed last.

    The press refuses to sign before that moment. When it was the earlier clock that was wrong, say so by --is-right.
    """
    place, now = find_home(home), datetime.now(UTC)
    last = max(_signed(place), default=None)
    click.echo(f"This machine's clock:  {now:%d %B %Y, %H:%M:%S} UTC")
    click.echo(f"Signed last:           {last:%d %B %Y, %H:%M:%S} UTC" if last else "Nothing was signed yet.")
    if last is None or now >= last:
        click.echo("The press may sign.")
    elif is_right:
        note_right(place, last)
        click.echo("Noted: what was signed up to then was signed by a clock that was wrong. The press signs again.")
    else:
        click.echo("Set the clock. If it is right and was wrong then: tamizdat keys clock --is-right")
        sys.exit(1)


def _signed(home: Home) -> Iterator[datetime]:
    root, folder = newest_root(home), home.public_tree
    if root is not None:
        yield signed_at("root", root.expires)
    if (folder / "tuf" / resign.POINTER).exists():
        yield from _signed_in(folder)


def _signed_in(folder: Path) -> Iterator[datetime]:
    def read(name: str) -> bytes:
        return (folder / "tuf" / name).read_bytes()

    yield signed_at("timestamp", resign.read_timestamp(read).expires)
    manifest = resign.read_targets(read).targets["manifest.json"].hashes["sha256"]
    yield parse_manifest((folder / "o" / manifest).read_bytes()).issued_at
