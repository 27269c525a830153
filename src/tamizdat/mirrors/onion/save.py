"""``[public] onion`` in tamizdat.toml, set without touching anything else in the file."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

from tamizdat.shell.errors import HomeError

_table = re.compile(r"(?m)^[ \t]*\[public\][ \t]*(?:#.*)?$")
_next = re.compile(r"(?m)^[ \t]*\[")
_line = re.compile(r"(?m)^([ \t]*)onion[ \t]*=.*$")


def set_onion(text: str, onion: str) -> str:
    """The same settings with this onion address; comments and order stay. Raises HomeError."""
    line = f'onion = "{onion}"'
    table = _table.search(text)
    if table is None:
        changed = f"{text.rstrip()}\n\n[public]\n{line}\n"
    else:
        after = _next.search(text, table.end())
        end = after.start() if after else len(text)
        inside = text[table.end() : end]
        given = _line.sub(lambda found: found[1] + line, inside, count=1)
        changed = text[: table.end()] + (given if _line.search(inside) else f"\n{line}{inside}") + text[end:]
    _check(text, changed, onion)
    return changed


def save_onion(file: Path, onion: str) -> bool:
    """At once and whole; False when it stood there already."""
    before = file.read_text(encoding="utf-8")
    changed = set_onion(before, onion)
    if changed == before:
        return False
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.stat().st_mode & 0o777)
    with os.fdopen(handle, "w", encoding="utf-8") as new:
        new.write(changed)
    part.replace(file)
    return True


def _check(before: str, changed: str, onion: str) -> None:
    """Nothing but this one value may be another: a file that is written in an unusual way is left to its owner."""
    wanted = tomllib.loads(before)
    wanted.setdefault("public", {})["onion"] = onion
    try:
        is_right = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise HomeError(f'tamizdat.toml is written in an unusual way: put onion = "{onion}" under [public] yourself.')
