"""An earlier edition's pages come back as a new edition: its very bytes, but for what was withdrawn since."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, compare_maps, find_entry, update_map
from tamizdat.core.trust.retractions import Retractions
from tamizdat.press.editions.listing import Editions
from tamizdat.press.editions.mentions import read_withdrawn
from tamizdat.press.editions.retractions import read_retractions
from tamizdat.press.make_map import Roots, make_map
from tamizdat.press.nodes import checked_reader
from tamizdat.press.press_edition import Press, PressReport
from tamizdat.shell.errors import RefusedError

ENDINGS = (".gz", ".br")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rollback would do to the edition that readers see."""

    number: int
    now: int
    roots: Roots
    back: tuple[str, ...]
    """Paths that readers do not have now."""
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    """Paths that readers have now, and that this edition did not have."""
    stay: tuple[str, ...]
    """Paths whose old version was forgotten with a withdrawal: they stay as they are now."""
    left_out: int
    """Paths that are withdrawn, or were forgotten and are in no edition now."""


def plan_rollback(press: Press, number: int, now: datetime) -> Plan:
    """Look at everything that may refuse; changes nothing that readers see."""
    press.finish_pending(now)
    if read_withdrawn(press.memory):
        raise RefusedError(
            "Something was withdrawn that no edition shows yet. Run `tamizdat press` first, then roll back."
        )
    last = press.last_manifest()
    if last is None or press.slots.current_name() is None:
        raise RefusedError("There is no edition yet, so there is nothing to go back to.")
    old = Editions(press.memory, press.store, press.slots, press.history.keep).maps(number)
    press.history.begin()
    make_map(press.memory, press.store)  # what was printed and is in no map yet must not be taken for unused
    retractions = read_retractions(press.home, press.memory, press.slots, last[1].edition)
    try:
        return _Planner(press, last[1], retractions).plan(number, old)
    except EditionError as error:
        raise RefusedError(f"Edition {number} is not whole any more: {error}. Choose another one.") from None


def roll_back(press: Press, plan: Plan, now: datetime) -> PressReport:
    """Give readers the planned edition."""
    if plan.stay or plan.left_out:
        press.history.mark_untidy()  # maps were made on the way that no edition has
    return press.issue(press.last_manifest(), plan.roots, now, time.perf_counter(), rolled_back_to=plan.number)


class _Planner:
    """Works out the maps of the new edition from those of the old one and of the current one."""

    def __init__(self, press: Press, current: Manifest, retractions: Retractions) -> None:
        self.store, self.current, self.retractions = press.store, current, retractions
        self.read = checked_reader(press.store)
        self.replaced: dict[str, Entry | None] = {}
        self.left_out = 0

    def plan(self, number: int, old: Roots) -> Plan:
        for path, here, then in compare_maps(self.current.map_root, old.pages, self.read):
            if then is not None and not self._comes_back(then):
                self.replaced[path] = here
                self.left_out += here is None
        pages = self._update(old.pages, self.replaced)
        roots = Roots(pages, self._encodings(old.encodings, pages))
        found = list(compare_maps(self.current.map_root, pages, self.read))
        return Plan(
            number=number,
            now=self.current.edition,
            roots=roots,
            back=tuple(path for path, here, _ in found if here is None),
            changed=tuple(path for path, here, then in found if here and then),
            gone=tuple(path for path, _, then in found if then is None),
            stay=tuple(sorted(path for path, here in self.replaced.items() if here)),
            left_out=self.left_out,
        )

    def _comes_back(self, entry: Entry) -> bool:
        """A path that is not withdrawn, whose object is here and is what was signed."""
        if self.retractions.hold(entry.path) or not self.store.has(entry.digest):
            return False
        if digest(self.store.read(entry.digest)) != entry.digest:
            raise RefusedError(f"{self.store.folder}: the object {entry.digest} is damaged. Nothing was changed.")
        return True

    def _encodings(self, old: str, pages: str) -> str:
        """The encodings of that edition, of the current one where a page stays, each as it lies in the store."""
        changes: dict[str, Entry | None] = {}
        for path, here in self.replaced.items():
            for ending in ENDINGS:
                changes[f"{path}{ending}"] = self._current_encoding(f"{path}{ending}") if here else None
        first = self._update(old, changes, encodings=True)
        lies = compare_maps(self.current.encodings_root, first, self.read, encodings=True)
        found = dict(self._as_it_lies(then, pages) for _, _, then in lies if then is not None)
        return self._update(first, found, encodings=True)

    def _current_encoding(self, name: str) -> Entry | None:
        return find_entry(self.current.encodings_root, name, self.read, encodings=True)

    def _as_it_lies(self, entry: Entry, pages: str) -> tuple[str, Entry | None]:
        page = find_entry(pages, entry.path[:-3], self.read)
        name = f"{page.digest}{entry.path[-3:]}" if page else ""
        if not page or not self.store.has(name):
            return entry.path, None
        data = self.store.read(name)
        return entry.path, Entry(entry.path, digest(data), len(data), entry.media_type)

    def _update(self, root: str, changes: dict[str, Entry | None], *, encodings: bool = False) -> str:
        change = update_map(root, changes, self.read, encodings=encodings)
        for name, node in change.added.items():
            self.store.write(name, node)
        return change.root
