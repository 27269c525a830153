"""Measure Tamizdat and its peers on the same archive: ``SIZES="1000 10000" python -m benchmarks.peers``.

Sizes ascending; Tamizdat and Hugo first, so that whatever is cut off leaves the most important figures. All that are
compared take turns. Results are kept as they come, and a second start goes on where the first was cut off.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.peers.articles import make_articles
from benchmarks.peers.generators import Bakery, Eleventy, Hugo, Pelican
from benchmarks.peers.measure import CommandError, run
from benchmarks.peers.ours import Tamizdat
from benchmarks.peers.peer import PEERS, Peer, shows
from benchmarks.peers.plan import GROUPS, Step, edits_of, limit_of, steps_of
from benchmarks.peers.room import check_room
from benchmarks.peers.runs import ROOT, Record, Runs
from benchmarks.peers.source import texts
from benchmarks.peers.tables import write_docs
from benchmarks.peers.tree import Before, count_pages, disk
from benchmarks.peers.watch import watch

KINDS: dict[str, type[Peer]] = {one.name: one for one in (Tamizdat, Hugo, Eleventy, Pelican, Bakery)}
FAILS = (CommandError, OSError, subprocess.SubprocessError)


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


class Size:
    """All measurements at one size."""

    def __init__(self, runs: Runs, count: int) -> None:
        self.runs, self.count = runs, count
        self.folder = PEERS / "work" / str(count)
        self.peers: dict[str, Peer] = {}
        self.current: set[str] = set()
        """Peers whose output was built by this process."""

    def measure(self) -> None:
        """Each run that is not done yet; what was made for it goes at the end."""
        try:
            for group, names in enumerate(GROUPS):
                for step in steps_of(self.count, group, names):
                    if not self.runs.has(size=self.count, **step.key()):
                        self._take(step)
                keep(self.runs)
        finally:
            for peer in self.peers.values():
                peer.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _take(self, step: Step) -> None:
        """One run; what goes wrong is a result too."""
        record: Record = {"size": self.count, **step.key()}
        why = self._why_not(step)
        if why:
            self.runs.add({**record, "error": why})
            return
        started = time.monotonic()
        try:
            peer = self._ready(step)
            for found in self._deed(step)(peer, step):
                self.runs.add({**record, **found})
                say(_line({**record, **found}))
                record["round"] += 1
        except FAILS as error:
            why = str(error).replace(str(ROOT), "…")[:300]
            self.runs.add({**record, "error": why, "lost": round(time.monotonic() - started, 1)})
            say(f"{self.count:,} {step.peer}, {step.what}: {why}")
            self.current.discard(step.peer)

    def _why_not(self, step: Step) -> str:
        if self.runs.failed(self.count, step.group, step.peer):
            return "left out: its clean build failed"
        if self.runs.spent(self.count, step.peer) > step.budget:
            return "left out: its time was over"
        return ""

    def _ready(self, step: Step) -> Peer:
        """Installed, with its input written, and built unless it is about to be."""
        name = step.peer
        if name not in self.peers:
            peer = KINDS[name](self.folder, self.count)
            peer.install()
            if not peer.is_written:
                check_room(self.runs, self.count, name, PEERS)
                say(f"{self.count:,} {name}: the archive is written …")
                peer.write(make_articles(texts(), self.count) if peer.reads_files else ())
                peer.note_written()
            self.peers[name] = peer
        peer = self.peers[name]
        if step.what != "clean" and name not in self.current:
            say(f"{self.count:,} {name}: built, not measured …")
            run(peer.build(again=True), limit_of(self.count))
            self.current.add(name)
        return peer

    def _deed(self, step: Step) -> Callable[[Peer, Step], object]:
        return {"clean": self._clean, "watch": self._watch}.get(step.what, self._again)

    def _clean(self, peer: Peer, step: Step) -> list[Record]:
        peer.clear()
        usage, said = run(peer.build(), limit_of(self.count))
        self.current.add(peer.name)
        more = {"pages": count_pages(peer.output), "disk": disk(peer.folder)} if step.round == 0 else {}
        return [{**usage.as_json(), **more, **peer.told(said)}]

    def _again(self, peer: Peer, step: Step) -> list[Record]:
        """On top of an earlier build: an edit, a new article, nothing, another footer."""
        peer.settle()
        looks = step.round == 0 and (self.count <= 100_000 or step.what != "nothing")
        before = Before(peer.output, self.folder / "stamp", by_digest=peer.by_digest) if looks else None
        mark = f"mark-{time.time_ns()}"
        page = {"edit": peer.edit, "publish": peer.publish, "footer": peer.change_footer}.get(step.what, _nothing)(mark)
        usage, said = run(peer.build(again=True), limit_of(self.count))
        if page and not shows(peer, page, mark):
            raise CommandError(f"{page} does not show the change")
        return [{**usage.as_json(), **(before.compare().as_json() if before else {}), **peer.told(said)}]

    def _watch(self, peer: Peer, step: Step) -> object:
        return watch(peer, edits_of(self.count), limit_of(self.count) / 4)


def _nothing(mark: str) -> str:
    return ""


def _line(record: Record) -> str:
    wall = f"{record['wall']:9,.2f} s  cpu {record['cpu']:9,.2f} s  {record['memory']:7,.0f} MB"
    return f"{record['size']:>9,} {record['peer']:15}{record['what']:8}{record['round'] + 1:2}  {wall}"


def main() -> int:
    """Every size that SIZES names."""
    sizes = sorted(int(one) for one in os.environ.get("SIZES", "1000 10000").replace(",", "").split())
    runs = Runs(PEERS / "runs.jsonl")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        for count in sizes:
            Size(runs, count).measure()
    finally:
        keep(runs)
    return 0


def keep(runs: Runs) -> None:
    """What is known so far, into results, tables and plots."""
    if runs.records:
        runs.write()
        write_docs()


if __name__ == "__main__":
    sys.exit(main())
