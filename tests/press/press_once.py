"""One run of the press in a process of its own, so that a test can kill it.

``python -m tests.press.press_once FOLDER SEED ARTICLES``
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom


def main(folder: Path, seed: int, articles: int) -> None:
    """Press a paper of so many articles."""
    newsroom = MemoryNewsroom(seed)
    for _ in range(articles):
        newsroom.publish()
    home = Home(folder)
    press = Press(home, open_memory(home.press / "press.sqlite3"))
    report = press.press(Newsroom(newsroom.rows, ()), datetime.now(UTC))
    print(report.map_root)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
