"""What `tamizdat restore --backup` says before and after, for people and for machines."""

from __future__ import annotations

from typing import Any

import click

from tamizdat.backup.restic import Snapshot
from tamizdat.project.restore_backup import BackupOrder, CameBack
from tamizdat.project.restore_words import filled_as_json, say_filled
from tamizdat.project.withdrawn_since import Since
from tamizdat.shell.console import errors

CANNOT = {
    "newsroom": (
        "whatever was written, published or corrected after it was made: look at a mirror, and write it again",
        "root keys, and the passphrase of the online keys: bring the passphrase's file back from where you keep it",
        "the people's key (keys/people.key): without it no account opens. Put it back from where you keep it, or make "
        "accounts anew: `tamizdat people join NAME --admin --new-key`",
        "earlier editions to roll back to: the next press begins anew, from the same facts",
        "the support side: `tamizdat restore --backup PLACE --side support`",
    ),
    "support": (
        "what happened after it was made: `tamizdat support reconcile --all` books the money from the processors",
        "that somebody was erased after it was made: who is known to have asked has to be erased again",
        "the vault's key, unless it is named (--vault PLACE or --vault-key FILE): without it no address opens",
    ),
}


def say_before(order: BackupOrder, snapshot: Snapshot) -> None:
    """Which backup it is, and what is not in it."""
    errors.print(f"The backup of {said(snapshot)} in {order.way.place}.", markup=False)
    errors.print("What it does not hold, and what therefore does not come back:")
    for one in CANNOT[order.side]:
        click.echo(f"  - {one}", err=True)


def say_after(order: BackupOrder, came: CameBack) -> None:
    """Afterwards."""
    click.echo(f"The {order.side} side of {said(came.snapshot)} is back in {order.target}.")
    if came.filled:
        say_filled(came.filled)
    if came.since:
        say_since(came.since, str(order.target))
    if order.side == "support":
        if came.erased:
            click.echo(f"{came.erased} supporters who were erased since are erased again.")
        if not came.has_vault:
            click.echo(f"The vault's key is missing: put it into {order.target}/support/keys/vault.key (mode 0600).")
        click.echo("Then: tamizdat support reconcile --all, and tamizdat support rebuild.")


def say_since(since: Since, home: str) -> None:
    """What mirrors told, or that none did."""
    for one in since.said:
        errors.print(f"  not believed: {one}", markup=False)
    if since.restored.awaits:
        click.echo("No mirror told what was withdrawn since this backup was made. Nothing is pressed until one does:")
        click.echo(f"  tamizdat restore --retractions ADDRESS --home {home}")
        click.echo("or, if you know that nothing was withdrawn:")
        click.echo(f"  tamizdat restore --without-retractions --home {home}")
        return
    if since.source:
        click.echo(f"What was withdrawn since is known from {since.source} (edition {since.edition}).")
        if since.is_stale:
            click.echo("The signature that says it is the newest has run out: look whether another mirror knows more.")
    click.echo(f"Then: tamizdat press --home {home}")


def said(snapshot: Snapshot) -> str:
    """``2026-11-26 05:41 UTC``."""
    return f"{snapshot.time[:16].replace('T', ' ')} UTC"


def as_json(order: BackupOrder, came: CameBack) -> dict[str, Any]:
    """For machines."""
    return {
        "home": str(order.target),
        "side": order.side,
        "snapshot": came.snapshot.id,
        "time": came.snapshot.time,
        **(filled_as_json(came.filled) if came.filled else {}),
        **(since_as_json(came.since) if came.since else {}),
        "erased": came.erased,
        "has_vault_key": came.has_vault,
        "cannot_restore": list(CANNOT[order.side]),
    }


def since_as_json(since: Since) -> dict[str, Any]:
    return {
        "awaits_retractions": since.restored.awaits,
        "retractions_from": since.source,
        "edition_seen": since.edition,
        "stale": since.is_stale,
        "not_believed": list(since.said),
    }
