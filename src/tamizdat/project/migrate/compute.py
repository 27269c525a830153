"""The map root of what a home has published, pressed from nothing: ``python -m tamizdat.project.migrate.compute HOME``.

On the new side it leaves the press's memory in the database, so that the next edition costs what its change costs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tamizdat.press.doors import compute_map_root
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent


def _main() -> None:
    end_with_parent(os.getppid())
    home = Home(Path(sys.argv[1]))
    try:
        open_newsroom(home)
        print(compute_map_root(home, Path(sys.argv[2]) if len(sys.argv) > 2 else None))
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")


if __name__ == "__main__":
    _main()
