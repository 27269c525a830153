"""The passwords of backups: one for each side, in files for their owner alone, outside the newsroom's folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tamizdat.backup.settings import Side
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.private_files import check_private

BITS = 20
"""Bytes: 160 bits, in groups of letters that can be written down."""


def password_file(folder: Path, side: Side) -> Path:
    """The file of a side; raises RefusedError when it is missing or others can read it."""
    file = folder / f"{side}.password"
    try:
        check_private(file)
    except FileNotFoundError:
        raise RefusedError(
            f"{file} is missing: without it no backup of this side can be opened. Name the folder where it lies "
            "(--passwords of `tamizdat restore`, [backup] passwords of tamizdat.toml), or write the password that you "
            "kept on paper into it, with mode 0600."
        ) from None
    if not file.read_text(encoding="utf-8").strip():
        raise RefusedError(f"{file} is empty.")
    return file


def make_password(folder: Path, side: Side) -> bool:
    """Make the password of a side if there is none; True when it was made now and has to be written down."""
    file = folder / f"{side}.password"
    if file.exists():
        return False
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(f"{new_password()}\n")
            new.flush()
            os.fsync(new.fileno())
        try:
            os.link(part, file)
        except FileExistsError:
            return False
        finally:
            part.unlink()
    except OSError as error:
        raise RefusedError(
            f"{file} cannot be made ({error.strerror}). Name another folder: [backup] passwords in tamizdat.toml."
        ) from None
    return True


def new_password() -> str:
    """Eight groups of four letters and digits, without the ones that look alike."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    text = "".join(secrets.choice(letters) for _ in range(BITS * 8 // 5))
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
