"""A newsroom that has keys and nothing else, its holders with their sticks, and whoever dies between two writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.keys import disk
from tamizdat.keys.accept import accept
from tamizdat.keys.carried import Carried, sign_carried
from tamizdat.keys.ceremony import draft_ceremony, sign_together
from tamizdat.keys.command import keys
from tamizdat.keys.first_root import make_first_root
from tamizdat.keys.holders import Held, Holder, make_held
from tamizdat.keys.key_file import KeyRole
from tamizdat.keys.request import Change, make_request, plan_change
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "five words that are unrelated"
SETTINGS = '[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n'


def make_home(folder: Path, *, settings: str = "") -> Home:
    """A home without an edition, and with trial keys."""
    folder.mkdir(mode=0o700)
    (folder / "tamizdat.toml").write_text(SETTINGS + settings, encoding="utf-8")
    return Home(folder)


def make_holder(folder: Path, name: str, role: KeyRole = "root", now: datetime = NOW) -> Held:
    """A holder with a stick."""
    stick = folder / f"stick-{name}"
    stick.mkdir(mode=0o700)
    return make_held(Holder(name, stick, SECRET), role, "The Lamp", now)


@dataclass
class Newsroom:
    """After the ceremony."""

    home: Home
    held: list[Held]
    folder: Path

    def change(self, change: Change, signers: Sequence[Held] | None = None, now: datetime = NOW) -> Carried:
        """Plan, sign, accept."""
        signed = self.signed(plan_change(self.home, change, now), signers)
        accept(self.home, signed, now)
        return signed

    def signed(self, carried: Carried, signers: Sequence[Held] | None = None) -> Carried:
        return sign_carried(carried, [one.signer for one in signers or self.held])


def hold_ceremony(folder: Path, names: Sequence[str] = ("anna", "boris", "vera"), threshold: int = 2,
                  *, trial: bool = True, now: datetime = NOW) -> Newsroom:  # fmt: skip
    """A newsroom whose root keys lie on sticks; ``trial``: it had trial keys before, so this is root 2."""
    home = make_home(folder / "home")
    if trial:
        make_first_root(home, now)
    held = [make_holder(folder, name, now=now) for name in names]
    drafted = draft_ceremony(make_request(home, now), [one.key.half for one in held], threshold, now)
    accept(home, sign_together(drafted, held), now)
    return Newsroom(home, held, folder)


def run(*arguments: object, typed: Sequence[str] = (), code: int = 0) -> str:
    """``tamizdat keys …`` as a person calls it; everything that it says."""
    text = "".join(f"{line}\n" for line in typed)
    result = CliRunner().invoke(keys, [str(one) for one in arguments], input=text)
    said = result.output
    if isinstance(result.exception, TamizdatError):
        said, found = f"{said}tamizdat: {result.exception}", 1
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    else:
        found = result.exit_code
    assert found == code, said
    return said


class Dead(BaseException):
    """The machine lost its power."""


@contextmanager
def dies_at(number: int) -> Iterator[Callable[[], int]]:
    """The power goes just before the change of the disk with this number (from 1); yields how many there were."""
    count = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                raise Dead
            return real(*arguments, **named)

        return instead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", counted(Path.replace))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        patch.setattr(disk, "_keep_names", counted(disk._keep_names))
        yield lambda: count
