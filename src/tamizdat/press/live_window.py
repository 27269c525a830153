"""What many read now gets the best compression too. It is slow, so only what every reader opens is done at once.

The newest articles follow after the edition is out (``compress_later``); their brotli goes with the next edition.
"""

from __future__ import annotations

from collections.abc import Iterable

from tamizdat.press.memory import Memory, select_in
from tamizdat.press.objects import Store, is_compressed, store_brotli
from tamizdat.press.touched import touch_paths

OPENED_BY_ALL = ("front", "index:latest", "support", "ways")
NEWEST_ARTICLES = 30
"""Of each language."""

LACKS_BROTLI = """
SELECT output.path, output.rank, output.unit, output.digest, output.media_type
FROM unit JOIN output ON output.unit = unit.id WHERE output.br_digest IS NULL AND unit.name IN {}
"""


def compress_live_window(memory: Memory, store: Store) -> None:
    """Add the brotli of fronts, newest lists and standing pages that lack it."""
    names = [f"{kind}:{language}" for kind in OPENED_BY_ALL for language in _languages(memory)]
    touch_paths(memory, _compress(memory, store, [*names, "static"]))
    if memory.execute("SELECT 1 FROM touched LIMIT 1").fetchone():  # there will be an edition
        touch_paths(memory, [path for (path,) in memory.execute("SELECT path FROM later").fetchall()])
        memory.execute("DELETE FROM later")


def compress_later(memory: Memory, store: Store) -> None:
    """Add the brotli of the newest articles that lack it; the map learns of it when there is another edition."""
    newest = "SELECT article FROM place WHERE list = ? ORDER BY published DESC, sequence DESC LIMIT ?"
    for language in _languages(memory):
        rows = memory.execute(newest, (f"latest:{language}", NEWEST_ARTICLES)).fetchall()
        paths = _compress(memory, store, [f"article:{article}" for (article,) in rows])
        memory.executemany(
            "INSERT INTO later (path) VALUES (?) ON CONFLICT (path) DO NOTHING", [(path,) for path in paths]
        )


def _languages(memory: Memory) -> list[str]:
    rows = memory.execute("SELECT name FROM unit WHERE name >= 'front:' AND name < 'front;' ORDER BY name").fetchall()
    return [name.partition(":")[2] for (name,) in rows]


def _compress(memory: Memory, store: Store, units: Iterable[str]) -> list[str]:
    """The paths that have a brotli now."""
    paths = []
    for path, rank, unit, digest, media_type in list(select_in(memory, LACKS_BROTLI, units)):
        if not is_compressed(media_type):
            continue
        packed, length = store_brotli(store, digest)
        memory.execute(
            "UPDATE output SET br_digest = ?, br_length = ? WHERE path = ? AND rank = ? AND unit = ?",
            (packed, length, path, rank, unit),
        )
        paths.append(path)
    return paths
