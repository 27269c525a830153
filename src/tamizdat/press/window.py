"""Which articles are new enough to print the current appeal: the newest of each language, the live window.

A campaign that changes remakes these and no older page. What enters or leaves is remade once.
"""

from __future__ import annotations

from tamizdat.press.memory import Memory, select_in
from tamizdat.press.stale import mark_stale

NEWEST = 200
"""Articles of each language."""


def is_in_window(memory: Memory, article: str) -> bool:
    """No fact of its own: only the article itself asks, and whatever moves the window marks whom it concerns."""
    return memory.execute("SELECT 1 FROM live WHERE article = ?", (article,)).fetchone() is not None


def move_window(memory: Memory, language: str) -> None:
    """The list of the newest articles has changed: those that enter the window or leave it are stale."""
    query = "SELECT article FROM place WHERE list = ? ORDER BY published DESC, sequence DESC LIMIT ?"
    now = {article for (article,) in memory.execute(query, (f"latest:{language}", NEWEST)).fetchall()}
    before = {row[0] for row in memory.execute("SELECT article FROM live WHERE language = ?", (language,)).fetchall()}
    memory.executemany("DELETE FROM live WHERE article = ?", [(one,) for one in sorted(before - now)])
    memory.executemany(
        "INSERT INTO live (article, language) VALUES (?, ?)"
        " ON CONFLICT (article) DO UPDATE SET language = excluded.language",
        [(one, language) for one in sorted(now - before)],
    )
    units = [f"article:{one}" for one in sorted(now ^ before)]
    found = list(select_in(memory, "SELECT id FROM unit WHERE made > 0 AND name IN {}", units))
    mark_stale(memory, [(unit, f"window:{language}") for (unit,) in found])
