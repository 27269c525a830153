"""A press that may share its work: ``python -m tests.grown.press_shared HOME DEEDS``; says the map root.

Its shards are small, so that a short press has many.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tamizdat.press import press_edition
from tamizdat.press.grown import share
from tamizdat.shell.home import Home, open_newsroom
from tests.grown.presses import make_room, press


def main() -> None:
    folder, deeds = Path(sys.argv[1]), int(sys.argv[2])
    share.UNITS, press_edition.FEW = 8, 8
    open_newsroom(Home(folder))
    report = press(folder, make_room(deeds))
    print(report.map_root, report.pages)


if __name__ == "__main__":
    main()
