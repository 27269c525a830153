"""One deed of a newsroom's history in a process of its own, so that a test can kill it.

``python -m tests.press.history_once FOLDER NEWSROOM DEED``; the deed is ``press``, ``rollback N`` or ``gc``.
"""

from __future__ import annotations

import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.press.history import Archive


def main(folder: Path, newsroom: Path, deed: str, *numbers: str) -> None:
    archive = Archive(folder, keep=4)
    archive.now = datetime.now(UTC).replace(microsecond=0)
    if deed == "press":
        print(archive.press(pickle.loads(newsroom.read_bytes())).map_root)  # noqa: S301 - the test wrote it
    elif deed == "rollback":
        print(archive.roll_back(int(numbers[0]))[1].map_root)
    else:
        archive.collect()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
