"""A mirror that is a folder of this machine: kept like the public tree, with second names instead of second bytes."""

from __future__ import annotations

from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.mirrors.backends.contract import BackendError
from tamizdat.mirrors.backends.folder import FAULTS
from tamizdat.mirrors.copy_edition import UNFINISHED, CopyReport, copy_edition
from tamizdat.mirrors.push.edition import Edition
from tamizdat.mirrors.push.result import PushError
from tamizdat.mirrors.push.state import State
from tamizdat.mirrors.source import POINTER


def push_to_folder(folder: Path, edition: Edition, state: State, *, whole: bool = False) -> CopyReport:
    """The current edition, which may by now be a later one than ``edition``; raises PushError, BackendError."""
    _refuse_strange(folder)
    if whole and folder.is_dir():
        (folder / UNFINISHED).touch()
    try:
        report = copy_edition(edition.place, folder)
        pointer = (folder / POINTER).read_bytes()
    except OSError as error:
        kind = FAULTS.get(error.errno, "unreachable")
        raise BackendError(kind, f"{error.filename or folder} cannot be used: {error.strerror}.") from None
    if pointer == edition.pointer:
        state.settle(str(folder), edition.manifest_name, edition.manifest.edition, (), digest(pointer))
    return report


def _refuse_strange(folder: Path) -> None:
    """What no edition holds is removed from a mirror, so it must be nobody's folder but the mirror's."""
    if folder.exists() and not (folder / POINTER).exists() and not (folder / UNFINISHED).exists():
        if not folder.is_dir():
            raise BackendError("refused", f"{folder} is no folder.")
        if any(folder.iterdir()):
            raise PushError("strange", f"{folder} is not empty and holds no edition.")
