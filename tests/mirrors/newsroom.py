"""A newsroom's folder with signed editions in it, and mirrors in its registry: no Django, no press."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from tamizdat.core.trust.retractions import RETRACTIONS, Retractions
from tamizdat.core.trust.sign import Versions, sign_timestamp
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, change_registry
from tests.reading.edition import HTML, ISSUED, KeyRing, make_edition, make_pages, sign
from tests.serve.trees import read_tree

Pages = Mapping[str, tuple[bytes, str]]


class Newsroom:
    """``home.editions/current`` leads to a folder of each edition's own, as the press's slots do."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.home.editions.mkdir(parents=True)
        self.home.settings_file.write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')
        self.pages: dict[str, tuple[bytes, str]] = make_pages(4)
        self.number = self.timestamp = 0
        self.retractions = Retractions()
        self.previous: str | None = None

    def publish(self, changes: Pages | None = None, withdraw: tuple[str, ...] = (), now: datetime = ISSUED) -> Path:
        """The next edition; what is withdrawn is in it no more."""
        self.number += 1
        self.timestamp += 1
        self.pages = {path: page for path, page in {**self.pages, **(changes or {})}.items() if path not in withdraw}
        self.retractions = self.retractions.change(self.number, withdraw, changes or {})
        edition = make_edition(self.pages, number=self.number, previous=None, now=now)
        others = {RETRACTIONS: self.retractions.to_bytes()} if self.retractions.entries else None
        versions = Versions(self.number, self.number, self.timestamp)
        self.edition = sign(edition, versions=versions, now=now, others=others)
        slot = self.home.editions / f"slot{self.number}"
        shutil.rmtree(slot, ignore_errors=True)
        self.edition.write(slot)
        link = self.home.editions / "new"
        link.symlink_to(slot.name)
        link.replace(self.home.editions / "current")
        return slot

    def refresh(self, now: datetime = ISSUED + timedelta(hours=6)) -> None:
        """A fresh signature under the same edition."""
        self.timestamp += 1
        tuf = self.home.public_tree / "tuf"
        snapshot = (tuf / f"{self.number}.snapshot.json").read_bytes()
        signer = KeyRing().signers().timestamp
        data = sign_timestamp(snapshot, version=self.timestamp, now=now, signer=signer)
        (tuf / "timestamp.json").write_bytes(data)

    def tree(self) -> dict[str, bytes]:
        """What every mirror should hold now."""
        return read_tree(self.home.public_tree)

    def add(self, *mirrors: Mirror) -> None:
        with change_registry(self.home.mirrors) as held:
            for one in mirrors:
                held[0] = held[0].put(one)


def page(text: str) -> tuple[bytes, str]:
    return f"<h1>{text}</h1>".encode() * 20, HTML
