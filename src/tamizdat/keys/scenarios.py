"""The losses that are rehearsed, step by step: what people do, and the code that the real command runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tamizdat.keys.carried import wanted
from tamizdat.keys.holders import Held
from tamizdat.keys.key_file import KeyRole
from tamizdat.keys.rehearsal import Rehearsal, forge_root
from tamizdat.keys.request import Change
from tamizdat.shell.errors import RefusedError

BOTH: tuple[KeyRole, ...] = ("edition", "timestamp")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that people do."""

    text: str
    command: str
    """As it would be typed; empty where nothing is typed."""
    run: Callable[[], str | None]
    """Does it on the copy; may return what is to be seen."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One loss."""

    title: str
    steps: Callable[[Rehearsal], Sequence[Step]]


def _laptop(copy: Rehearsal) -> Sequence[Step]:
    lost, *others = copy.held
    name = lost.key.half.holder
    signers = others[: copy.threshold]

    def replace_holder() -> None:
        _need(copy, len(others), name)
        new = copy.new_holder(f"{name} again")
        copy.change(Change(add=(new.key.half,), remove=(name,)), [*signers, new])

    rotate = f'tamizdat keys revoke "{name}" --add NEW.public.json'
    return (
        Step(f"{name} calls: the laptop with the stick in it is gone. Who asks proves by voice that it is {name}.", "",
             lambda: None),
        Step(f"{name} makes a new key on a new stick and sends the public half; the newsroom plans the next root;\n"
             f"{_names(signers)} sign it where they are; it comes back and is accepted.",
             f"tamizdat keys make …   {rotate}   tamizdat keys sign …   tamizdat keys accept …", replace_holder),
        *_sign_again(copy),
    )  # fmt: skip


def _server(copy: Rehearsal) -> Sequence[Step]:
    signers = copy.held[: copy.threshold]

    def lose() -> str:
        copy.lose_server()
        return "Gone: the home, its online keys, their passphrase. Left: what every mirror has, and the sticks."

    return (
        Step("The server is seized. Whatever lay on it is in other hands; no root key did.", "", lose),
        Step("On a new machine: rebuild the newsroom from any mirror (its root files come with it).",
             "tamizdat restore MIRROR --root 1.root.json", lambda: None),
        Step(f"New online keys; {_names(signers)} sign the root that names them; it is accepted.",
             "tamizdat keys revoke edition timestamp   tamizdat keys sign …   tamizdat keys accept …",
             lambda: copy.change(Change(online=BOTH), signers)),
        *_sign_again(copy),
        Step("Would a reader still believe what the seized keys sign?", "tamizdat verify …", lambda: _seized(copy)),
    )  # fmt: skip


def _seized(copy: Rehearsal) -> str:
    """A thief signs by the seized keys; a reader has the new root."""
    copy.sign_edition(copy.seized_keys())
    says = copy.reader_says()
    copy.sign_edition()
    if not says.startswith("refused"):
        raise RefusedError(f"A reader finds what the seized keys sign {says}.")
    return f"No: {says}, for everybody whom the new root has reached."


def _colleague(copy: Rehearsal) -> Sequence[Step]:
    leaving, *others = copy.held
    name = leaving.key.half.holder
    signers = others[: copy.threshold]

    def go() -> None:
        _need(copy, len(others), name)
        new = copy.new_holder("the successor")
        copy.change(Change(online=BOTH, add=(new.key.half,), remove=(name,)), [*signers, new])

    return (
        Step(f"{name} leaves. In peace or not: the key and every password that {name} knew are replaced today.", "",
             lambda: None),
        Step(f"A successor makes a key; the next root replaces {name} and, as {name} could log in to the server, both\n"
             f"online keys; {_names(signers)} sign.",
             f'tamizdat keys rotate root edition timestamp --remove "{name}" --add NEW.public.json', go),
        *_sign_again(copy),
    )  # fmt: skip


def _two_stolen(copy: Rehearsal) -> Sequence[Step]:
    stolen, all_of = copy.held[: copy.threshold], list(copy.held)

    def forge() -> str:
        forged = forge_root(copy, copy.new_holder("the thief"), stolen)
        return "The thief's root lacks nothing: it holds." if not wanted(forged) else "The thief's root does not hold."

    def replace_all() -> None:
        new = [copy.new_holder(f"{one.key.half.holder} anew") for one in all_of]
        change = Change(BOTH, tuple(one.key.half for one in new), tuple(one.key.half.holder for one in all_of))
        copy.change(change, [*all_of[: copy.threshold], *new])
        copy.held = new

    def begin_anew() -> str:
        copy.begin_anew([f"{one.key.half.holder} at the beginning" for one in all_of])
        copy.sign_edition()
        told = copy.reader_says()
        copy.readers_root = (copy.home.keys / "1.root.json").read_bytes()
        return f"A reader with the old root file: {told}. With the new one: {copy.reader_says()}."

    count = len(stolen)
    return (
        Step(f"{count} root keys are stolen, with their passphrases. What can the thief do?", "", forge),
        Step("First, at once: all holders replaced by a root that the old keys sign too, while they are ours as well.\n"
             "Whoever gets ours before the thief's is safe.",
             "tamizdat keys revoke NAME … --add NEW.public.json …", replace_all),
        *_sign_again(copy),
        Step("Then, for those who met the thief's first: a new beginning, told by print, by voice, by other media.",
             "tamizdat keys request --begin-anew   tamizdat keys ceremony …   tamizdat keys accept --begin-anew",
             begin_anew),
    )  # fmt: skip


def _sign_again(copy: Rehearsal) -> Sequence[Step]:
    def check() -> str:
        copy.sign_edition()
        says = copy.reader_says()
        if says != "current":
            raise RefusedError(f"A reader who has the old root file finds the edition {says}.")
        return "A reader who has the root file from before finds the edition current."

    return (Step("The next edition is signed by the keys that count now.", "tamizdat press", check),)


def _need(copy: Rehearsal, left: int, name: str) -> None:
    if left < copy.threshold:
        raise RefusedError(
            f"Without {name} there are {left} holders, and {copy.threshold} must sign: nobody can name a new one. "
            f"Only {name}'s paper helps (`tamizdat keys paper read`). Hold a ceremony with one holder more."
        )


def _names(held: Sequence[Held]) -> str:
    names = [one.key.half.holder for one in held]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


SCENARIOS = {
    "laptop": Scenario("One holder's laptop is lost, with the stick in it", _laptop),
    "server": Scenario("The server is seized", _server),
    "colleague": Scenario("A colleague who holds a key leaves", _colleague),
    "two-stolen": Scenario("As many root keys are stolen as have to sign", _two_stolen),
}
