"""``tamizdat restore``: a newsroom that lost its server comes back from any whole copy of its public tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.core.trust.verdict import Check
from tamizdat.intake.edition import check_edition, open_edition
from tamizdat.project.fill_restored import fill_restored
from tamizdat.project.login import Login
from tamizdat.project.make_home import is_newsroom, make_home
from tamizdat.shell.console import errors, home_option, json_option, phases, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home

CANNOT = (
    "drafts and anything else that was never public",
    "pictures as they were uploaded: the public renditions take their place",
    "accounts, passwords, and who wrote what: one new account is made",
    "the newsroom's keys: put them into `keys` from your backup before you press, together with every N.root.json; "
    "otherwise the next press makes new keys, and readers who know the old root refuse what it signs",
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it."""

    home: Path
    name: str
    articles: int
    check: Check
    map_root: str
    login: Login


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--root",
    "root_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newsroom's root file, kept by a way that you trust (else the one in FOLDER, which anyone can make).",
)
@home_option
@json_option
def restore(folder: Path, root_file: Path | None, home: Path | None, as_json: bool) -> None:
    """Rebuild a newsroom from FOLDER, a whole copy of its public tree, into an empty folder.

    The copy is checked first, as `tamizdat verify` does. What cannot be brought back is said before it starts.
    """
    target = find_home(home).folder
    if is_newsroom(target):
        raise RefusedError(
            f"{target} is a newsroom already. Name an empty folder with --home PATH. Nothing was changed."
        )
    _say_what_cannot_be(root_file)
    rebuilt = _rebuild(folder, _read_root(folder, root_file), target)
    if as_json:
        print_json(_as_json(rebuilt))
    else:
        _say(rebuilt)


def _read_root(folder: Path, root_file: Path | None) -> bytes:
    file = root_file or folder / "tuf" / "1.root.json"
    try:
        return file.read_bytes()
    except OSError:
        raise RefusedError(
            f"{file} cannot be read, so {folder} is no whole edition. Name a root with --root FILE."
        ) from None


def _rebuild(folder: Path, root: bytes, target: Path) -> Rebuilt:
    now = datetime.now(UTC)
    with phases() as show:
        check = check_edition(folder, root, now, show)
    edition = open_edition(folder, root, now)
    settings = edition.read_settings()
    articles = 0

    def fill(making: Path, _login: Login) -> None:
        nonlocal articles
        articles = fill_restored(making, folder.resolve(), root, now)

    errors.print("Making the newsroom's database, about ten seconds …")
    login = make_home(
        target,
        name=str(settings["name"]),
        languages=[str(one) for one in settings["languages"]],
        time_zone=str(settings["time_zone"]),
        address=str(settings["address"]),
        onion=str(settings["onion"]),
        keep=fill,
    )
    return Rebuilt(target, str(settings["name"]), articles, check, edition.trust.manifest.map_root, login)


# Words.


def _say_what_cannot_be(root_file: Path | None) -> None:
    errors.print("What an edition does not hold, and what therefore does not come back:")
    for one in CANNOT:
        errors.print(f"  - {one}", markup=False)
    if root_file is None:
        errors.print("Whose edition it is is NOT checked without --root FILE: only that it agrees with itself.")


def _say(rebuilt: Rebuilt) -> None:
    check, login = rebuilt.check, rebuilt.login
    click.echo(f"{rebuilt.name} is back in {rebuilt.home}: {rebuilt.articles:,} articles of edition {check.edition}.")
    if check.verdict == "stale":
        click.echo("That edition is stale: there may be a newer one somewhere.")
    click.echo(f"\n  account         {login.name}")
    click.echo(f"  password        {login.password}")
    click.echo(f"  second factor   {login.otpauth(rebuilt.name)}\n")
    click.echo("These are shown once. Keep the password, and read the second factor into an authenticator now.")
    click.echo(f"Then bring the keys back, and: tamizdat press --home {rebuilt.home}")


def _as_json(rebuilt: Rebuilt) -> dict[str, object]:
    return {
        "home": str(rebuilt.home),
        "articles": rebuilt.articles,
        "edition": rebuilt.check.edition,
        "verdict": rebuilt.check.verdict,
        "map_root": rebuilt.map_root,
        "account": rebuilt.login.name,
        "password": rebuilt.login.password,
        "second_factor": rebuilt.login.otpauth(rebuilt.name),
        "cannot_restore": list(CANNOT),
    }
