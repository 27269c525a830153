"""Files with keys and passwords: only their owner may read them."""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from contextlib import suppress
from pathlib import Path

from tamizdat.shell.errors import HomeError, RefusedError


def can_others_read(path: Path) -> bool:
    """Whether anybody but the owner may, or whether it is somebody else's; raises OSError where there is nothing."""
    state = path.stat()
    is_mine = os.geteuid() in (0, state.st_uid)
    return not is_mine or bool(stat.S_IMODE(state.st_mode) & 0o077)


def check_private(file: Path) -> None:
    """Refuse a file that others can read, with the command that mends it; raises OSError where there is none."""
    if can_others_read(file):
        raise RefusedError(_said(file))


def _said(file: Path) -> str:
    return f"{file} can be read by others. Run `chmod 600 {file}` as its owner, and ask yourself who has seen it."


def make_once(file: Path, data: bytes) -> None:
    """Put this there where nothing is, for its owner alone. Of two first calls, whichever process or thread makes them,
    one wins, and both find the same file, whole."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
    finally:
        part.unlink(missing_ok=True)


def read_pair(file: Path, first: str, second: str, named_by: str) -> tuple[str, str]:
    """Two lines of TOML, each a text (a name and its password, say), in a file that a setting names; or HomeError."""
    try:
        if can_others_read(file):
            raise HomeError(_said(file))
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no TOML"
        raise HomeError(f"{file} cannot be read: {why}. {named_by} names it.") from None
    one, other = values.get(first), values.get(second)
    if not isinstance(one, str) or not isinstance(other, str):
        raise HomeError(f'{file} needs the two lines {first} = "…" and {second} = "…".')
    return one, other
