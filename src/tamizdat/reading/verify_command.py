"""``tamizdat verify``: for someone who has a root file and wants to know whether these are the newsroom's words."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.core.edition.errors import Rule
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST
from tamizdat.core.trust.verdict import TIMESTAMP, Check, read_file, refused
from tamizdat.core.trust.verdict import root_file as root_path
from tamizdat.reading.check_address import check_page_at, check_site, find_place, read_root_at
from tamizdat.reading.check_folder import check_folder, check_page_file, find_top
from tamizdat.reading.corrections_command import chains_or_refuse, say_chains
from tamizdat.reading.folder import Folder
from tamizdat.reading.verify_copy import answer_copy, say_copy
from tamizdat.reading.verify_copy import as_json as copy_as_json
from tamizdat.shell.console import json_option, phases, print_json
from tamizdat.shell.errors import RefusedError

SHOWN = 20
WHY: dict[Rule, str] = {
    "missing": "is not there",
    "extra": "does not belong to the edition: somebody put it there",
    "digest": "was changed: these are not the bytes that the newsroom signed",
    "length": "was changed: it is longer or shorter than what the newsroom signed",
    "format": "is not written as an edition must be",
    "signature": "is not signed by the newsroom's keys",
    "version": "has another version than it should: perhaps an old file was put in its place",
    "root-expired": "has expired: ask the newsroom for its new root file",
    "path": "is not a file that an edition can have here (a link, a folder, or a wrong name)",
    "absent": "is not in this edition: the newsroom's own list proves it",
    "unreachable": "could not be read",
    "retracted": "was withdrawn: the newsroom's own list says so, and still somebody put it into the edition",
    "unfit": "cannot be unpacked to what the newsroom signed",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and what the words depend on."""

    check: Check
    is_page: bool
    is_own_root: bool
    is_address: bool


@click.command()
@click.argument("target")
@click.option(
    "--root",
    "root_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newsroom's root file (1.root.json), received by a way that you trust.",
)
@click.option("--at", default="", help="For a saved copy: a mirror, or an edition's folder, to ask for the newest.")
@json_option
def verify(target: str, root_file: Path | None, at: str, as_json: bool) -> None:
    """Check an edition: a folder, an address, one page of either, or a saved copy (an HTML file with its own proof).

    Ends with 0 when the words are the newsroom's (also when they may not be its latest), with 1 when anything is wrong.
    """
    now = datetime.now(UTC)
    is_address = target.lower().startswith(("http://", "https://"))
    if not is_address and _is_copy(Path(target)):
        _verify_copy(target, root_file, now, at, as_json)
        return
    answer = (_verify_address if is_address else _verify_folder)(target, root_file, now)
    if as_json:
        print_json(_as_json(answer.check))
    else:
        _say(target, answer)
    if answer.check.verdict == "refused":
        sys.exit(1)
    if not is_address and not answer.is_page and (chains := chains_or_refuse(Path(target))) and not as_json:
        say_chains(chains)


def _is_copy(path: Path) -> bool:
    """A file that lies in no edition."""
    return path.is_file() and find_top(path) is None


def _verify_copy(target: str, root_file: Path | None, now: datetime, at: str, as_json: bool) -> None:
    answer = answer_copy(Path(target), root_file.read_bytes() if root_file else None, now, at)
    if as_json:
        print_json(copy_as_json(answer))
    else:
        say_copy(target, answer, WHY[answer.failure.rule] if answer.failure else "")
    if answer.verdict == "refused":
        sys.exit(1)


def _verify_folder(target: str, root_file: Path | None, now: datetime) -> Answer:
    path = Path(target)
    is_page = _is_page(path)
    try:
        root = root_file.read_bytes() if root_file else _own_root((find_top(path) if is_page else None) or path)
    except TrustError as error:
        return Answer(refused(error), is_page, True, False)
    if is_page:
        return Answer(check_page_file(path, root, now).check, True, root_file is None, False)
    with phases() as show:
        return Answer(check_folder(path, root, now, show), False, root_file is None, False)


def _is_page(path: Path) -> bool:
    """A folder is an edition, or lies in one and stands for its index.html; a file is a page, also one that is gone."""
    if path.is_dir():
        return not (path / TIMESTAMP[1:]).exists() and find_top(path) is not None
    if not path.exists() and find_top(path) is None:
        raise RefusedError(f"{path} is neither a folder nor a file of an edition. Addresses begin with https://.")
    return True


def _own_root(top: Path) -> bytes:
    """The first root that an edition itself offers."""
    return read_file(Folder(top).read, root_path(1), LONGEST)


def _verify_address(target: str, root_file: Path | None, now: datetime) -> Answer:
    place = find_place(target)
    try:
        root = root_file.read_bytes() if root_file else read_root_at(place)
    except TrustError as error:
        return Answer(refused(error), place.page is not None, True, True)
    if place.page is not None:
        return Answer(check_page_at(place, root, now).check, True, root_file is None, True)
    with phases() as show:
        return Answer(check_site(place, root, now, show), False, root_file is None, True)


def _as_json(check: Check) -> dict[str, object]:
    return {
        "verdict": check.verdict,
        "edition": check.edition,
        "age_seconds": check.age_seconds,
        "failures": [{"file": one.file, "rule": one.rule} for one in check.failures],
    }


# Words.


def _say(target: str, answer: Answer) -> None:
    check = answer.check
    what = "This page" if answer.is_page else "Every file of this edition"
    if _is_silent(check):
        click.secho(f"NOT CHECKED: {target}", fg="yellow", bold=True)
        click.echo("Nothing could be read there, so nothing is known of whose words they are.")
        _say_failures(check)
    elif check.verdict == "refused":
        click.secho(f"REFUSED: {target}", fg="red", bold=True)
        click.echo("Do not take this for the newsroom's words. What is wrong:")
        _say_failures(check)
    elif check.verdict == "stale":
        click.secho(f"STALE: {target}", fg="yellow", bold=True)
        click.echo(f"{what} is as it was signed, but perhaps not the newest: the signature that says so has run out.")
    else:
        click.secho(f"CURRENT: {target}", fg="green", bold=True)
        click.echo(f"{what} is as it was signed, and the signature that says it is the newest still holds.")
    if check.edition is not None:
        click.echo(f"Edition {check.edition}, signed {age_in_words(check.age_seconds or 0)} ago.")
    _say_limits(answer)


def _is_silent(check: Check) -> bool:
    """Nobody answered: that is no sign of a forgery."""
    return check.edition is None and bool(check.failures) and all(one.rule == "unreachable" for one in check.failures)


def _say_failures(check: Check) -> None:
    for one in check.failures[:SHOWN]:
        name = "The root file" if one.file == "root" else one.file
        click.echo(f"  {name} {WHY[one.rule]}. [{one.rule}]")
    if len(check.failures) > SHOWN:
        click.echo(f"  … and {len(check.failures) - SHOWN:,} more; --json lists all.")


def _say_limits(answer: Answer) -> None:
    if answer.is_own_root and answer.check.verdict != "refused":
        click.echo(
            "Whose edition it is was NOT checked. Without --root FILE it was held against the root that lies in it, "
            "and anyone can make one. It agrees with itself; that is all this proves."
        )
    if answer.is_address and answer.is_page and answer.check.verdict == "refused":
        click.echo("A mirror that is just being brought up to date can show this too: try again in some minutes.")
    if answer.is_address and not answer.is_page and answer.check.verdict != "refused":
        click.echo("What the server has beside the edition cannot be seen from outside.")


def age_in_words(seconds: int) -> str:
    """``3 hours``, in the largest unit that fits at least once."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
