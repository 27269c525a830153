"""The texts that articles are made from, read once."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from benchmarks.peers.articles import SOURCES, Text, read_texts

INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[3] / "shared" / "input")


@cache
def texts() -> list[Text]:
    """All texts of the source."""
    if not has_texts():
        files = " and ".join(f"ninjs/{name}" for name in SOURCES)
        sys.exit(f"No archives in {INPUT}: set TAMIZDAT_INPUT to the folder that has {files}.")
    return read_texts(INPUT)


def has_texts() -> bool:
    return all((INPUT / "ninjs" / name).is_file() for name in SOURCES)
