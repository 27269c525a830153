"""Put the facts of an edition into a newsroom that is being made: a process of its own.

Reads JSON: ``{"home", "edition", "root" (hex), "now", "parent"}``; writes ``{"articles": …}`` or ``{"error": …}``.
A process of its own, because Django belongs to one folder for as long as a process lives.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.intake.edition import open_edition
from tamizdat.shell.console import phases
from tamizdat.shell.errors import RefusedError, TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.restored import write_restored


def fill_restored(home: Path, edition: Path, root: bytes, now: datetime) -> int:
    """How many articles were rebuilt; raises RefusedError with the reason when it could not be done."""
    asked = {
        "home": str(home),
        "edition": str(edition),
        "root": root.hex(),
        "now": now.isoformat(),
        "parent": os.getpid(),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tamizdat.project.fill_restored"],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    answer = json.loads(done.stdout or b"{}")
    if "articles" not in answer:
        raise RefusedError(answer.get("error") or "The newsroom could not be rebuilt; the reason stands above.")
    return int(answer["articles"])


def _fill(asked: dict[str, Any]) -> int:
    home = Home(Path(asked["home"]))
    edition = open_edition(Path(asked["edition"]), bytes.fromhex(asked["root"]), datetime.fromisoformat(asked["now"]))
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    with phases() as show:
        facts = edition.read_facts(lambda count: show("reading facts", count, count))
        articles: int = doors.restore_facts(facts, edition.read_picture)
    write_restored(home.restored, edition.as_restored())
    return articles


def _main() -> None:
    asked = json.loads(sys.stdin.buffer.read())
    end_with_parent(asked["parent"])
    try:
        print(json.dumps({"articles": _fill(asked)}))
    except TamizdatError as error:
        print(json.dumps({"error": str(error)}))


if __name__ == "__main__":
    _main()
