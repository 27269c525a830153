"""The only way to a backend: by a mirror of the registry. Each kind is imported when a mirror of it is opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tamizdat.mirrors.backends.contract import Backend, BackendError
from tamizdat.shell.mirrors import Mirror

KINDS = {
    "folder": "tamizdat.mirrors.backends.folder",
    "bucket": "tamizdat.mirrors.backends.bucket",
    "rclone": "tamizdat.mirrors.backends.rclone",
}
OPTIONS = {"folder": (), "bucket": ("endpoint", "region", "keys_file"), "rclone": ("config",)}
"""What each kind needs besides its place."""


def open_backend(mirror: Mirror, home: Path) -> Backend:
    """``home``: the folder of the newsroom, from which relative paths count. Raises BackendError."""
    if mirror.kind not in KINDS:
        raise BackendError(
            "refused", f"Nothing is brought to a mirror of the kind {mirror.kind!r}: it fetches by itself."
        )
    unknown = sorted(set(mirror.options) - set(OPTIONS[mirror.kind]))
    if unknown:
        known = ", ".join(OPTIONS[mirror.kind]) or "none"
        raise BackendError(
            "refused", f"A mirror of the kind {mirror.kind} knows no option {unknown[0]}; it knows {known}."
        )
    opener: Callable[[Mirror, Path], Backend] = import_module(KINDS[mirror.kind]).open_mirror
    return opener(mirror, home)
