"""One page as one file that carries its own proof. Format: docs/formats/edition-v1.md, section 16.

Pure: what is needed comes from ``read``, be it a mirror or the proof of a copy; composing it again is the check.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from tamizdat.core.canonical import digest, parse_strict
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map import Entry
from tamizdat.core.trust.copy_text import fill_banner, find_pictures, stand_alone
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, Listed
from tamizdat.core.trust.mirror_list import MIRRORS, parse_list
from tamizdat.core.trust.page import prove_page
from tamizdat.core.trust.verdict import ReadFile, Trust, check_bytes, judge_metadata, parse_root, read_file, root_file

COPY = "copy"
"""How a failure names the copy itself."""
FORMAT = "tamizdat-copy-v1"
BEGIN, END = f"<!--{FORMAT} ", "-->\n"
LONGEST_COPY = 8_000_000
EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Before anything expires: what a copy is made of does not depend on the clock."""

_tuf = re.compile(r"(?:timestamp|([1-9][0-9]{0,8})\.(?:root|snapshot|targets))\.json\Z")
_banner = re.compile(r"/copy/[A-Za-z0-9-]{1,35}\.json\Z")
_base64 = re.compile(r"[A-Za-z0-9+/]*={0,2}\Z")
_picture = re.compile(r'data:image/[a-z0-9.+-]{1,40};base64,([A-Za-z0-9+/]*={0,2})"')
_image = re.compile(r"image/[a-z0-9.+-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a copy was made of, as it says itself: nothing of it is checked yet."""

    path: str
    banner: str
    tuf: dict[str, bytes]
    objects: dict[str, bytes]

    def read(self, file: str, limit: int) -> bytes:
        """A file of the edition, as far as the copy has it."""
        if file.startswith("/tuf/"):
            return self.tuf[file[5:]][: limit + 1]
        return self.objects[file.removeprefix("/o/")][: limit + 1]

    @property
    def first_root(self) -> int:
        return min(number for number, _ in self.roots())

    def roots(self) -> Iterator[tuple[int, bytes]]:
        for name, data in self.tuf.items():
            if name.endswith(".root.json"):
                yield int(name.partition(".")[0]), data


CopyVerdict = Literal["authentic", "current", "stale", "refused"]


@dataclass(frozen=True, slots=True)
class CopyCheck:
    """What is known of a copy. ``authentic``: the newsroom's words; whether they are the latest, a file cannot say."""

    verdict: CopyVerdict
    path: str
    entry: Entry
    trust: Trust


@dataclass(slots=True)
class _Recorder:
    """Remembers what was read, so that it can be carried along."""

    source: ReadFile
    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, file: str, limit: int) -> bytes:
        self.files[file] = self.source(file, limit)
        return self.files[file]

    def entry(self, path: str, trust: Trust) -> Entry:
        """What the map says of a path; a folder is none here."""
        if path.endswith("/"):
            raise TrustError(path, "path", "a copy is of one page, named in full.")
        return prove_page(path, trust, self.read)

    def object(self, listed: Listed) -> bytes:
        file = f"/o/{listed.digest}"
        data = read_file(self.read, file, listed.length)
        check_bytes(file, data, listed)
        return data


def compose_copy(path: str, banner: str, root: bytes, read: ReadFile) -> bytes:
    """The copy of a page, made from what ``read`` gives; ``root``: the first one that the copy carries.

    Raises TrustError. That root is whoever gave it: hold the result against your own with ``check_copy``.
    """
    if not _banner.match(banner):
        raise TrustError(COPY, "format", "it names no banner.")
    source = _Recorder(read)
    first = parse_root(root)
    source.files[root_file(first.version)] = root
    trust = judge_metadata(root, source.read, EARLIEST)
    page = source.entry(path, trust)
    if not page.media_type.startswith("text/html"):
        raise TrustError(path, "format", "only a page can be copied.")
    html = _text(path, source.object(Listed(page.length, page.digest)))
    address = _first_address(trust, source)
    words = _banner_words(banner, path, address, trust, source)
    pictures = dict(_pictures(path, html, trust, source))
    made = stand_alone(path, html, words, address, {one: address for one, (_, address) in pictures.items()})
    if made is None:
        raise TrustError(path, "format", "it has no body.")
    shown = {name for name, _ in pictures.values()}
    return f"{made}{BEGIN}{_proof(path, banner, source.files, shown)}{END}".encode()


def _text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise TrustError(file, "format", "it is not UTF-8.") from None


def _first_address(trust: Trust, source: _Recorder) -> str:
    """Where the public list sends readers first; nothing where there is no list."""
    if MIRRORS not in trust.targets:
        return ""
    listed = trust.targets[MIRRORS]
    file = f"/o/{listed.digest}"
    if listed.length > LONGEST:
        raise TrustError(file, "length", f"it is longer than {LONGEST:,} bytes.")
    found = parse_list(file, source.object(listed), trust.root.root, EARLIEST)
    return next(iter(found.addresses), "")


