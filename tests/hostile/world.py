"""Three editions of one small paper, pressed by the real press, signed here as each trick needs it.

``STORY`` is told otherwise in each edition; ``GONE`` is in the first two, and withdrawn in the third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.trust.mirror_list import sign_list
from tamizdat.core.trust.retractions import Retractions
from tamizdat.core.trust.sign import Versions
from tamizdat.mirrors.pointer import read_pointer
from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom
from tests.reading.edition import Edition, KeyRing, key, make_root, sign

WORDS = {1: "The first telling of it.", 2: "The second telling of it.", 3: "The third telling of it."}
OTHER_WORDS = "Another story altogether."
RING = KeyRing()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class World:
    """What the newsroom printed: the files of each edition without its signatures."""

    printed: dict[int, tuple[dict[str, bytes], Manifest]]
    story: str
    other: str
    gone: str

    def edition(
        self,
        number: int,
        *,
        signed: datetime,
        mirrors: Sequence[str] = (),
        list_version: int = 0,
        list_signed: datetime | None = None,
        ring: KeyRing = RING,
        versions: Versions | None = None,
        roots: Sequence[bytes] | None = (),
        list_ring: KeyRing | None = None,
    ) -> Edition:
        """An edition signed at this time; ``roots``: the chain from 1 on, where it is longer than one."""
        files, printed = self.printed[number]
        manifest = replace(printed, issued_at=signed.astimezone(UTC).replace(microsecond=0))
        others = {}
        if mirrors:
            when = list_signed or signed
            others["mirrors.json"] = sign_list(
                "public", mirrors, version=list_version or number, now=when, signers=[key((list_ring or ring).edition)]
            )
        if number == 3:
            others["retractions.json"] = Retractions().change(3, [self.gone], []).to_bytes()
        made = sign(
            Edition(dict(files), manifest),
            ring=ring,
            versions=versions or Versions(number, number, number),
            now=signed,
            others=others,
        )
        for version, root in enumerate(roots or (), 1):
            made.files[f"/tuf/{version}.root.json"] = root
        return replace(made, root=roots[0]) if roots else made


def first_root(signed: datetime, ring: KeyRing = RING) -> bytes:
    """The root that readers know."""
    return make_root(ring, now=signed)


@cache
def make_world(folder: Path) -> World:
    """Press three editions."""
    newsroom = MemoryNewsroom(5, ("en",))
    home = Home(folder)
    with open_memory(home.press / "press.sqlite3") as memory:
        press = Press(home, memory)
        names = [newsroom.publish() for _ in range(6)]
        story, other, gone = names[0], names[1], names[2]
        _tell(newsroom, other, OTHER_WORDS)
        printed = {}
        for number in (1, 2, 3):
            _tell(newsroom, story, WORDS[number])
            if number == 3:
                newsroom.put(f"article:{gone}", None)
            press.press(Newsroom(newsroom.rows, ()), datetime.now(UTC) - timedelta(days=4 - number))
            printed[number] = _printed(home, number)
    paths = {one: str(newsroom.articles[one]["path"]) for one in names}
    return World(printed, paths[story], paths[other], paths[gone])


def _tell(newsroom: MemoryNewsroom, article: str, words: str) -> None:
    newsroom.articles[article]["body"] = [{"type": "text", "html": f"<p>{words}</p>"}]
    newsroom.articles[article]["related"] = []
    newsroom._write(article)


def _printed(home: Home, number: int) -> tuple[dict[str, bytes], Manifest]:
    tree = (home.editions / "current").resolve()
    name, manifest = read_pointer(tree)
    files = {
        f"/{file.relative_to(tree).as_posix()}": file.read_bytes()
        for file in sorted(tree.rglob("*"))
        if file.is_file() and file.parent.name != "tuf"
    }
    files.pop(f"/o/{name}")
    assert manifest.edition == number, manifest
    assert digest(files["/index.html"]) or number
    return files, manifest
