"""``tamizdat keys ceremony``: a guide through an hour that happens once in some years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.keys.accept import complete
from tamizdat.keys.ask import ask_new_passphrase, confirm, file_argument, open_asking, say
from tamizdat.keys.carried import Carried, read_carried, wanted, write_carried
from tamizdat.keys.carry_commands import BEGIN_ANEW, say_held, say_onward, take
from tamizdat.keys.ceremony import (
    check_date,
    draft_ceremony,
    has_swap,
    is_online,
    lies_on_own_disk,
    renewal_due,
    sign_together,
)
from tamizdat.keys.disk import knows_permissions
from tamizdat.keys.holders import Held, Holder, check_stick, file_name, make_held
from tamizdat.keys.key_file import PublicKey, read_public_key
from tamizdat.keys.request import make_request
from tamizdat.keys.roots import name_of
from tamizdat.keys.words import say_root, say_signatures
from tamizdat.shell.console import home_option
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home

INTRODUCTION = """\
The root keys say who the newsroom is. Any {threshold} of the {count} that you make now can name new keys for
everything else, and nobody with fewer can. Each holder takes one home, on a stick and on paper.

  Best: a machine that has no network and is wiped afterwards, one new stick for each holder, a pen.
  A key is written to its holder's stick under its holder's passphrase, and nowhere else.
"""
ENDING = """\

Now, before anybody leaves:
  1. Print each stick's .paper.txt (or copy it by hand), and keep the paper apart from stick and passphrase.
  2. Each holder unplugs their own stick. As many places as sticks; if you can, as many countries.
  3. Try one: tamizdat keys paper read FOLDER, with the paper in your hand.
  4. Give readers this root, `{name}` of the newsroom's `keys`, by a way that no mirror can change.
  5. Note the day: renew the root before {due:%d %B %Y} (`tamizdat keys rotate root`).
