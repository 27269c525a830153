"""What `tamizdat restore` says before and after, for people and for machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from tamizdat.intake.newest_edition import Found, Judged
from tamizdat.project.fill_restored import Filled
from tamizdat.project.restore_edition import Rebuilt
from tamizdat.reading.verify_command import age_in_words
from tamizdat.shell.console import errors
from tamizdat.shell.errors import RefusedError

CANNOT = (
    "drafts and anything else that was never public, and what was withdrawn",
    "dates on which something is to be published or taken down, appeals that were not in force",
    "pictures as they were uploaded: the public renditions take their place",
    "accounts, passwords, and who wrote what: one new account is made",
    "how editions get to mirrors: the addresses that readers know are noted, each has to be set up again; private "
    "addresses were in no edition",
    "[support] of tamizdat.toml, the support site, its books and its supporters",
    "the newsroom's keys: nothing is signed until edition.key and timestamp.key lie in `keys` again (from a backup), "
    "or until the root keys have named new ones: `tamizdat keys rotate edition timestamp`",
)


def ask_to_go_on(yes: bool) -> None:
    """Whoever is not at a terminal has said --yes, or nothing is done."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise RefusedError("Nothing was restored: this was not asked at a terminal. Say --yes to go on.")
    click.confirm("Go on?", abort=True, err=True)


def say_copies(found: Found, judged: Judged, now_age: int) -> None:
    """Which edition it will be, and what each copy is worth."""
    manifest = judged.trust.manifest
    errors.print(
        f"Edition {manifest.edition}, signed {age_in_words(now_age)} ago, {manifest.entries:,} paths: "
        f"{judged.copy.name}",
        markup=False,
    )
    if judged.trust.expired:
        errors.print("The signature that says it is the newest has run out: there may be a newer one somewhere.")
    for one in found.judged:
        behind = found.newest.trust.manifest.edition - one.trust.manifest.edition
        if one.trust.rank < found.newest.trust.rank and behind > 0:
            errors.print(
                f"  {one.copy.name} shows edition {one.trust.manifest.edition} only: {behind} behind. A mirror that "
                "is not up to date, or one that keeps readers on old news.",
                markup=False,
            )
    for name, why in found.refused:
        errors.print(f"  {name} is not used: {why}", markup=False)


def say_what_cannot_be(has_root: bool) -> None:
    """Before anything is done."""
    errors.print("What an edition does not hold, and what therefore does not come back:")
    for one in CANNOT:
        click.echo(f"  - {one}", err=True)
    if not has_root:
        errors.print("Whose edition it is is NOT checked without --root FILE: only that it agrees with itself.")


def say_rebuilt(home: str, rebuilt: Rebuilt) -> None:
    """Afterwards."""
    login, edition = rebuilt.login, rebuilt.judged.trust.manifest.edition
    click.echo(f"{rebuilt.name} is back in {home}: {rebuilt.filled.articles:,} articles of edition {edition}.")
    if rebuilt.judged.trust.expired:
        click.echo("That edition is stale: there may be a newer one somewhere.")
    say_filled(rebuilt.filled)
    click.echo(f"\n  account         {login.name}")
    click.echo(f"  password        {login.password}")
    click.echo(f"  second factor   {login.otpauth(rebuilt.name)}\n")
    click.echo("These are shown once. Keep the password, and read the second factor into an authenticator now.")
    click.echo(f"Then bring the keys back, and: tamizdat press --home {home}")


def say_filled(filled: Filled) -> None:
    """What is there, but not for readers."""
    _list("Withdrawn since this copy was made, and therefore a draft again", filled.withdrawn)
    _list("Scheduled for a time that has passed, and now waiting for an editor", filled.held_back)
    if filled.hidden:
        click.echo("A person was hidden since this copy was made, and the name may stand anywhere in it. Nothing is")
        click.echo("pressed until somebody hides them again at the desk and says so: tamizdat restore --hidden-again")
    if filled.mirrors:
        noted = "1 address of a mirror is" if filled.mirrors == 1 else f"{filled.mirrors} addresses of mirrors are"
        click.echo(f"{noted} noted (`tamizdat mirror list`); nothing is brought there.")


def _list(what: str, headlines: Sequence[str]) -> None:
    if headlines:
        click.echo(f"{what}:")
        for one in headlines:
            click.echo(f"  - {one}")


def as_json(home: str, rebuilt: Rebuilt) -> dict[str, Any]:
    """For machines."""
    trust = rebuilt.judged.trust
    return {
        "home": home,
        "articles": rebuilt.filled.articles,
        "edition": trust.manifest.edition,
        "newest_edition": rebuilt.found.newest.trust.manifest.edition,
        "source": rebuilt.judged.copy.name,
        "verdict": "stale" if trust.expired else "current",
        "map_root": trust.manifest.map_root,
        **filled_as_json(rebuilt.filled),
        "refused_sources": [{"source": name, "why": why} for name, why in rebuilt.found.refused],
        "older_sources": [
            {"source": one.copy.name, "edition": one.trust.manifest.edition}
            for one in rebuilt.found.judged
            if one.trust.rank < rebuilt.found.newest.trust.rank
        ],
        "account": rebuilt.login.name,
        "password": rebuilt.login.password,
        "second_factor": rebuilt.login.otpauth(rebuilt.name),
        "cannot_restore": list(CANNOT),
    }


def filled_as_json(filled: Filled) -> dict[str, Any]:
    return {
        "withdrawn": list(filled.withdrawn),
        "held_back": list(filled.held_back),
        "mirrors": filled.mirrors,
        "hidden_since": filled.hidden,
    }
