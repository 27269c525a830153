"""``tamizdat keys rotate | revoke``: the next root, with other keys; signed here, or carried to those who can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.keys.accept import complete
from tamizdat.keys.ask import confirm, file_argument, open_all, say
from tamizdat.keys.carried import Carried, sign_carried, wanted, write_carried
from tamizdat.keys.carry_commands import say_onward, take
from tamizdat.keys.files import ONLINE
from tamizdat.keys.key_file import PublicKey, read_public_key
from tamizdat.keys.request import Change, find_key, plan_change
from tamizdat.keys.roots import keys_of, newest_root
from tamizdat.keys.thieves import say_thief
from tamizdat.keys.words import say_root, say_signatures
from tamizdat.shell.console import home_option
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home

add_option = click.option("--add", "added", type=file_argument, multiple=True,
                          help="The .public.json of a new holder, or of a machine that refreshes.")  # fmt: skip
threshold_option = click.option(
    "--threshold", type=click.IntRange(min=1), help="So many holders must sign from then on."
)
key_option = click.option("--key", "key_files", type=file_argument, multiple=True,
                          help="A root key on its stick, plugged in here: signs at once.")  # fmt: skip
out_option = click.option("--out", type=file_argument, help="Where to write what holders elsewhere must sign.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command()
@click.argument("what", nargs=-1, required=True, type=click.Choice(["edition", "timestamp", "root"]))
@click.option("--remove", "removed", multiple=True, metavar="NAME", help="A holder who leaves.")
@add_option
@threshold_option
@key_option
@out_option
@yes_option
@home_option
def rotate(
    what: tuple[str, ...], removed: tuple[str, ...], added: tuple[Path, ...], threshold: int | None,
    key_files: tuple[Path, ...], out: Path | None, yes: bool, home: Path | None,
) -> None:  # fmt: skip
    """Replace online keys (edition, timestamp) or holders (root) by the next root, which the holders sign.

    `rotate root` without --add and --remove changes nobody: it renews the root for a year.
    """
    place = find_home(home)
    change = Change(tuple(one for one in ONLINE if one in what), _read(added), removed, threshold)
    _go(place, plan_change(place, change, datetime.now(UTC)), key_files, out, yes=yes)


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="edition|timestamp|NAME …")
@add_option
@threshold_option
@key_option
@out_option
@yes_option
@home_option
def revoke(
    what: tuple[str, ...], added: tuple[Path, ...], threshold: int | None,
    key_files: tuple[Path, ...], out: Path | None, yes: bool, home: Path | None,
) -> None:  # fmt: skip
    """Keys were stolen: say what the thief can do and what readers see, and replace them by the next root.

    WHAT: edition, timestamp (both, when the server was taken), or the name of a holder.
    """
    place = find_home(home)
    online = tuple(one for one in ONLINE if one in what)
    names = tuple(one for one in what if one not in ONLINE)
    root = newest_root(place)
    if root is None:
        raise RefusedError(f"{place.keys} has no root file yet, so there is nothing that anybody could have stolen.")
    stolen = [find_key(place, one, [*keys_of(root, "root"), *keys_of(root, "timestamp")]) for one in names]
    say(say_thief(root, online, stolen))
    confirm("Make the next root without these keys?", yes=yes)
    change = Change(online, _read(added), names, threshold)
    _go(place, plan_change(place, change, datetime.now(UTC)), key_files, out, yes=yes)


def _read(files: Sequence[Path]) -> tuple[PublicKey, ...]:
    return tuple(map(read_public_key, files))


def _go(home: Home, planned: Carried, key_files: Sequence[Path], out: Path | None, *, yes: bool) -> None:
    """Signed by who is here; accepted when that is enough, else written to be carried."""
    if key_files:
        say(say_root(planned))
        confirm("Is this what you want to sign?", yes=yes)
        planned = sign_carried(planned, [held.signer for held in open_all(key_files)])
    planned = complete(home, planned)
    if not wanted(planned):
        take(home, planned, yes=yes)
        return
    file = out or home.keys / f"root-{planned.after.version}.carry.json"
    write_carried(file, planned)
    say()
    say(say_root(planned))
    say(say_signatures(planned))
    say([say_onward(planned, file), "Until then all stays as it is; the old keys go on signing."])
