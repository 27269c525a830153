"""Is there room on the disk for what comes next?"""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.peers.measure import CommandError
from benchmarks.peers.runs import Runs

USUAL = 75_000
"""Bytes for one article of ours, its lists and the newsroom's database, when nothing smaller was measured."""
SPARE = 2_000_000_000


def needed(runs: Runs, count: int, name: str) -> int:
    """Bytes for all: as measured at the largest smaller size; a changed footer needs the tree twice."""
    known = [(one["size"], one["disk"]) for one in runs.records if one["peer"] == name and "disk" in one]
    known = [one for one in known if 10_000 <= one[0] < count]
    each = max(known)[1] / max(known)[0] if known else USUAL
    twice = 1.0 if count >= 1_000_000 else 2.0
    return int(count * each * twice * 1.1) + SPARE


def check_room(runs: Runs, count: int, name: str, folder: Path) -> None:
    """CommandError when there is not enough."""
    want, free = needed(runs, count, name), shutil.disk_usage(folder).free
    if free < want:
        raise CommandError(
            f"{count:,} articles of {name} need about {want / 1e9:,.0f} GB in benchmarks/.peers, "
            f"and {free / 1e9:,.0f} GB are free: make room, or leave this size out of SIZES"
        )
