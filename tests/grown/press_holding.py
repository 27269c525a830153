"""A press that says when it has the lock, and goes on when told: ``python -m tests.grown.press_holding HOME DEEDS``."""

from __future__ import annotations

import sys
from pathlib import Path

from tamizdat.press.only_one import only_one_press
from tamizdat.shell.home import Home
from tests.grown.presses import make_room, press


def main(folder: Path, deeds: int) -> None:
    with only_one_press(Home(folder).press):
        print("holding", flush=True)
        if sys.stdin.readline():
            report = press(folder, make_room(deeds))
            print(report.edition, report.map_root, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
