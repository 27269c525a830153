"""The next edition: facts → pages → objects → maps → manifest → signatures → the public tree."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from importlib import import_module

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import compare_maps
from tamizdat.press.ask import TEMPLATES
from tamizdat.press.editions.collect_garbage import forget
from tamizdat.press.editions.history import KEEP, History, drop_held_back, others_of, rolled_back_to
from tamizdat.press.editions.mentions import is_unfinished, keep_mentions, read_withdrawn
from tamizdat.press.editions.retractions import read_retractions
from tamizdat.press.editions.reworded import has_unnoted, note_reworded
from tamizdat.press.editions.usage import Usage, find_usage
from tamizdat.press.identities import find_identities
from tamizdat.press.keep_printed import FactIds, keep_printed
from tamizdat.press.leaks import check_leaks, check_printed
from tamizdat.press.live_window import compress_later, compress_live_window
from tamizdat.press.make_map import EMPTY, Roots, make_map
from tamizdat.press.memory import Memory, put_facts, read_state, transaction
from tamizdat.press.places import Places, find_places, open_store, open_tree
from tamizdat.press.printed import Printed
from tamizdat.press.render import FEW, Desk, render
from tamizdat.press.secret_addresses import Secrets
from tamizdat.press.sign import check_signing, sign_edition
from tamizdat.press.slots import Edition
from tamizdat.press.stale import mark_readers_stale
from tamizdat.press.take_snapshot import FactRow, suppress_articles, take_snapshot
from tamizdat.press.templates_digest import templates_digest
from tamizdat.press.which_units import units_again
from tamizdat.shell.home import Home
from tamizdat.shell.restored import read_restored

Progress = Callable[[str, int, int], None]
"""What is being done, how much is done, of how much."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the press needs to be told of the newsroom."""

    facts_after: Callable[[int], Iterable[FactRow]]
    private_words: Iterable[str]
    secrets: Secrets = field(default_factory=dict)
    """Addresses that only some readers may know."""
    reworded_after: Callable[[int], Iterable[tuple[int, str]]] = lambda _: ()
    """When a person was hidden, and in what: a growing number, a public id or nothing."""


@dataclass(frozen=True, slots=True)
class PressReport:
    """What an edition came to. ``written`` counts objects new in it; pages are the paths of its map."""

    edition: int
    pages: int
    written: int
    unchanged: int
    removed: int
    seconds: float
    map_root: str
    is_new: bool
    held: tuple[tuple[str, str], ...]
    """Units that were held back, and why."""


