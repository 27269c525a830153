"""``[backup]`` of tamizdat.toml: where backups go, under which passwords, and for how long they are kept."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home
from tamizdat.shell.private_files import read_pair

Side = Literal["newsroom", "support", "vault"]
SIDES: tuple[Side, ...] = ("newsroom", "support", "vault")
"""``vault``: the one key under which everything that is known of supporters lies; never where their database goes."""

KNOWN = {"places", "vault_places", "passwords", "s3_keys", "ssh_config", *(f"keep_{one}" for one in (
    "days", "weeks", "support_days"
))}  # fmt: skip
FAR = re.compile(r"(sftp|s3|rest|rclone|b2|azure|gs|swift):")
SECRET = re.compile(r"://[^/@\s]*:[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """What a person decided."""

    places: tuple[str, ...] = ()
    vault_places: tuple[str, ...] = ()
    passwords: Path = Path()
    """A folder outside the home."""
    keep_days: int = 14
    """A backup of each of so many days …"""
    keep_weeks: int = 6
    """… and of each of so many weeks."""
    support_days: int = 7
    """Of the support side: whoever is erased stays in a backup for so long, and no longer."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What restic needs to get in: the keys of a bucket."""
    ssh_config: str = ""

    def places_of(self, side: Side) -> tuple[str, ...]:
        return self.vault_places if side == "vault" else self.places


def read_backup(home: Home) -> BackupSettings:
    """Raises HomeError with what is wrong; without the section there are no places."""
    file = home.settings_file
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("backup", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HomeError(f"{file} cannot be read: {error}") from None
    return parse_backup(table, file, home)


def parse_backup(table: Any, file: Path, home: Home) -> BackupSettings:
    """The section's own lines."""
    if not isinstance(table, dict) or table.keys() - KNOWN:
        unknown = ", ".join(sorted(table.keys() - KNOWN)) if isinstance(table, dict) else "other things"
        raise HomeError(f"{file}: [backup] knows no {unknown}; it knows {', '.join(sorted(KNOWN))}.")
    places, vault = _places(table, "places", file), _places(table, "vault_places", file)
    if set(places) & set(vault):
        raise HomeError(
            f"{file}: [backup] vault_places has a place of places. The vault's key must not lie where the supporters' "
            "database lies: whoever is erased would come back from the two."
        )
    return BackupSettings(
        places=places,
        vault_places=vault,
        passwords=_passwords(table, file, home),
        keep_days=_number(table, "keep_days", 14, file),
        keep_weeks=_number(table, "keep_weeks", 6, file),
        support_days=_number(table, "keep_support_days", 7, file),
        environment=read_s3_keys(file.parent / str(table["s3_keys"])) if "s3_keys" in table else {},
        ssh_config=str(table.get("ssh_config", "")),
    )


def usual_passwords(home: Home) -> Path:
    """In the configuration folder of whoever runs the newsroom, for this home alone."""
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder, "tamizdat", "backup", home.folder.name or "newsroom")


def is_far(place: str) -> bool:
    """Not a folder of this machine."""
    return FAR.match(place) is not None


def read_s3_keys(file: Path) -> dict[str, str]:
    """The keys of a bucket: ``access_key`` and ``secret_key``, in a file for its owner alone."""
    access, secret = read_pair(file, "access_key", "secret_key", "[backup]")
    return {"AWS_ACCESS_KEY_ID": access, "AWS_SECRET_ACCESS_KEY": secret}


def _places(table: Mapping[str, Any], name: str, file: Path) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip("/") for one in value):
        raise HomeError(f'{file}: [backup] {name} is a list, such as ["/mnt/a", "sftp:me@host:/backup"].')
    for one in value:
        check_place(one, f"{file}: [backup] {name}: ")
    return tuple(one.rstrip("/") for one in value)


def check_place(place: str, where: str = "") -> None:
    """A folder is named from the top; a password never stands in an address."""
    if SECRET.search(place):
        raise HomeError(f"{where}a place must not hold a password: it would show up wherever places are printed.")
    if not is_far(place) and not Path(place).is_absolute():
        raise HomeError(f"{where}{place!r} is neither a folder from the top (/mnt/a) nor sftp:… or s3:….")


def _passwords(table: Mapping[str, Any], file: Path, home: Home) -> Path:
    given = table.get("passwords")
    folder = usual_passwords(home) if given is None else file.parent / Path(str(given)).expanduser()
    if folder.resolve().is_relative_to(home.folder.resolve()):
        raise HomeError(
            f"{file}: [backup] passwords is within the newsroom's folder: whoever steals it opens the backups too."
        )
    return folder


def _number(table: Mapping[str, Any], name: str, usual: int, file: Path) -> int:
    value = table.get(name, usual)
    if type(value) is not int or value < 1:
        raise HomeError(f"{file}: [backup] {name} is a whole number from 1.")
    return value
