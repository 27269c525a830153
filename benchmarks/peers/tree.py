"""What a build left behind: how many pages, which files are new, how many bytes a mirror must receive."""

from __future__ import annotations

import gzip
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

PACKED = (".gz", ".br")


@dataclass(frozen=True, slots=True)
class Changed:
    """``files`` were written anew; of those, ``contents`` differ from before and from each other.

    ``bytes``: these contents, with the compressed forms that lie beside them. ``sent``: the same when each is sent
    with gzip once: a ``.gz`` in the place of its file where there is one, else what ``gzip -6`` makes of it.
    """

    files: int
    contents: int
    bytes: int
    sent: int

    def as_json(self) -> dict[str, int]:
        return asdict(self)


class Before:
    """A tree as it was before a build. Objects that are named by their digest need not be read."""

    def __init__(self, tree: Path, stamp: Path, *, by_digest: bool) -> None:
        self.tree, self.stamp = tree, stamp
        self.contents = None if by_digest else {path: _digest(tree / path) for _, path in _find(tree)}
        stamp.touch()
        time.sleep(0.05)  # the clock of files is coarse

    def compare(self) -> Changed:
        """What is newer than that."""
        found = list(_find(self.tree, "-newer", str(self.stamp)))
        fresh = {node: path for node, path in found if self._differs(path)}
        plain = [path for path in fresh.values() if not path.endswith(PACKED)]
        return Changed(
            files=len(found),
            contents=len(plain),
            bytes=sum((self.tree / path).stat().st_size for path in fresh.values()),
            sent=sum(_sent(self.tree / path) for path in plain),
        )

    def _differs(self, path: str) -> bool:
        return self.contents is None or self.contents.get(path) != _digest(self.tree / path)


def count_pages(tree: Path) -> int:
    """HTML files."""
    return sum(1 for _ in _find(tree, "-name", "*.html"))


def disk(folder: Path) -> int:
    """Bytes on the disk, hard links once."""
    said = subprocess.run(["du", "-s", "--block-size=1", folder], check=True, capture_output=True, text=True).stdout
    return int(said.split()[0])


def _find(tree: Path, *which: str) -> Iterator[tuple[str, str]]:
    """The inode and the path of files; ``find`` walks millions of files in seconds."""
    command = ["find", f"{tree}/", "-type", "f", *which, "-printf", "%i %P\\0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        rest = b""
        while part := process.stdout.read(1 << 20):
            *whole, rest = (rest + part).split(b"\0")
            for one in whole:
                node, _, path = one.decode().partition(" ")
                yield node, path


def _digest(file: Path) -> bytes:
    return blake2b(file.read_bytes(), digest_size=12).digest()


def _sent(file: Path) -> int:
    packed = file.with_name(f"{file.name}.gz")
    if packed.exists():
        return packed.stat().st_size
    data = file.read_bytes()
    return min(len(data), len(gzip.compress(data, 6)))
