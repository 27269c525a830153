"""Where a machine finds the passphrase of its online keys: outside the home, so that a copy of the home is useless.

``[keys] passphrase_file`` of tamizdat.toml; else the file that TAMIZDAT_KEYS_PASSPHRASE_FILE names; else one in the
configuration folder of whoever runs the newsroom, made at the first use.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from contextlib import suppress
from pathlib import Path

from tamizdat.keys.disk import need_private
from tamizdat.shell.errors import HomeError, RefusedError
from tamizdat.shell.home import Home

VARIABLE = "TAMIZDAT_KEYS_PASSPHRASE_FILE"
SHORTEST = 32
"""It is for machines, not for memory: 32 characters at least."""


def find_passphrase_file(home: Home) -> Path:
    """Where it is, or will be."""
    named = _setting(home) or os.environ.get(VARIABLE)
    if named:
        return home.folder / Path(named).expanduser()
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder, "tamizdat", "keys.passphrase")


def read_passphrase(home: Home, *, may_make: bool) -> str:
    """The passphrase. ``may_make``: nothing is sealed under it yet, so a missing one may be made."""
    file = find_passphrase_file(home)
    if may_make and not file.exists():
        _make(file)
    try:
        text = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise RefusedError(
            f"{file} is missing: it holds the passphrase of the keys in {home.keys}. Bring it back; if it is lost, "
            "the root keys replace the online keys: `tamizdat keys rotate edition timestamp`."
        ) from None
    except UnicodeDecodeError:
        raise RefusedError(f"{file} is no text. Bring the right passphrase file back.") from None
    _check(file, text)
    return text


def _check(file: Path, text: str) -> None:
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    if not (given and file.is_relative_to(given)):  # systemd lets the service's user in by a rule of its own
        need_private(file)
    if len(text) < SHORTEST:
        raise RefusedError(
            f"{file} holds {len(text)} characters, and a passphrase for machines needs {SHORTEST}. "
            f"Before keys are made, write one with: openssl rand -base64 32 > {file}"
        )


def is_outside(home: Home) -> bool:
    """Does a copy of the home alone lack the passphrase?"""
    return not find_passphrase_file(home).resolve().is_relative_to(home.folder.resolve())


def _setting(home: Home) -> str:
    try:
        values = tomllib.loads(home.settings_file.read_text(encoding="utf-8")).get("keys", {})
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HomeError(f"{home.settings_file} cannot be read: {error}") from None
    found = values.get("passphrase_file", "") if isinstance(values, dict) else None
    if not isinstance(found, str):
        raise HomeError(f'{home.settings_file}: [keys] passphrase_file is a file, such as "/etc/tamizdat/passphrase".')
    return found


def _make(file: Path) -> None:
    """256 random bits; whoever is first makes it."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(32) + "\n")
            new.flush()
            os.fsync(new.fileno())
        try:
            with suppress(FileExistsError):
                os.link(part, file)
        finally:
            part.unlink()
    except OSError as error:
        raise RefusedError(
            f"{file} cannot be made ({error.strerror}), and the keys' passphrase has to lie somewhere. Name a file "
            "that this user can read: [keys] passphrase_file in tamizdat.toml."
        ) from None
