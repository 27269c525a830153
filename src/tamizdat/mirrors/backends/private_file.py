"""A file with keys or passwords, which nobody but its owner may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from tamizdat.mirrors.backends.contract import BackendError


def private_file(options: Mapping[str, str], key: str, home: Path, what: str) -> Path:
    """The file that an option names, from the newsroom's folder on; one that others can read is refused."""
    if not options.get(key):
        raise BackendError("refused", f"It has no {key}: the file with {what}. `tamizdat mirror add` names it.")
    file = home / Path(options[key]).expanduser()
    try:
        state = file.stat()
    except OSError as error:
        raise BackendError("refused", f"{file} with {what} cannot be read: {error.strerror}.") from None
    if state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o077:
        raise BackendError(
            "refused", f"{file} can be read by others than its owner. Run `chmod 600 {file}` as its owner."
        )
    return file
