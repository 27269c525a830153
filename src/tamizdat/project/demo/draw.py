"""Draw the pictures of the demo newsroom again: ``python -m tamizdat.project.demo.draw [name …]``.

They are committed (``pictures/*.jpg``) because the same Pillow must not be needed everywhere for the same edition.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tamizdat.project.demo.drawing import ashore, boats, harbour, heads, indoors, offshore

FOLDER = Path(__file__).parent / "pictures"
HEAVIEST = 120_000
"""Bytes that a committed picture may have."""

DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    "harbour-dawn": harbour.harbour_dawn,
    "lighthouse": harbour.lighthouse_night,
    "crane": harbour.crane,
    "ferry-fog": offshore.ferry_fog,
    "dredger": harbour.dredger,
    "storm": offshore.storm,
    "salt-pans": harbour.salt_pans,
    "post-boat": offshore.post_boat,
    "bell": ashore.bell,
    "court": indoors.court,
    "tools": indoors.tools,
    "market": ashore.market,
    "chart": ashore.chart,
    "cat": ashore.cat,
    "heron": ashore.heron,
    "desk": indoors.desk,
    "teahouse": indoors.teahouse,
    "lead-line": offshore.lead_line,
    "captain": heads.captain,
    "sisters": heads.sisters,
    "boat-haste": boats.haste,
    "boat-patience": boats.patience,
    "boat-cutter": boats.cutter,
    "boat-barge": boats.barge,
    "boat-tug": boats.tug,
    "boat-dinghy": boats.dinghy,
}


def save(name: str, picture: Image.Image) -> Path:
    """Write a picture as good as its weight allows."""
    file = FOLDER / f"{name}.jpg"
    for quality in range(84, 20, -4):
        picture.save(file, quality=quality, optimize=True, progressive=True)
        if file.stat().st_size <= HEAVIEST:
            break
    return file


def main() -> None:
    """Draw all, or those that are named."""
    for name in sys.argv[1:] or DRAWINGS:
        file = save(name, DRAWINGS[name]())
        sys.stderr.write(f"{file.name}: {file.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
