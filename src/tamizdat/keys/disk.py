"""Writing that a crash cannot halve, and who may read a key.

Everything that this room changes on a disk goes through ``write_whole``, ``move`` and ``forget``.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.private_files import can_others_read

PERMISSIONLESS = ("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk")
"""File systems of memory sticks on which everybody may read everything."""


def write_whole(file: Path, data: bytes, mode: int = 0o600) -> None:
    """Beside, to the disk, renamed, and the folder to the disk: after a crash the file is old or new, never half."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    _keep_names(file.parent)


def move(file: Path, to: Path) -> None:
    """Give a file another name at once; what had that name is gone."""
    file.replace(to)
    _keep_names(to.parent)


def forget(file: Path) -> None:
    """Take a file away. Its bytes may stay on the disk for long; nobody can promise otherwise of a flash disk."""
    file.unlink(missing_ok=True)
    _keep_names(file.parent)


def _keep_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one command changes these keys at a time; the second waits."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def need_private(file: Path) -> None:
    """Refuse a file that others can read, with the command that mends it. Sticks that know no owners are let be."""
    if _is_open(file):
        raise RefusedError(f"{file} can be read by others. Run `chmod 600 {file}`, and ask yourself who has seen it.")


def need_private_folder(folder: Path) -> None:
    """The same for a folder of keys."""
    if _is_open(folder):
        raise RefusedError(
            f"{folder} can be opened by others. Run `chmod 700 {folder}`, and ask yourself who has been there."
        )


def _is_open(path: Path) -> bool:
    return can_others_read(path) and knows_permissions(path)


def knows_permissions(path: Path) -> bool:
    """False on a memory stick as shops sell them (FAT): there the passphrase alone guards a key."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return True
    target, found = str(path.resolve()), ("", "")
    for line in mounts:
        _, place, kind, *_ = line.split(" ")
        place = place.replace("\\040", " ")
        if (target == place or target.startswith(place.rstrip("/") + "/")) and len(place) >= len(found[0]):
            found = place, kind
    return found[1] not in PERMISSIONLESS
