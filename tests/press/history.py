"""A newsroom with a history, for tests: press, roll back, collect; and what must hold of all of it."""

from __future__ import annotations

import gzip
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli

from tamizdat.core.edition.map import Entry, walk_map
from tamizdat.press.editions.collect_garbage import Collected, collect_garbage
from tamizdat.press.editions.rollback import Plan, plan_rollback, roll_back
from tamizdat.press.memory import open_memory
from tamizdat.press.nodes import checked_reader
from tamizdat.press.press_edition import Newsroom, Press, PressReport
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
UNPACK = {".gz": gzip.decompress, ".br": brotli.decompress}


class Archive:
    """A home and what its editions were when they were new."""

    def __init__(self, folder: Path, keep: int = 10) -> None:
        self.home, self.keep, self.now = Home(folder), keep, NOW
        self.first: dict[int, str] = {}
        """Edition → map root, as it was made."""

    def open(self) -> Press:
        self.now += timedelta(minutes=1)
        return Press(self.home, open_memory(self.home.press / "press.sqlite3"), keep=self.keep)

    def press(self, newsroom: MemoryNewsroom, *, ends_rollback: bool = True) -> PressReport:
        press = self.open()
        with closing(press.memory):
            report = press.press(Newsroom(newsroom.rows, ()), self.now, ends_rollback=ends_rollback)
        self.first[report.edition] = report.map_root
        return report

    def roll_back(self, number: int) -> tuple[Plan, PressReport]:
        press = self.open()
        with closing(press.memory):
            plan = plan_rollback(press, number, self.now)
            report = roll_back(press, plan, self.now)
        self.first[report.edition] = report.map_root
        return plan, report

    def collect(self, *, dry_run: bool = False) -> Collected:
        press = self.open()
        with closing(press.memory):
            press.finish_pending(self.now)
            last = press.last_manifest()
            assert last
            return collect_garbage(press, last[1].edition, dry_run=dry_run)

    def kept(self) -> dict[int, tuple[str, str]]:
        """Kept editions with their two maps."""
        press = self.open()
        with closing(press.memory):
            rows = press.memory.execute("SELECT edition, pages, encodings FROM kept ORDER BY edition").fetchall()
        return {edition: (pages, encodings) for edition, pages, encodings in rows}

    def walk(self, number: int) -> tuple[list[Entry], list[str]]:
        """Every entry of a kept edition's pages; and the paths, compressed ones too, whose files are not there."""
        store = self.open().store
        pages, encodings = self.kept()[number]
        entries = list(walk_map(pages, checked_reader(store)))
        digests = {entry.path: entry.digest for entry in entries}
        missing = [entry.path for entry in entries if not store.has(entry.digest)]
        packed = list(walk_map(encodings, checked_reader(store), encodings=True))
        missing += [one.path for one in packed if not store.has(digests[one.path[:-3]] + one.path[-3:])]
        return entries, missing

    def files_with(self, *words: bytes) -> list[str]:
        """Files below ``editions/`` whose bytes, unpacked, or whose names hold one of these words."""
        if not words:
            return []
        any_word = re.compile(b"|".join(re.escape(word) for word in words))
        folder, found, read = self.home.editions, set(), set()
        for file in folder.rglob("*"):
            name = str(file.relative_to(folder))
            if any_word.search(name.encode()):
                found.add(name)
            if file.is_symlink() or not file.is_file() or (inode := file.stat().st_ino) in read:
                continue
            read.add(inode)
            if any_word.search(UNPACK.get(file.suffix, bytes)(file.read_bytes())):
                found.add(name)
        return sorted(found)

    def store_names(self) -> set[str]:
        return set(self.open().store.names())

    def check(self) -> tuple[str, tuple[object, ...]]:
        root = (self.home.keys / "1.root.json").read_bytes()
        found = check_folder(self.home.editions / "current", root, self.now)
        return found.verdict, found.failures


def write_secret(newsroom: MemoryNewsroom, word: str = "secretword") -> str:
    """Publish an article with a word in headline, body and address that stands nowhere else."""
    public_id = newsroom.publish()
    article = newsroom.articles[public_id]
    article.update(
        headline=f"The {word} leaks out", slug=word, path=article["path"].replace("story-", f"{word}-"),
        body=[{"type": "text", "html": f"<p>Of {word}.</p>"}],
    )  # fmt: skip
    newsroom.put(f"article:{public_id}", article)
    return public_id


def withdraw(newsroom: MemoryNewsroom, public_id: str) -> None:
    newsroom.articles.pop(public_id, None)
    newsroom.put(f"article:{public_id}", None)