def _banner_words(file: str, path: str, address: str, trust: Trust, source: _Recorder) -> str:
    entry = source.entry(file, trust)
    if entry.length > LONGEST:
        raise TrustError(file, "length", f"it is longer than {LONGEST:,} bytes.")
    value = _strict(file, source.object(Listed(entry.length, entry.digest)))
    keys = {"banner", "banner_without_address", "format", "language"}
    if not isinstance(value, dict) or value.keys() != keys or not all(isinstance(one, str) for one in value.values()):
        raise TrustError(file, "format", "it has other keys than a banner.")
    if value["format"] != FORMAT:
        raise TrustError(file, "format", "it is of another format.")
    issued = trust.manifest.issued_at
    words = [("edition", str(trust.manifest.edition)), ("date", _year(issued)), ("time", f"{issued:%H:%M}")]
    if not address:
        return fill_banner(value["banner_without_address"], words)
    return fill_banner(value["banner"], [*words, ("address", address), ("page", address + path[1:])])


def _year(time: datetime) -> str:
    return f"{time.year:04}-{time.month:02}-{time.day:02}"


def _strict(file: str, data: bytes) -> Any:
    try:
        return parse_strict(data)
    except EditionError as error:
        raise TrustError(file, "format", str(error)) from None


def _pictures(path: str, html: str, trust: Trust, source: _Recorder) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each picture that the page shows and the edition has: path → (digest, ``data:`` address)."""
    for one in sorted(find_pictures(path, html)):
        try:
            entry = source.entry(one, trust)
        except TrustError as error:
            if error.rule in ("absent", "path") and error.file == one:
                continue
            raise
        if _image.match(entry.media_type) and entry.length <= LONGEST:
            data = source.object(Listed(entry.length, entry.digest))
            yield one, (entry.digest, f"data:{entry.media_type};base64,{base64.b64encode(data).decode()}")


def _proof(path: str, banner: str, files: dict[str, bytes], shown: set[str]) -> str:
    """All that was read, but for the pictures, which stand in the page."""

    def pack(data: bytes) -> str:
        return base64.b64encode(data).decode()

    names = sorted(file[3:] for file in files if file.startswith("/o/") and file[3:] not in shown)
    value = {
        "banner": banner,
        "objects": [pack(files[f"/o/{name}"]) for name in names],
        "path": path,
        "tuf": {file[5:]: pack(data) for file, data in files.items() if file.startswith("/tuf/")},
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def open_copy(data: bytes) -> Parts:
    """What a copy says that it was made of; raises TrustError when it carries no proof that can be read."""
    if len(data) > LONGEST_COPY:
        raise TrustError(COPY, "length", f"it is longer than {LONGEST_COPY:,} bytes.")
    html, begin, proof = _text(COPY, data).rpartition(BEGIN)
    if not begin or not proof.endswith(END):
        raise TrustError(COPY, "format", "it carries no proof at its end: it was cut, or saved in another way.")
    value = _strict(COPY, proof[: -len(END)].encode("utf-8", "surrogatepass"))
    try:
        parts = _parts(value)
    except ValueError as error:
        raise TrustError(COPY, "format", f"its proof {error}.") from None
    for found in _picture.finditer(html):
        if len(found[1]) % 4 == 0:
            picture = base64.b64decode(found[1])
            parts.objects[digest(picture)] = picture
    return parts


def _parts(value: Any) -> Parts:
    if not isinstance(value, dict) or value.keys() != {"banner", "objects", "path", "tuf"}:
        raise ValueError("has other keys")
    path, banner, objects, tuf = value["path"], value["banner"], value["objects"], value["tuf"]
    if not isinstance(path, str) or not isinstance(banner, str) or not path.isascii():
        raise ValueError("names no page")
    if not isinstance(objects, list) or not isinstance(tuf, dict) or not all(_tuf.match(name) for name in tuf):
        raise ValueError("lacks a part")
    named = {name: _unpack(one) for name, one in tuf.items()}
    found = Parts(path, banner, named, {digest(data): data for data in map(_unpack, objects)})
    if not any(True for _ in found.roots()):
        raise ValueError("has no root")
    return found


def _unpack(text: object) -> bytes:
    if not isinstance(text, str) or len(text) % 4 or not _base64.match(text):
        raise ValueError("is not in base64")
    return base64.b64decode(text)


def check_copy(data: bytes, root: bytes, now: datetime) -> CopyCheck:
    """Are these a page's own words and pictures, to the last byte? ``root``: the reader's; raises TrustError."""
    parts = open_copy(data)
    _check_roots(parts, root)
    trust = judge_metadata(root, parts.read, now)
    first = dict(parts.roots())[parts.first_root]
    if compose_copy(parts.path, parts.banner, first, parts.read) != data:
        raise TrustError(COPY, "digest", "it is not what its proof says: something was changed, added or taken away.")
    return CopyCheck("authentic", parts.path, prove_page(parts.path, trust, parts.read), trust)


def _check_roots(parts: Parts, root: bytes) -> None:
    """The roots in the copy lead on from the reader's own."""
    own = parse_root(root)
    if parts.first_root > own.version + 1:
        raise TrustError(root_file(own.version + 1), "missing", "the copy does not carry it.")
    if dict(parts.roots()).get(own.version, root) != root:
        raise TrustError(root_file(own.version), "digest", "it is another root than yours.")
