"""``tamizdat keys request | make | sign | accept``: what goes from the newsroom's machine to the holders and back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

import click

from tamizdat.keys.accept import accept as accept_root
from tamizdat.keys.accept import check_acceptable, complete, finish, knows
from tamizdat.keys.ask import ask_new_passphrase, confirm, file_argument, folder_argument, open_all, say
from tamizdat.keys.carried import Carried, check_signed, join, read_carried, sign_carried, wanted, write_carried
from tamizdat.keys.files import seal_plain_keys
from tamizdat.keys.holders import Held, Holder, check_stick, make_held
from tamizdat.keys.key_file import fingerprint
from tamizdat.keys.request import make_request
from tamizdat.keys.words import are_trials, say_root, say_signatures
from tamizdat.shell.console import home_option
from tamizdat.shell.home import Home, find_home

BEGIN_ANEW = "Give up the chain of roots so far: readers have to get the new root file by hand."


@click.command()
@click.argument("file", type=file_argument)
@click.option("--begin-anew", is_flag=True, help=BEGIN_ANEW)
@home_option
def request(file: Path, begin_anew: bool, home: Path | None) -> None:
    """Write FILE, with the public halves of this newsroom's online keys, to be carried to a ceremony elsewhere.

    There is no secret in it.
    """
    place = find_home(home)
    place.read_settings()
    made = make_request(place, datetime.now(UTC), begins_anew=begin_anew)
    write_carried(file, made)
    say([f"{file} is ready to be carried. On the other machine: tamizdat keys ceremony --request {file.name}"])
    say(_say_online(made))


def _say_online(made: Carried) -> list[str]:
    both = [*(("edition", one) for one in made.edition), *(("timestamp", one) for one in made.timestamp)]
    told = [f"  {what:<10} {fingerprint(public)}" for what, public in both]
    return ["Tell the holders these fingerprints by another way, so that they can compare:", *told]


@click.command()
@click.argument("name")
@click.argument("stick", type=folder_argument)
@click.option("--role", type=click.Choice(["root", "timestamp"]), default="root", show_default=True,
              help="A root key, or the key of a machine that refreshes timestamps.")  # fmt: skip
@click.option("--newsroom", default="the newsroom", help="Its name, as it stands on the paper.")
def make(name: str, stick: Path, role: str, newsroom: str) -> None:
    """Make one key for NAME in the folder STICK, where its holder is. Works on a machine without any newsroom.

    Then hand over the file that ends in .public.json, and keep all else.
    """
    check_stick(stick)
    passphrase = ask_new_passphrase(name)
    held = make_held(Holder(name, stick, passphrase), role, newsroom, datetime.now(UTC))  # type: ignore[arg-type]
    say_held(held)
    say(["Hand over the public half; keep the key, and print the paper."])


def say_held(held: Held) -> None:
    """Where a new key lies, and its fingerprint."""
    folder, begin = held.file.parent, held.file.name.partition(".")[0]
    say([
        f"  {held.key.half.holder}: {fingerprint(held.key.half.public)}",
        f"    the key, sealed       {held.file}",
        f"    its public half       {folder / begin}.public.json",
        f"    a page to print       {folder / begin}.paper.txt",
    ])  # fmt: skip


@click.command()
@click.argument("file", type=file_argument)
@click.option("--key", "key_files", type=file_argument, multiple=True, required=True,
              help="Your key on its stick; several where several holders sit together.")  # fmt: skip
@click.option("--out", type=file_argument, help="Write the signed file here (else FILE itself).")
@click.option("--yes", is_flag=True, help="Do not ask.")
def sign(file: Path, key_files: tuple[Path, ...], out: Path | None, yes: bool) -> None:
    """Sign the root in FILE with your key. Shows first what it changes, and who has signed already."""
    carried = read_carried(file)
    check_signed(carried)
    say(say_root(carried))
    say(say_signatures(carried))
    confirm("Is this what you want to sign?", yes=yes)
    signed = sign_carried(carried, [held.signer for held in open_all(key_files)])
    write_carried(out or file, signed)
    say()
    say(say_signatures(signed))
    say([say_onward(signed, out or file)])


def say_onward(carried: Carried, file: Path) -> str:
    """Where the file goes next."""
    lacks = wanted(carried)
    if lacks.after or (lacks.before and not are_trials(carried)):
        return f"Carry it to the next holder:  {file}\n  tamizdat keys sign {file.name} --key KEY"
    return f"Carry it to the newsroom's machine:  {file}\n  tamizdat keys accept {file.name}"


@click.command()
@click.argument("files", type=file_argument, nargs=-1, required=True)
@click.option("--begin-anew", is_flag=True, help=BEGIN_ANEW)
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def accept(files: tuple[Path, ...], begin_anew: bool, yes: bool, home: Path | None) -> None:
    """Take the signed root in FILES into the home. Several files: copies of one root that different holders signed.

    The chain is verified from the home's newest root on before anything is written.
    """
    place = find_home(home)
    take(place, reduce(join, map(read_carried, files)), yes=yes, begins_anew=begin_anew)


def take(home: Home, carried: Carried, *, yes: bool, begins_anew: bool = False) -> None:
    """Show it, ask, accept it, and say what comes next."""
    now = datetime.now(UTC)
    seal_plain_keys(home)
    if knows(home, carried):
        finish(home)
        say([f"This home has root {carried.after.version} already: nothing is left to do.", *say_next(home)])
        return
    whole = complete(home, carried, begins_anew=begins_anew)
    check_acceptable(home, whole, now)
    say(say_root(whole))
    say(say_signatures(whole))
    if begins_anew:
        say(_say_anew())
    confirm("Is this the root that shall count from now on?", yes=yes)
    done = accept_root(home, carried, now, begins_anew=begins_anew)
    say([f"\nRoot {done.root.version} counts from now on.", *say_next(home)])


def say_next(home: Home) -> list[str]:
    """After a root was accepted."""
    return [
        "Readers get it with the next edition or refresh: a running newsroom does it within five minutes,",
        f"`tamizdat press --home {home.folder}` at once.",
    ]


def _say_anew() -> list[str]:
    return [
        "",
        "THIS GIVES UP THE CHAIN OF ROOTS. Readers who hold the old root file will refuse everything from now on,",
        "until they have the new one. Give it to them by a way that no mirror can change: in print, in person, by",
        "other media.",
    ]
