"""What the demo keeps beside its newsroom: the login that it prints, how far it is, and its mirror."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.project.login import Login
from tamizdat.project.make_home import LOGIN_FILE
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, change_registry, has_registry

FILLED = "demo-is-filled"
GIVEN = "demo-has-gifts"
MIRROR = "harbour"
"""What commands call the demo's mirror."""
HERE = re.compile(r'(?m)^address = "http://127\.0\.0\.1:[0-9]+"$')
"""In ``tamizdat.toml``: first the support site's, then the sandbox's."""


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder of a demo newsroom."""

    path: Path

    @property
    def home(self) -> Home:
        return Home(self.path)

    @property
    def mirror(self) -> Path:
        """A second copy of the public tree, served as somebody else would."""
        return self.path / "mirror"

    @property
    def sandbox(self) -> Path:
        """What the sandbox processor remembers."""
        return self.path / "sandbox.sqlite3"

    def asks_for_gifts(self) -> bool:
        """A demo that was made before there was a support site has none."""
        return bool(self.home.read_settings().support.settings)

    @staticmethod
    def keep_login(path: Path, login: Login) -> None:
        """Written before the newsroom is whole, so that there is none that nobody can open."""
        handle = os.open(path / LOGIN_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(login), file, indent=1)

    def read_login(self) -> Login:
        """The login as it was made; refuses a newsroom that is not a demo."""
        file = self.path / LOGIN_FILE
        try:
            value = json.loads(file.read_text(encoding="utf-8"))
            return Login(str(value["name"]), str(value["password"]), str(value["secret"]))
        except FileNotFoundError:
            raise HomeError(
                f"{self.path} is a newsroom, but not a demo. Name another folder: tamizdat demo PATH."
            ) from None
        except (ValueError, KeyError, TypeError):
            raise HomeError(
                f"{file} cannot be read, so nobody knows the demo's password. Delete {self.path} and start again."
            ) from None

    def note_addresses(self, support: str, sandbox: str) -> None:
        """Where support site and sandbox listen this time: other commands read it in the settings too."""
        file = self.home.settings_file
        text = file.read_text(encoding="utf-8")
        places = iter((support.rstrip("/"), sandbox.rstrip("/")))
        told = HERE.sub(lambda _: f'address = "{next(places)}"', text, count=2)
        if told != text:
            part = file.with_name(f"{file.name}.part")
            part.write_text(told, encoding="utf-8")
            part.rename(file)

    def note_mirror(self, address: str) -> None:
        """Where the mirror listens this time: its address stands on the pages on ways. Removed once, it stays away."""
        folder = self.home.mirrors
        with change_registry(folder) as held:
            known = next((one for one in held[0].mirrors if one.name == MIRROR), None)
            if known is None and has_registry(folder):
                return
            one = known or Mirror(MIRROR, "folder", "", added=f"{datetime.now(UTC):%Y-%m-%d}")
            held[0] = held[0].put(replace(one, where=str(self.mirror), address=address))

    def has_gifts(self) -> bool:
        """Have the first supporters given?"""
        return (self.path / GIVEN).exists()

    def note_gifts(self) -> None:
        """They do it once."""
        (self.path / GIVEN).touch()

    def is_filled(self) -> bool:
        """Are all articles in?"""
        return (self.path / FILLED).exists()

    def note_filled(self) -> None:
        """From now on the demo's articles belong to whoever edits them."""
        (self.path / FILLED).touch()

    def has_edition(self) -> bool:
        """Has it been pressed?"""
        return (self.home.editions / "current").exists()
