"""What units printed goes into the press's memory: many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from tamizdat.press.memory import Memory, pack_reads, select_in, unpack_reads
from tamizdat.press.printed import Printed, PrintedFile
from tamizdat.press.stale import is_read_by_all
from tamizdat.press.touched import touch_paths

KNOWN_FACTS = 200_000


class FactIds:
    """The numbers that the memory gives to names of facts; a name read for the first time gets one."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._ids: dict[str, int] = {}
        self._common: set[int] = set()

    def of(self, names: set[str]) -> dict[str, int]:
        """All of these."""
        if len(self._ids) > KNOWN_FACTS:
            self._ids.clear()
        missing = sorted(names - self._ids.keys())
        if missing:
            query = "SELECT name, id FROM fact WHERE name IN {}"
            self._ids.update(select_in(self._memory, query, missing))
            unknown = [name for name in missing if name not in self._ids]
            if unknown:
                self._memory.executemany("INSERT INTO fact (name) VALUES (?)", [(name,) for name in unknown])
                self._ids.update(select_in(self._memory, query, unknown))
            self._common.update(self._ids[name] for name in missing if is_read_by_all(name))
        return self._ids

    def indexed(self, facts: set[int]) -> set[int]:
        """Those whose readers the index knows."""
        return facts - self._common


def keep_printed(memory: Memory, batch: Sequence[Printed], fact_ids: FactIds, edition: int) -> None:
    """Note what units read and printed. An unfit one keeps what it printed last."""
    query = "SELECT name, id, reads FROM unit WHERE name IN {}"
    units = {name: (unit, reads) for name, unit, reads in select_in(memory, query, [one.unit for one in batch])}
    ids = fact_ids.of(set().union(*(one.reads for one in batch)))
    gone, new, changes = [], [], []
    for printed in batch:
        unit, before = units[printed.unit]
        now, old = {ids[name] for name in printed.reads}, set(unpack_reads(before))
        gone += [(fact, unit) for fact in sorted(fact_ids.indexed(old - now))]
        new += [(fact, unit) for fact in sorted(fact_ids.indexed(now - old))]
        changes.append((pack_reads(now), printed.unfit, edition, unit))
    memory.executemany("DELETE FROM read WHERE fact = ? AND unit = ?", gone)
    memory.executemany("INSERT INTO read (fact, unit) VALUES (?, ?) ON CONFLICT (fact, unit) DO NOTHING", new)
    memory.executemany("UPDATE unit SET stale = 0, reads = ?, held = ?, made = ? WHERE id = ?", changes)
    fit = [(units[one.unit], one) for one in batch if one.unfit is None]
    made_before = {unit for (unit, reads), _ in fit if reads}
    _keep_files(memory, made_before, [(unit, one) for (unit, _), one in fit], edition)


def _keep_files(memory: Memory, made_before: set[int], printed: Sequence[tuple[int, Printed]], edition: int) -> None:
    query = "SELECT unit, path, digest, media_type FROM output WHERE unit IN {}"
    before: dict[tuple[int, str], tuple[str, str]] = {}
    for unit, path, digest, media_type in select_in(memory, query, sorted(made_before)):
        before[unit, path] = digest, media_type
    new: list[tuple[int, int, PrintedFile]] = []
    for unit, one in printed:
        rank = 1 if one.unit.startswith("redirect:") else 0
        for file in one.files:
            if before.pop((unit, file[0]), None) != (file[1], file[3]):
                new.append((unit, rank, file))
    memory.executemany("DELETE FROM output WHERE path = ? AND unit = ?", [(path, unit) for unit, path in before])
    memory.executemany(
        "INSERT INTO output (path, rank, unit, digest, length, media_type, gz_digest, gz_length, edition)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path, rank, unit) DO UPDATE SET digest = excluded.digest,"
        " length = excluded.length, media_type = excluded.media_type, gz_digest = excluded.gz_digest,"
        " gz_length = excluded.gz_length, br_digest = NULL, br_length = NULL, edition = excluded.edition",
        [(file[0], rank, unit, *file[1:], edition) for unit, rank, file in new],
    )
    touch_paths(memory, {path for _, path in before} | {file[0] for _, _, file in new})
