"""Which object the press printed at a path: of several units that print one path, the best counts."""

from __future__ import annotations

from collections.abc import Sequence

from tamizdat.press.memory import Memory, select_in

BEST_LAST = (
    "SELECT path, digest FROM output JOIN unit ON unit.id = output.unit WHERE path IN {}"
    " ORDER BY path, rank DESC, unit.name DESC"
)


def find_identities(memory: Memory, paths: Sequence[str]) -> dict[str, str]:
    """Path → digest of the identity bytes, for paths that are printed."""
    return dict(select_in(memory, BEST_LAST, paths))
