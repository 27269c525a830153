"""A file with keys or passwords, which nobody but its owner may read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tamizdat.mirrors.backends.contract import BackendError
from tamizdat.shell.private_files import can_others_read


def private_file(options: Mapping[str, str], key: str, home: Path, what: str) -> Path:
    """The file that an option names, from the newsroom's folder on; one that others can read is refused."""
    if not options.get(key):
        raise BackendError("refused", f"It has no {key}: the file with {what}. `tamizdat mirror add` names it.")
    file = home / Path(options[key]).expanduser()
    try:
        is_open = can_others_read(file)
    except OSError as error:
        raise BackendError("refused", f"{file} with {what} cannot be read: {error.strerror}.") from None
    if is_open:
        raise BackendError(
            "refused", f"{file} can be read by others than its owner. Run `chmod 600 {file}` as its owner."
        )
    return file
