"""What belongs to each side, as paths of the home; and what must never go along: root keys, and the vault's key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tamizdat.backup.last_edition import note_edition
from tamizdat.backup.settings import Side
from tamizdat.backup.stage import STAGED, copy_sqlite, dump_postgres
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import SETTINGS_FILE, Home

NEWSROOM, SUPPORT = f"{STAGED}/newsroom", f"{STAGED}/support"
FOLDERS = ("originals", "renditions", "mirrors", "onion/torrc", "onion/service")
VAULT = "support/keys/vault.key"
PEOPLE = "people.key"
"""Says whose account is whose: never beside the database that it opens."""
LONGEST_KEY = 20_000
PRIVATE_KEY = b"PRIVATE KEY-----"
ONLINE = ("edition", "timestamp")


@dataclass(frozen=True, slots=True)
class Content:
    """What a backup of a side holds."""

    paths: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def sides_of(home: Home) -> tuple[Side, ...]:
    """The sides that this machine has."""
    settings = home.read_settings()
    found: list[Side] = []
    if home.has_database():
        found.append("newsroom")
    if home.support_database.is_file() or settings.support.database is not None:
        found.append("support")
    if (home.folder / VAULT).is_file():
        found.append("vault")
    return tuple(found)


def prepare(home: Home, side: Side) -> Content:
    """Hold the side still, and say what of it is kept."""
    return {"newsroom": _newsroom, "support": _support, "vault": _vault}[side](home)


def _newsroom(home: Home) -> Content:
    settings = home.read_settings()
    # The edition before the words: what is hidden or withdrawn between the two must count as newer than the backup.
    noted = note_edition(home, home.folder / NEWSROOM / "restored.json")
    if settings.database:
        dump_postgres(settings.database, home.folder / NEWSROOM / "newsroom.dump")
    else:
        copy_sqlite(home.database, home.folder / NEWSROOM / "newsroom.sqlite3")
    keys, warnings = _keys(home)
    if not noted.manifest and any(name.endswith(".root.json") for name in keys):
        warnings += ("Which edition readers have could not be read here; a restore has to ask a mirror.",)
    folders = [one for one in FOLDERS if (home.folder / one).exists()]
    if settings.storage:
        folders = [one for one in folders if one not in ("originals", "renditions")]
        warnings += (
            f"Pictures lie in {settings.storage} and are not copied from there: let the storage keep versions, or "
            "copy the bucket.",
        )
    return Content((SETTINGS_FILE, NEWSROOM, *keys, *folders), warnings)


def _support(home: Home) -> Content:
    settings = home.read_settings()
    if settings.support.database:
        dump_postgres(settings.support.database, home.folder / SUPPORT / "support.dump")
    else:
        copy_sqlite(home.support_database, home.folder / SUPPORT / "support.sqlite3")
    inside = sorted(_files(home, "support", lambda name: name == VAULT))
    warnings: tuple[str, ...] = ()
    if (home.folder / VAULT).is_file():
        warnings = (
            "The vault's key is not in this backup, on purpose: keep it elsewhere (vault_places), or on paper "
            "(`tamizdat backup vault-key`). Without it a restored site opens no supporter's address.",
        )
    return Content((SETTINGS_FILE, SUPPORT, *inside), warnings)


def _vault(home: Home) -> Content:
    return Content((VAULT,))


def _keys(home: Home) -> tuple[list[str], tuple[str, ...]]:
    """The online keys as they lie, and the root files. Root keys stay away; one under another name stops the backup."""
    left_out = [one.name for one in home.keys.glob("root-*") if one.is_file()]
    kept = sorted(_files(home, "keys", _stays_away))
    for name in kept:
        if is_root_key(home.folder / name):
            raise RefusedError(
                f"{home.folder / name} is a root key, and root keys are never in a backup. Carry it to its holder and "
                "take it off this machine (docs/operating/keys.md); nothing was backed up."
            )
    if left_out:
        return kept, (
            f"Root keys lie on this machine ({', '.join(sorted(left_out))}); they are in no backup. "
            "`tamizdat keys ceremony` brings them to their holders.",
        )
    return kept, ()


def _stays_away(name: str) -> bool:
    return Path(name).name.startswith(("root-", PEOPLE)) or name.endswith(".part")


def is_root_key(file: Path) -> bool:
    """A key file that says so; or a plain private key that is none of the online ones."""
    if file.stat().st_size > LONGEST_KEY:
        return False
    data = file.read_bytes()
    if PRIVATE_KEY in data:
        return file.stem.removesuffix(".next") not in ONLINE
    try:
        value = json.loads(data)
        return isinstance(value, dict) and value.get("role") == "root" and "sealed" in value
    except ValueError:
        return False


def _files(home: Home, below: str, is_left_out: Callable[[str], bool]) -> Iterator[str]:
    for file in (home.folder / below).rglob("*"):
        name = file.relative_to(home.folder).as_posix()
        if file.is_file() and not file.is_symlink() and not is_left_out(name):
            yield name
