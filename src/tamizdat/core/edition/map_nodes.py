"""The bytes of one node of the map. Format: docs/formats/edition-v1.md, section 4."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from tamizdat.core.canonical import LARGEST
from tamizdat.core.edition.errors import MapError, NodeError, PathError
from tamizdat.core.edition.paths import ENCODINGS, check_encoding_path, check_path

MAGIC = b"TZM\x01"
LEAF, BRANCH = MAGIC + b"\x00", MAGIC + b"\x01"
LEAF_ENTRIES = 8
# Below the last level there are no bits left to branch by.
LAST_LEVEL = 51

ReadNode = Callable[[str], bytes]
WriteNode = Callable[[str, bytes], None]

_digest = re.compile(r"[0-9a-f]{64}\Z")
_media_type = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the edition: its path, SHA-256 in hex, length in bytes and media type."""

    path: str
    digest: str
    length: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node that lists up to eight entries, with their keys, ascending."""

    entries: tuple[tuple[bytes, Entry], ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node that leads to others: the next five bits of the key → digest."""

    children: tuple[tuple[int, str], ...]


Node = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree a node stands: its level, and the bits that led to it."""

    level: int = 0
    prefix: int = 0

    def child(self, value: int) -> Place:
        return Place(self.level + 1, self.prefix << (1 if self.level == LAST_LEVEL else 5) | value)

    def holds(self, key: bytes) -> bool:
        """Whether the key begins with the bits that led here."""
        return int.from_bytes(key) >> (256 - min(5 * self.level, 256)) == self.prefix


def path_key(path: str) -> bytes:
    """The key of a path: its SHA-256."""
    return hashlib.sha256(path.encode("ascii", "surrogatepass")).digest()


def value_at(key: bytes, level: int) -> int:
    """The bits of a key that choose the child of a branch at this level."""
    if level == LAST_LEVEL:
        return key[31] & 1
    bit = 5 * level
    two_bytes = key[bit // 8] << 8 | (key[bit // 8 + 1] if bit // 8 < 31 else 0)
    return two_bytes >> (11 - bit % 8) & 31


def check_entry(entry: Entry, *, encodings: bool) -> None:
    """Refuse an entry that no map may hold; raises PathError or MapError."""
    if encodings:
        check_encoding_path(entry.path)
        if entry.media_type != ENCODINGS[entry.path[-3:]]:
            raise MapError(f"{entry.path} has the media type {entry.media_type!r}, not {ENCODINGS[entry.path[-3:]]}.")
    else:
        check_path(entry.path)
    if not _digest.match(entry.digest):
        raise MapError(f"{entry.path} has a digest that is not 64 lower-case hex digits.")
    if not 0 <= entry.length <= LARGEST:
        raise MapError(f"{entry.path} has a length that is not between 0 and 2^53 - 1.")
    if not _media_type.match(entry.media_type):
        raise MapError(f"{entry.path} has a media type that is not 1 to 100 printable ASCII characters.")


def pack_entry(entry: Entry) -> bytes:
    """The bytes of one entry in a leaf."""
    path, media_type = entry.path.encode("ascii"), entry.media_type.encode("ascii")
    return b"".join(
        (
            len(path).to_bytes(2),
            path,
            bytes.fromhex(entry.digest),
            entry.length.to_bytes(8),
            len(media_type).to_bytes(1),
            media_type,
        )
    )


def pack_leaf(records: list[bytes]) -> bytes:
    """The bytes of a leaf; ``records`` are packed entries, ascending by key."""
    return LEAF + len(records).to_bytes(2) + b"".join(records)


def pack_branch(children: list[tuple[int, str]]) -> bytes:
    """The bytes of a branch; ``children`` ascend by value."""
    bitmap = 0
    for value, _ in children:
        bitmap |= 1 << (31 - value)
    return BRANCH + bitmap.to_bytes(4) + b"".join(bytes.fromhex(child) for _, child in children)


def read_checked(digest: str, place: Place, read_node: ReadNode, *, encodings: bool = False) -> tuple[Node, bytes]:
    """Fetch a node and hold it against every rule that one node alone must keep; raises NodeError."""
    try:
        data = read_node(digest)
    except KeyError:
        raise NodeError(digest, "missing", "it is not there.") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise NodeError(digest, "digest", "its bytes do not have this digest.")
    return parse_node(digest, data, place, encodings=encodings), data


def parse_node(digest: str, data: bytes, place: Place, *, encodings: bool = False) -> Node:
    """The node of these bytes at this place of the tree; raises NodeError."""
    try:
        if data[:5] == LEAF:
            return _parse_leaf(data, place, encodings)
        if data[:5] == BRANCH:
            return _parse_branch(data, place)
    except PathError as error:
        raise NodeError(digest, "path", str(error)) from None
    except MapError as error:
        raise NodeError(digest, "format", str(error)) from None
    raise NodeError(digest, "format", "it does not begin as a node of format 1.")


def _parse_leaf(data: bytes, place: Place, encodings: bool) -> Leaf:
    count = int.from_bytes(_field(data, 5, 2))
    if count > LEAF_ENTRIES or (count == 0 and place.level > 0):
        raise MapError(f"a leaf here cannot hold {count} entries.")
    entries: list[tuple[bytes, Entry]] = []
    at, last = 7, b""
    for _ in range(count):
        entry, at = _parse_entry(data, at)
        check_entry(entry, encodings=encodings)
        key = path_key(entry.path)
        if key <= last:
            raise MapError("its entries do not ascend by key.")
        if not place.holds(key):
            raise MapError(f"{entry.path} does not belong here.")
        entries.append((key, entry))
        last = key
    _check_end(data, at)
    return Leaf(tuple(entries))


def _parse_entry(data: bytes, at: int) -> tuple[Entry, int]:
    """The entry that begins at this byte, and where it ends."""
    middle = at + 2 + int.from_bytes(_field(data, at, 2))
    end = middle + 41 + _field(data, middle + 40, 1)[0]
    if end > len(data):
        raise MapError(TOO_EARLY)
    try:
        path, media_type = data[at + 2 : middle].decode("ascii"), data[middle + 41 : end].decode("ascii")
    except UnicodeDecodeError:
        raise MapError("it holds text that is not ASCII.") from None
    digest, length = data[middle : middle + 32].hex(), int.from_bytes(data[middle + 32 : middle + 40])
    return Entry(path, digest, length, media_type), end


def _parse_branch(data: bytes, place: Place) -> Branch:
    if place.level > LAST_LEVEL:
        raise MapError("no branch can stand below the last level.")
    bitmap = int.from_bytes(_field(data, 5, 4))
    values = [value for value in range(32) if bitmap >> (31 - value) & 1]
    if not values or (place.level == LAST_LEVEL and values[-1] > 1):
        raise MapError("a branch here cannot have these children.")
    children = tuple((value, _field(data, 9 + 32 * number, 32).hex()) for number, value in enumerate(values))
    _check_end(data, 9 + 32 * len(values))
    return Branch(children)


TOO_EARLY = "it ends too early."


def _field(data: bytes, at: int, count: int) -> bytes:
    field = data[at : at + count]
    if len(field) != count:
        raise MapError(TOO_EARLY)
    return field


def _check_end(data: bytes, at: int) -> None:
    if at != len(data):
        raise MapError("something follows its last field.")