"""


@click.command()
@click.option("--request", "request_file", type=file_argument,
              help="What `tamizdat keys request` wrote (without it, this machine is the newsroom's).")  # fmt: skip
@click.option("--count", type=click.IntRange(1, 16), help="How many people hold a key [3].")
@click.option("--threshold", type=click.IntRange(1, 16), help="How many of them must come together to sign [2].")
@click.option("--holder", "holders", multiple=True, metavar="NAME=STICK",
              help="A holder who is here, and the folder in which their stick appears (else asked).")  # fmt: skip
@click.option("--public", "publics", multiple=True, type=file_argument,
              help="The .public.json of a holder elsewhere, who made a key by `tamizdat keys make`.")  # fmt: skip
@click.option("--out", type=file_argument, help="Write the root here too, to be carried on.")
@click.option("--begin-anew", is_flag=True, help=BEGIN_ANEW)
@click.option("--yes", is_flag=True, help="Do not ask what can be told on the command line.")
@home_option
def ceremony(
    request_file: Path | None, count: int | None, threshold: int | None, holders: tuple[str, ...],
    publics: tuple[Path, ...], out: Path | None, begin_anew: bool, yes: bool, home: Path | None,
) -> None:  # fmt: skip
    """Make the root keys, any M of N, each on its holder's own stick; sign the next root by all who are here.

    Holders elsewhere make their key where they are (`tamizdat keys make`), send the public half (--public), and sign
    one after another (`tamizdat keys sign`).
    """
    place, now = find_home(home), datetime.now(UTC)
    here = None if request_file else place
    request = read_carried(request_file) if request_file else _own_request(place, now, begin_anew)
    check_date(request, now)
    elsewhere = [read_public_key(one) for one in publics]
    count = count or len(holders) + len(elsewhere) or int(click.prompt("How many people hold a key?", default=3))
    threshold = threshold or _ask_threshold(count, yes=yes)
    if not len(holders) + len(elsewhere) <= count or threshold > count:
        raise RefusedError(f"{threshold} of {count} cannot be: {len(holders) + len(elsewhere)} holders are named.")
    say(INTRODUCTION.format(threshold=threshold, count=count).splitlines())
    _look_around(now, yes=yes)
    held = _make_all(list(holders), count - len(elsewhere), request.newsroom, place, now, yes=yes)
    done = _sign(request, held, elsewhere, threshold, now, yes=yes)
    _hand_out(done, held, out, here, yes=yes, begin_anew=begin_anew)
    say(ENDING.format(due=renewal_due(now), name=name_of(done.after.version)).splitlines())


def _own_request(home: Home, now: datetime, begin_anew: bool) -> Carried:
    if not home.settings_file.exists():
        raise RefusedError(
            f"{home.folder} is no newsroom's folder. Bring its request and name it with --request FILE "
            "(`tamizdat keys request FILE` on the newsroom's machine), or name the newsroom with --home PATH."
        )
    return make_request(home, now, begins_anew=begin_anew)


def _ask_threshold(count: int, *, yes: bool) -> int:
    usual = count // 2 + 1
    return usual if yes else int(click.prompt("How many of them must come together to sign?", default=usual))


def _look_around(now: datetime, *, yes: bool) -> None:
    if is_online():
        click.echo("! This machine is on a network. Pull the cable and switch off the radio, if you can.")
    if has_swap():
        click.echo("! This machine writes memory to its disk (swap): `swapoff -a` first, or wipe the disk afterwards.")
    confirm(f"This machine says that it is {now.astimezone():%A, %d %B %Y, %H:%M}. Is that right, and shall we begin?",
            yes=yes)  # fmt: skip


def _make_all(
    named: list[str], count: int, newsroom: str, home: Home, now: datetime, *, yes: bool
) -> list[Held]:  # fmt: skip
    held: list[Held] = []
    for number in range(1, count + 1):
        click.echo(f"\nHolder {number} of {count}")
        name, stick = _ask_holder(named[number - 1] if number <= len(named) else "")
        _check_place(stick, held, home, yes=yes)
        held.append(_make_or_open(name, stick, newsroom, now))
        say_held(held[-1])
    return held


def _ask_holder(named: str) -> tuple[str, Path]:
    name, equals, stick = named.partition("=")
    if named and not (name and equals and stick):
        raise RefusedError(
            f"--holder {named!r}: write a name, = and the stick's folder, such as --holder anna=/media/anna"
        )
    name = name or click.prompt("  A name for this holder (only the newsroom sees it; a letter will do)")
    return name, check_stick(Path(stick or click.prompt(f"  {name}, the folder in which your stick appears")))


def _check_place(stick: Path, held: Sequence[Held], home: Home, *, yes: bool) -> None:
    if any(one.file.parent == stick for one in held):
        raise RefusedError(f"{stick} holds another holder's key already. Each has a stick of their own.")
    if home.settings_file.exists() and stick.is_relative_to(home.folder):
        raise RefusedError(f"{stick} lies in the newsroom's folder. A root key must lie elsewhere: on a stick.")
    if lies_on_own_disk(stick):
        click.echo(f"! {stick} lies on this machine's own disk, not on a stick.")
        confirm("  Go on all the same?", yes=yes)
    if not knows_permissions(stick):
        click.echo("  (This stick lets everybody read everything: the passphrase alone guards the key.)")


def _make_or_open(name: str, stick: Path, newsroom: str, now: datetime) -> Held:
    file = stick / file_name(name, "root")
    if file.exists():
        click.echo(f"  {file} is there already: it is used again.")
        return open_asking(file)
    return make_held(Holder(name, stick, ask_new_passphrase(name)), "root", newsroom, now)


def _sign(
    request: Carried, held: Sequence[Held], elsewhere: Sequence[PublicKey], threshold: int, now: datetime, *, yes: bool
) -> Carried:
    drafted = draft_ceremony(request, [*(one.key.half for one in held), *elsewhere], threshold, now)
    say()
    say(say_root(drafted))
    confirm("Is this what you all want to sign?", yes=yes)
    done = sign_together(drafted, held)
    say(say_signatures(done))
    return done


def _hand_out(
    done: Carried, held: Sequence[Held], out: Path | None, home: Home | None, *, yes: bool, begin_anew: bool
) -> None:
    """The root goes on every stick that is still here; on the newsroom's own machine it is accepted at once."""
    name = f"root-{done.after.version}.carry.json"
    places = [one.file.parent / name for one in held if one.file.exists()] + ([out] if out else [])
    for one in places:
        write_carried(one, done)
    if home is not None and not wanted(complete(home, done, begins_anew=begin_anew)):
        take(home, done, yes=yes, begins_anew=begin_anew)
    else:
        say(["", say_onward(done, (out or places[0]) if places else Path(name))])
