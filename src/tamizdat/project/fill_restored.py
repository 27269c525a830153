"""Put the facts of an edition into a newsroom that is being made: a process of its own.

Reads JSON: ``{"home", "folders", "root" (hex), "now", "restored", "parent"}``; without ``folders`` the newsroom came
from a backup, and only what was withdrawn since is taken back. Writes ``{"articles": …, "withdrawn": […], …}`` or
``{"error": …}``. A process of its own, because Django belongs to one folder for as long as a process lives.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import parse_manifest
from tamizdat.core.trust.retractions import Retractions, parse_retractions
from tamizdat.intake.edition import open_edition
from tamizdat.shell.console import phases
from tamizdat.shell.errors import RefusedError, TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.mirrors import read_registry
from tamizdat.shell.restored import Restored, look_at_restored, write_restored


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it."""

    articles: int
    withdrawn: tuple[str, ...]
    """Headlines of what came back unpublished, because it was withdrawn since."""
    held_back: tuple[str, ...]
    """Headlines of what a schedule would have published meanwhile."""
    mirrors: int
    """Addresses that readers know, noted without a way to bring anything there."""
    hidden: bool = False
    """A person was hidden since, and has to be hidden again before anything is pressed."""


def fill_restored(home: Path, folders: Sequence[Path], root: bytes, now: datetime, restored: Restored) -> Filled:
    """Fill it; raises RefusedError with the reason when it could not be done."""
    return _ask(home, now, restored, {"folders": [str(one) for one in folders], "root": root.hex()})


def take_back(home: Path, now: datetime, restored: Restored) -> Filled:
    """Of a newsroom that came from a backup: unpublish what was withdrawn since, hold back what was scheduled."""
    return _ask(home, now, restored, {})


def _ask(home: Path, now: datetime, restored: Restored, more: dict[str, Any]) -> Filled:
    asked = {"home": str(home), "now": now.isoformat(), "restored": asdict(restored), "parent": os.getpid(), **more}
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
    return Filled(
        int(answer["articles"]),
        tuple(answer["withdrawn"]),
        tuple(answer["held_back"]),
        int(answer["mirrors"]),
        bool(answer["hidden"]),
    )


def _fill(asked: dict[str, Any]) -> dict[str, Any]:
    home, now, restored = Home(Path(asked["home"])), datetime.fromisoformat(asked["now"]), Restored(**asked["restored"])
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    articles, mirrors, held_back, before = 0, 0, [], look_at_restored(home.restored)
    if "folders" in asked:
        edition = open_edition([Path(one) for one in asked["folders"]], bytes.fromhex(asked["root"]), now)
        made = edition.trust.manifest.edition
        with phases() as show:
            facts = edition.read_facts(lambda count: show("reading facts", count, count))
            articles = doors.restore_facts(facts, edition.read_picture)
        doors.refresh_mirrors(home)  # takes the addresses that readers know over into the registry
        mirrors = len(read_registry(home.mirrors).mirrors)
    else:
        made = _edition_of(before)
        held_back = doors.hold_back_due(now)
    listed = _read(restored)
    withdrawn = doors.withdraw_listed(listed.hold, lambda public_id: listed.reworded_since(public_id, made))
    hidden = listed.hidden_since(made) or bool(before and before.hidden)
    write_restored(home.restored, replace(restored, hidden=hidden))
    return {
        "articles": articles, "withdrawn": withdrawn, "held_back": held_back, "mirrors": mirrors, "hidden": hidden,
    }  # fmt: skip


def _edition_of(before: Restored | None) -> int:
    """The edition that readers had when the backup was made: what was hidden after it, the backup may not know."""
    return parse_manifest(before.manifest.encode()).edition if before and before.manifest else 0


def _read(restored: Restored) -> Retractions:
    try:
        return parse_retractions(restored.retractions.encode()) if restored.retractions else Retractions()
    except EditionError as error:
        raise RefusedError(f"The list of what was withdrawn cannot be read: {error}") from None


def _main() -> None:
    asked = json.loads(sys.stdin.buffer.read())
    end_with_parent(asked["parent"])
    try:
        print(json.dumps(_fill(asked)))
    except TamizdatError as error:
        print(json.dumps({"error": str(error)}))


if __name__ == "__main__":
    _main()
