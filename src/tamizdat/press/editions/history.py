"""Editions before the current one: what is kept of them, what is dropped, and what a withdrawal makes them forget.

Nothing here walks an edition: costs follow what changed since the one before. Why: docs/decisions/18-history.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import Entry
from tamizdat.core.trust.mirror_list import MIRRORS
from tamizdat.core.trust.retractions import Retractions
from tamizdat.press.editions.cut_kept import cut_kept
from tamizdat.press.editions.mentions import mentions_any, read_withdrawn
from tamizdat.press.editions.reworded import EVERYTHING, reworded_paths
from tamizdat.press.make_map import EMPTY
from tamizdat.press.memory import Memory, read_state, transaction, write_state
from tamizdat.press.nodes import checked_reader, compare_nodes, has_path
from tamizdat.press.objects import Store
from tamizdat.press.touched import touch_paths
from tamizdat.press.values import read_values

KEEP = 10
AT_ONCE = 2_000
"""Objects that leave the store with one edition, when many run out at once (as after a changed template)."""
BATCH = 1_000
ENDINGS = ("", ".gz", ".br")
RUNNING, UNTIDY, SWEEP = "press_running", "store_untidy", "store_sweep"

Difference = tuple[str, Entry | None, Entry | None]


class History:
    """What one run of the press notes of the edition that it makes, and of those before."""

    def __init__(self, memory: Memory, store: Store, keep: int = KEEP) -> None:
        self.memory, self.store, self.keep = memory, store, keep
        self._removed, self._added_again = False, set[str]()
        self._retractions = Retractions()

    def begin(self) -> None:
        """A run that was killed may have left objects that nobody knows of: the next withdrawal looks for them."""
        if read_state(self.memory, RUNNING):
            self.mark_untidy()
        write_state(self.memory, RUNNING, "1")

    def end(self) -> None:
        """This run has left nothing behind that is not noted."""
        write_state(self.memory, RUNNING, "")

    def mark_untidy(self) -> None:
        """Objects were printed that no edition has."""
        write_state(self.memory, UNTIDY, "1")

    def note_changes(
        self, differences: Iterable[Difference], old: Manifest | None, retractions: Retractions
    ) -> Iterator[Difference]:
        """The same differences between two editions; what the new one drops or takes up again is noted on the way."""
        self._removed, self._added_again, self._retractions = False, set(), retractions
        dropped: list[tuple[str, str, int]] = []
        taken: list[tuple[str, str]] = []
        for path, was, now in differences:
            if was is not None and old is not None and (now is None or now.digest != was.digest):
                dropped.append((was.digest, path, old.edition))
            if now is not None and old is not None and (was is None or now.digest != was.digest):
                taken.append((now.digest, path))
            self._removed |= now is None
            if was is None and retractions.hold(path):
                self._added_again.add(path)
            if len(dropped) + len(taken) >= BATCH:
                self._note(dropped, taken)
                dropped, taken = [], []
            yield path, was, now
        self._note(dropped, taken)

    def note_edition(
        self, before: tuple[str, Manifest] | None, old: Manifest | None, new: Manifest, *, rolled_back_to: int | None
    ) -> None:
        """Note a new edition, in the transaction that makes it known. ``old``: the one that readers see, if any."""
        if old is not None:
            self._note_nodes(old, new)
        if before is not None and (old is None or not self._knows_history()):
            self._relearn(before if old else None)
        retracted = self._forget_withdrawn(new)
        retractions = self._retractions.change(new.edition, retracted, self._added_again)
        self.memory.execute(
            "INSERT INTO kept (edition, manifest, pages, encodings) VALUES (?, ?, ?, ?)",
            (new.edition, digest(new.to_bytes()), new.map_root, new.encodings_root),
        )
        self.memory.execute(
            "INSERT INTO issued (edition, retractions, rolled_back_to) VALUES (?, ?, ?)",
            (new.edition, self._keep_retractions(old, retractions), rolled_back_to),
        )
        self._keep_values(old, new.edition)
        self.memory.execute("DELETE FROM withdrawn")

    def forget(self, number: int, is_used: Callable[[str], bool]) -> None:
        """What was withdrawn leaves the store now; so does what only editions have that are not kept any more."""
        oldest = oldest_kept(self.memory, number, self.keep)
        rows = self.memory.execute("SELECT DISTINCT digest FROM dropped WHERE forget = 1").fetchall()
        rows += self.memory.execute(
            "SELECT DISTINCT digest FROM dropped WHERE last_edition < ? LIMIT ?", (oldest, AT_ONCE)
        ).fetchall()
        self._remove([row[0] for row in rows], oldest, is_used)
        self.memory.execute("DELETE FROM kept WHERE edition < ?", (oldest,))

    def _remove(self, names: list[str], oldest: int, is_used: Callable[[str], bool]) -> None:
        kept = "SELECT 1 FROM dropped WHERE digest = ? AND forget = 0 AND last_edition >= ?"
        gone = [
            name for name in names if not is_used(name) and not self.memory.execute(kept, (name, oldest)).fetchone()
        ]
        for name in gone:
            remove_object(self.store, name)
        with transaction(self.memory):
            self.memory.executemany("DELETE FROM mentioned WHERE digest = ?", ((name,) for name in gone))
            self.memory.executemany(
                "DELETE FROM dropped WHERE digest = ? AND (forget = 1 OR last_edition < ?)",
                ((name, oldest) for name in names),
            )

    def _note(self, dropped: list[tuple[str, str, int]], taken: list[tuple[str, str]]) -> None:
        self.memory.executemany("DELETE FROM dropped WHERE digest = ? AND path = ?", taken)
        note_dropped(self.memory, dropped)

    def _note_nodes(self, old: Manifest, new: Manifest) -> None:
        read = checked_reader(self.store)
        pages = compare_nodes(old.map_root, new.map_root, read)
        encodings = compare_nodes(old.encodings_root, new.encodings_root, read, encodings=True)
        gone = (pages[1] | encodings[1]) - EMPTY.nodes.keys()
        self._note(
            [(name, "", old.edition) for name in sorted(gone)],
            [(name, "") for name in sorted(pages[0] | encodings[0])],
        )

    def _knows_history(self) -> bool:
        return self.memory.execute("SELECT 1 FROM issued LIMIT 1").fetchone() is not None

    def _relearn(self, before: tuple[str, Manifest] | None) -> None:
        """The press lost its memory, or the public tree: editions whose maps are whole are kept on, the store is swept.

        When a path has left the map meanwhile, something may have been withdrawn: then nothing older is kept.
        """
        self.memory.execute("DELETE FROM kept")
        write_state(self.memory, SWEEP, "1")
        if before is not None and not self._removed:
            learn_kept(self.memory, self.store, before[0], self.keep - 1)

    def _forget_withdrawn(self, new: Manifest) -> set[str]:
        """Mark what shows something withdrawn; returns its paths that the new edition does not have."""
        withdrawn = read_withdrawn(self.memory)
        if not withdrawn:
            return set()
        if EVERYTHING in withdrawn:
            self.memory.execute("DELETE FROM kept")
        if EVERYTHING in withdrawn or read_state(self.memory, UNTIDY):
            write_state(self.memory, SWEEP, "1")
        rows = self.memory.execute(
            "SELECT dropped.digest, path, ids FROM dropped LEFT JOIN mentioned ON mentioned.digest = dropped.digest"
            " WHERE path <> ''"
        )
        used = "SELECT 1 FROM output WHERE digest = ? LIMIT 1"
        found = [(name, path) for name, path, ids in rows.fetchall() if mentions_any(ids, withdrawn)]
        found = [one for one in found if not self.memory.execute(used, one[:1]).fetchone()]
        self.memory.executemany("UPDATE dropped SET forget = 1 WHERE digest = ?", {(name,) for name, _ in found})
        read = checked_reader(self.store)
        paths = {path for path in {path for _, path in found} if not has_path(new.map_root, path, read)}
        cut_kept(self.memory, self.store, new, paths)
        return paths | set(reworded_paths(self.memory, withdrawn, new.edition))

    def _keep_retractions(self, old: Manifest | None, retractions: Retractions) -> str:
        """The digest of the list, as an object; empty when nothing was ever withdrawn."""
        if not retractions.entries:
            return ""
        data = retractions.to_bytes()
        self.store.write(digest(data), data)
        if old is not None and self._retractions.entries and self._retractions != retractions:
            self._note([(digest(self._retractions.to_bytes()), "", old.edition)], [])
        return digest(data)

    def _keep_values(self, old: Manifest | None, number: int) -> None:
        """Offer and statement as they are known now: their very bytes become objects and targets.

        The list of mirrors goes on as it was signed; ``press/mirror_list.py`` signs another when it is time.
        """
        values = read_values(self.memory)
        for data in values.values():
            self.store.write(digest(data), data)
        before = _values_of(self.memory, old.edition) if old is not None else {}
        now = {name: before[name] for name in (MIRRORS,) if name in before}
        now |= {name: digest(data) for name, data in values.items()}
        gone = set(before.values()) - set(now.values())
        self._note([(one, "", old.edition) for one in sorted(gone) if old], [(one, "") for one in now.values()])
        self.memory.executemany(
            "INSERT INTO target (edition, name, digest) VALUES (?, ?, ?)",
            [(number, name, one) for name, one in now.items()],
        )
        self.memory.execute("DELETE FROM target WHERE edition < ?", (number - 1,))


def _values_of(memory: Memory, number: int) -> dict[str, str]:
    return dict(memory.execute("SELECT name, digest FROM target WHERE edition = ?", (number,)).fetchall())


def learn_kept(memory: Memory, store: Store, last: str | None, count: int) -> None:
    """When the press does not remember which editions are kept: the last ones, as their manifests say."""
    if memory.execute("SELECT 1 FROM kept LIMIT 1").fetchone():
        return
    memory.executemany(
        "INSERT INTO kept (edition, manifest, pages, encodings) VALUES (?, ?, ?, ?)",
        ((one.edition, name, one.map_root, one.encodings_root) for name, one in read_chain(store, last, count)),
    )


def note_dropped(memory: Memory, rows: Iterable[tuple[str, str, int]]) -> None:
    """(object, path or '' for a node, the last edition that has it there)."""
    memory.executemany(
        "INSERT INTO dropped (digest, path, last_edition) VALUES (?, ?, ?) ON CONFLICT (digest, path) DO UPDATE SET"
        " last_edition = excluded.last_edition WHERE dropped.last_edition < excluded.last_edition",
        rows,
    )


def remove_object(store: Store, name: str) -> None:
    """An object with its compressed forms."""
    for ending in ENDINGS:
        store.remove(f"{name}{ending}")


def oldest_kept(memory: Memory, number: int, keep: int) -> int:
    """The oldest of the last editions. After a rollback what the newsroom holds is kept too: it is printed next."""
    (pressed,) = memory.execute("SELECT max(edition) FROM issued WHERE rolled_back_to IS NULL").fetchone()
    return min(max(number - keep + 1, 1), pressed or number)


def rolled_back_to(memory: Memory) -> int | None:
    """The edition whose pages the current one brought back; None when it is what the newsroom holds."""
    row = memory.execute("SELECT rolled_back_to FROM issued ORDER BY edition DESC LIMIT 1").fetchone()
    return row[0] if row else None


def read_chain(store: Store, name: str | None, count: int | None = None) -> Iterator[tuple[str, Manifest]]:
    """Manifests from this one backwards, as far as they are there."""
    while name and (count is None or count > 0) and store.has(name):
        manifest = parse_manifest(store.read(name))
        yield name, manifest
        name, count = manifest.previous, None if count is None else count - 1


def others_of(memory: Memory, number: int) -> dict[str, str]:
    """Targets of an edition beside its manifest: name → digest."""
    row = memory.execute("SELECT retractions FROM issued WHERE edition = ?", (number,)).fetchone()
    retractions = {"retractions.json": row[0]} if row and row[0] else {}
    return retractions | _values_of(memory, number)


def drop_held_back(memory: Memory) -> None:
    """A page that is held back keeps its last version, but not when that may show what is withdrawn or hidden now."""
    withdrawn = read_withdrawn(memory)
    if not withdrawn:
        return
    rows = memory.execute(
        "SELECT output.path, output.unit, ids FROM unit JOIN output ON output.unit = unit.id"
        " LEFT JOIN mentioned ON mentioned.digest = output.digest WHERE unit.held IS NOT NULL"
    ).fetchall()
    for path, unit, ids in rows:
        if EVERYTHING in withdrawn or mentions_any(ids, withdrawn):
            memory.execute("DELETE FROM output WHERE path = ? AND unit = ?", (path, unit))
            touch_paths(memory, [path])
