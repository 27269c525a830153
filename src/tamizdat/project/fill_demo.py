"""Bring the demo's articles into its newsroom: ``python -m tamizdat.project.fill_demo FOLDER PARENT``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent


def _main() -> None:
    home = Home(Path(sys.argv[1]))
    end_with_parent(int(sys.argv[2]))
    try:
        open_newsroom(home)
        from tamizdat.project.demo.make import make_demo

        make_demo(home, now=datetime.now(UTC))
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")
    except KeyboardInterrupt:
        sys.exit(1)


if __name__ == "__main__":
    _main()