class Press:
    """One run of the press."""

    def __init__(
        self,
        home: Home,
        memory: Memory,
        progress: Progress | None = None,
        keep: int = KEEP,
        places: Places | None = None,
    ) -> None:
        self.home, self.memory = home, memory
        self.progress: Progress = progress or (lambda what, done, total: None)
        self.places = places or find_places(home)
        self.store = open_store(self.places.objects)
        self.slots = open_tree(self.places, self.store)
        self.history = History(memory, self.store, keep)
        self.fact_ids = FactIds(memory)
        self.may_sign_at: datetime | None = None

    def press(self, newsroom: Newsroom, now: datetime, *, ends_rollback: bool = True) -> PressReport:
        """Make the next edition, or find that nothing changed."""
        started = time.perf_counter()
        self.check_signing(now)
        self.finish_pending(now)
        before = self.last_manifest()
        if before and not ends_rollback and rolled_back_to(self.memory) and not self._is_behind(newsroom):
            return self.nothing_new(before[1], started)
        self.history.begin()
        self._bring_in(newsroom, before[1].edition + 1 if before else 1)
        drop_held_back(self.memory)
        compress_live_window(self.memory, self.store)
        roots = make_map(self.memory, self.store, self.places.memory_file())
        if (
            before
            and before[1].map_root == roots.pages
            and self.slots.current_name()
            and not read_withdrawn(self.memory)
        ):
            self.history.end()
            return self.nothing_new(before[1], started)
        report = self.issue(before, roots, now, started)
        compress_later(self.memory, self.store)
        return report

    def redraw(self, held: Iterable[tuple[str, str]], redraw: Callable[[list[str]], list[str]]) -> bool:
        """Pictures that were held back because renditions were lost are drawn again; True when any is whole now."""
        names = [unit for unit, why in held if unit.startswith("picture:") and why.startswith("FileNotFoundError")]
        if self.places.workers and names:
            redraw = partial(import_module("tamizdat.press.grown.share").redraw_shared, places=self.places)
        whole = redraw([name.partition(":")[2] for name in names]) if names else []
        self.memory.executemany("UPDATE unit SET stale = 1 WHERE name = ?", [(f"picture:{one}",) for one in whole])
        return bool(whole)

    def compute(self, newsroom: Newsroom) -> str:
        """The map root of what is published; no edition is made of it."""
        self._bring_in(newsroom, 1)
        return make_map(self.memory, self.store, self.places.memory_file()).pages

    def bring(self, manifest: str, metadata: Mapping[str, bytes], others: Iterable[str] = ()) -> None:
        """Give readers an edition that was signed elsewhere, as it is. ``others``: digests of its further targets."""
        edition = Edition(manifest, metadata, self.is_used, partial(find_identities, self.memory), tuple(others))
        self.slots.publish(edition)
        self.slots.forget_previous(edition)

    def nothing_new(self, last: Manifest, started: float) -> PressReport:
        """Readers keep the edition that they have."""
        counts = {"pages": last.entries, "written": 0, "unchanged": last.entries, "removed": 0}
        return self._report(last, counts, started, is_new=False)

    def issue(
        self,
        before: tuple[str, Manifest] | None,
        roots: Roots,
        now: datetime,
        started: float,
        rolled_back_to: int | None = None,
    ) -> PressReport:
        """Give readers an edition of these maps."""
        self.check_signing(now)
        manifest, counts = self._write_manifest(before, roots, now, rolled_back_to)
        self.finish_pending(now)
        self.history.end()
        return self._report(manifest, counts, started, is_new=True)

    def check_signing(self, now: datetime) -> None:
        """All that could stop the signing, before anything is made; asked once for one moment."""
        if self.may_sign_at != now:
            check_signing(self.home, self.slots, now)
            self.may_sign_at = now

    def finish_pending(self, now: datetime) -> None:
        """An edition that was made but not yet given to readers is signed and published."""
        row = self.memory.execute("SELECT number, manifest, counts FROM edition WHERE done = 0").fetchone()
        if row is None:
            return
        number, name, counts = row
        others = others_of(self.memory, number)
        printed = Usage(self.is_used, partial(find_identities, self.memory))
        usage = find_usage(self.memory, self.store, name, printed)
        edition = Edition(
            name, {}, usage.is_used, usage.identities, tuple(others.values()), _changes(json.loads(counts)),
            self.places.memory_file() if usage is printed else None,
        )  # fmt: skip
        if self.slots.current_manifest() != name:
            self.progress("publishing", 0, 1)
            files = {one: self.store.read(other) for one, other in others.items()}
            metadata = sign_edition(self.home, self.slots, self.store.read(name), now, files)
            self.slots.publish(replace(edition, metadata=metadata))
        self.slots.forget_previous(edition)
        forget(self, number, lambda one: edition.is_used(one) or self._is_printed(one))
        self.memory.execute("UPDATE edition SET done = 1 WHERE number = ?", (number,))

    def _bring_in(self, newsroom: Newsroom, edition: int) -> None:
        """Facts as they are now, and every page that they change."""
        self.progress("reading facts", 0, 1)
        # Before the facts: whoever is found here has its new words among them.
        note_reworded(self.memory, newsroom.reworded_after)
        take_snapshot(self.memory, newsroom.facts_after(self._last_change()), edition)
        with transaction(self.memory):
            if put_facts(self.memory, [(TEMPLATES, templates_digest(), None)], edition):
                mark_readers_stale(self.memory, [TEMPLATES])
                units_again(self.memory)
        check_leaks(self.memory, newsroom.private_words, newsroom.secrets)
        self._render_stale(edition)
        check_printed(self.memory, self.store, newsroom.secrets)

    def _last_change(self) -> int:
        return int(read_state(self.memory, "change", "0"))

    def _is_behind(self, newsroom: Newsroom) -> bool:
        if has_unnoted(self.memory, newsroom.reworded_after) or is_unfinished(self.memory):
            return True
        return next(iter(newsroom.facts_after(self._last_change())), None) is not None

    def _render_stale(self, edition: int) -> None:
        """Render until nothing is stale. An article that cannot be printed at all leaves the lists that link it."""
        desk = Desk(self.places.memory, self.places.objects, self.places.renditions)
        while True:
            names = [row[0] for row in self.memory.execute("SELECT name FROM unit WHERE stale = 1 ORDER BY id")]
            if not names:
                return
            done = 0
            unprinted: set[str] = set()
            for batch in self._render(names, desk):
                unprinted |= self._keep_batch(batch, edition)
                done += len(batch)
                self.progress("pressing", done, len(names))
            if unprinted:
                self.history.mark_untidy()
                suppress_articles(self.memory, unprinted, edition)

    def _render(self, names: list[str], desk: Desk) -> Iterator[list[Printed]]:
        """Here; or here and wherever workers wait, when there are any and it is worth their while."""
        if self.places.workers and len(names) > FEW:
            return import_module("tamizdat.press.grown.share").render_shared(names, self.places)  # type: ignore[no-any-return]
        return render(names, len(names), desk)

    def _keep_batch(self, batch: list[Printed], edition: int) -> set[str]:
        with transaction(self.memory):
            keep_mentions(self.memory, batch)
            keep_printed(self.memory, batch, self.fact_ids, edition)
        failed = [one.unit for one in batch if one.unfit and one.unit.startswith("article:")]
        return {unit.removeprefix("article:") for unit in failed if not self._has_output(unit)}

    def _has_output(self, unit: str) -> bool:
        row = self.memory.execute(
            "SELECT 1 FROM output JOIN unit ON unit.id = output.unit WHERE unit.name = ? LIMIT 1", (unit,)
        )
        return row.fetchone() is not None

    def is_used(self, name: str) -> bool:
        """By a path that readers see: where two units print one path, one of them does not count."""
        rows = self.memory.execute("SELECT path FROM output WHERE digest = ?", (name,)).fetchall()
        return name in find_identities(self.memory, [path for (path,) in rows]).values()

    def _is_printed(self, name: str) -> bool:
        return bool(self.memory.execute("SELECT 1 FROM output WHERE digest = ? LIMIT 1", (name,)).fetchone())

    def last_manifest(self) -> tuple[str, Manifest] | None:
        """The manifest of the last edition: from memory, from the public tree, or of the edition restored."""
        row = self.memory.execute("SELECT manifest FROM edition ORDER BY number DESC LIMIT 1").fetchone()
        if row:
            return row[0], parse_manifest(self.store.read(row[0]))
        name = self.slots.current_manifest()
        if name:
            return name, parse_manifest((self.slots.current / "o" / name).read_bytes())
        restored = read_restored(self.home.restored)
        data = restored.manifest.encode() if restored else None
        return (digest(data), parse_manifest(data)) if data else None

    def _write_manifest(
        self, before: tuple[str, Manifest] | None, roots: Roots, now: datetime, rolled_back_to: int | None
    ) -> tuple[Manifest, dict[str, int]]:
        """All of it in one transaction: a new edition is known with what it drops, or not at all."""
        with transaction(self.memory):
            return self._note_edition(before, roots, now, rolled_back_to)

    def _note_edition(
        self, before: tuple[str, Manifest] | None, roots: Roots, now: datetime, rolled_back_to: int | None
    ) -> tuple[Manifest, dict[str, int]]:
        old = before[1] if before and self.slots.current_name() else None
        counts = self._count(old, roots.pages, before[1].edition if before else 0)
        counts["pages"] = (old.entries if old else 0) + counts.pop("difference")
        counts["unchanged"] = counts["pages"] - counts.pop("changed")
        manifest = Manifest(
            edition=before[1].edition + 1 if before else 1,
            issued_at=now.replace(microsecond=0),
            map_root=roots.pages,
            encodings_root=roots.encodings,
            entries=counts["pages"],
            previous=before[0] if before else None,
        )
        data = manifest.to_bytes()
        self.store.write(digest(data), data)
        self.memory.execute(
            "INSERT INTO edition (number, manifest, counts) VALUES (?, ?, ?)",
            (manifest.edition, digest(data), json.dumps(counts, sort_keys=True)),
        )
        self.history.note_edition(before, old, manifest, rolled_back_to=rolled_back_to)
        self.store.flush()
        return manifest, counts

    def _count(self, old: Manifest | None, new: str, last: int) -> dict[str, int]:
        counts = {"written": 0, "removed": 0, "changed": 0, "difference": 0, "bytes": 0}
        objects = self.slots.current / "o"
        written: set[bytes] = set()
        retractions = read_retractions(self.home, self.memory, self.slots, last)
        differences = compare_maps(old.map_root if old else EMPTY.root, new, self._read_node)
        for _, was, now in self.history.note_changes(differences, old, retractions):
            if now is None:
                counts["removed"] += 1
                counts["difference"] -= 1
                continue
            counts["changed"] += 1
            counts["difference"] += was is None
            name = bytes.fromhex(now.digest)  # half the memory of text, which counts at a million
            if name not in written and not (objects / now.digest).exists():
                written.add(name)
                counts["bytes"] += now.length
        counts["written"] = len(written)
        return counts

    def _read_node(self, name: str) -> bytes:
        try:
            return self.store.read(name)
        except FileNotFoundError:
            return (self.slots.current / "o" / name).read_bytes()

    def _report(self, manifest: Manifest, counts: dict[str, int], started: float, *, is_new: bool) -> PressReport:
        held = self.memory.execute("SELECT name, held FROM unit WHERE held IS NOT NULL ORDER BY name").fetchall()
        return PressReport(
            edition=manifest.edition,
            pages=counts["pages"],
            written=counts["written"],
            unchanged=counts["unchanged"],
            removed=counts["removed"],
            seconds=round(time.perf_counter() - started, 3),
            map_root=manifest.map_root,
            is_new=is_new,
            held=tuple((name, why) for name, why in held),
        )


def _changes(counts: dict[str, int]) -> int:
    """How many paths an edition changed."""
    return counts["pages"] - counts["unchanged"] + counts["removed"]
