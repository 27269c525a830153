"""Many archives into one newsroom, in one process: ``python -m tests.stories.import_many HOME < [[kind, source], …]``.

What `tamizdat import` refuses (a broken archive) is counted and left out. Writes ``{"refused": …, "sources": …}``.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.intake.import_command import Order, bring_in
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home
from tests.stories.real_archives import INPUT


def main() -> None:
    home, sources = Home(Path(sys.argv[1])), json.load(sys.stdin)
    refused = 0
    for kind, source in sources:
        try:
            bring_in(Order(kind, Path(source), home, False, _media(Path(source)), False, None, datetime.now(UTC)))
        except TamizdatError:
            refused += 1
    print(json.dumps({"refused": refused, "sources": len(sources)}))


def _media(source: Path) -> Path | None:
    beside = INPUT / source.stem / "assets"
    return beside if beside.is_dir() else None


if __name__ == "__main__":
    main()
