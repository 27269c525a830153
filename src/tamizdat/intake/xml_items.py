"""Large XML files as pieces: each wanted element as bytes, one at a time, in bounded memory.

No parser sees more than one piece. A document type declaration (entities, external files) is stepped over and never
read, so there is nothing to expand. An element that is too large is left out and named; the rest still comes.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder, lookup
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tamizdat.intake.open_archive import Archive
from tamizdat.shell.errors import RefusedError

LARGEST_PIECE = 9_500_000
"""The parser takes ten million bytes of text; no article has a tenth of it."""
LARGEST_HEAD = 1_000_000
MOST_SKIPPED = 2_000_000_000
ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")


@dataclass(frozen=True, slots=True)
class Piece:
    """One element as it stands in the file; ``data`` is None when it is too large."""

    name: str
    data: bytes | None
    number: int
    is_whole: bool = True


class Utf8:
    """The archive as UTF-8, whatever it declares."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._first = archive.read(4_096)
        encoding = _declared(self._first)
        self._decode = getincrementaldecoder(encoding)(errors="replace").decode if encoding else None

    def read(self) -> bytes:
        data = self._first or self._archive.read()
        self._first = b""
        if self._decode is None:
            return data
        while data:
            text = self._decode(data)
            if text:
                return text.encode("utf-8", "replace")
            data = self._archive.read()
        return self._decode(b"", True).encode("utf-8", "replace")


def _declared(first: bytes) -> str | None:
    """The encoding, None for UTF-8 (which is checked piece by piece)."""
    if first.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return "utf-16"
    if first[:4] in (b"<\0?\0", b"\0<\0?"):
        return "utf-16-le" if first[0] else "utf-16-be"
    match = ENCODING.match(first.removeprefix(BOM_UTF8).lstrip())
    name = match[1].decode("ascii") if match else "utf-8"
    try:
        codec = lookup(name)
    except LookupError:
        return None
    is_text = getattr(codec, "_is_text_encoding", True)
    return None if codec.name in ("utf-8", "ascii") or not is_text or codec.name.startswith("utf-") else codec.name


class Pieces:
    """Finds elements by name. ``head`` is what stands before the first one; a document type is stepped over."""

    def __init__(self, archive: Archive, names: Sequence[str], progress: Callable[[int, int], None]) -> None:
        self.head = b""
        self.has_doctype = False
        self._archive = archive
        self._source = Utf8(archive)
        self._progress = progress
        self._buffer = b""
        self._is_over = False
        wanted = "|".join(re.escape(name) for name in names).encode()
        self._next = re.compile(rb"<(?:(?P<name>" + wanted + rb")(?=[\s>])|(?P<skip>!\[CDATA\[|!--|!DOCTYPE))")

    def _more(self) -> bool:
        """Read on; False at the end."""
        if self._is_over:
            return False
        data = self._source.read()
        self._progress(self._archive.done(), self._archive.total)
        self._is_over = not data
        self._buffer += data
        return bool(data)

    def __iter__(self) -> Iterator[Piece]:
        numbers: Counter[str] = Counter()
        while True:
            match = self._next.search(self._buffer)
            if match is None:
                if not self._step_over_text():
                    return
            elif match["skip"]:
                self._take_head(self._buffer[: match.start()])
                self._buffer = self._buffer[match.start() :]
                self._skip(match["skip"])
            else:
                self._take_head(self._buffer[: match.start()])
                self._buffer = self._buffer[match.start() :]
                name = match["name"].decode()
                numbers[name] += 1
                yield self._take(name, numbers[name])

    def _take_head(self, data: bytes) -> None:
        if len(self.head) < LARGEST_HEAD:
            self.head += data[: LARGEST_HEAD - len(self.head)]

    def _step_over_text(self) -> bool:
        """Nothing wanted in the buffer: keep the end of it, which may be half of a mark."""
        keep = 64
        self._take_head(self._buffer[:-keep] if len(self._buffer) > keep else b"")
        self._buffer = self._buffer[-keep:]
        if self._more():
            return True
        self._take_head(self._buffer)
        return False

    def _skip(self, mark: bytes) -> None:
        """Step over CDATA, a comment or a document type declaration."""
        if mark == b"!DOCTYPE":
            self.has_doctype = True
            self._skip_doctype()
        else:
            self._drop_through(b"]]>" if mark == b"![CDATA[" else b"-->")

    def _drop_through(self, end: bytes) -> None:
        skipped = 0
        while (at := self._buffer.find(end)) < 0:
            skipped += len(self._buffer)
            self._buffer = self._buffer[-len(end) + 1 :]
            if skipped > MOST_SKIPPED:
                raise RefusedError(
                    f"{self._archive.name}: a comment or text does not end within {MOST_SKIPPED:,} bytes."
                )
            if not self._more():
                self._buffer = b""
                return
        self._buffer = self._buffer[at + len(end) :]

    def _skip_doctype(self) -> None:
        """To the ``>`` that ends it, past quoted text, comments and the bracketed part."""
        depth, at = 0, 9
        token = re.compile(rb"\"|'|<!--|[\[\]>]")
        while True:
            match = token.search(self._buffer, at)
            if match is None:
                at = max(len(self._buffer) - 3, 9)
                if len(self._buffer) > LARGEST_HEAD or not self._more():
                    raise RefusedError(f"{self._archive.name}: its document type declaration does not end.")
                continue
            at = match.end()
            if match[0] in (b'"', b"'", b"<!--"):
                at = self._end_of(b"-->" if match[0] == b"<!--" else match[0], at)
            else:
                depth += {b"[": 1, b"]": -1}.get(match[0], 0)
            if match[0] == b">" and depth <= 0:
                break
        self._buffer = self._buffer[at:]

    def _end_of(self, end: bytes, start: int) -> int:
        while (at := self._buffer.find(end, start)) < 0:
            if len(self._buffer) > LARGEST_HEAD or not self._more():
                raise RefusedError(f"{self._archive.name}: its document type declaration does not end.")
        return at + len(end)

    def _take(self, name: str, number: int) -> Piece:
        """The element that starts the buffer, to its end tag; a new start tag ends it too, unfinished."""
        tag = re.escape(name.encode())
        token = re.compile(rb"(?P<end></" + tag + rb"\s*>)|(?P<again><" + tag + rb"(?=[\s>]))|<!\[CDATA\[|<!--")
        cut = len(name) + 1
        parts, size = [self._buffer[:cut]], cut
        self._buffer = self._buffer[cut:]
        ends = b""
        while True:
            match = _closing(ends).search(self._buffer) if ends else token.search(self._buffer)
            is_end, is_again = _ends(match, ends)
            cut = max(len(self._buffer) - 32, 0) if match is None else match.start() if is_again else match.end()
            size += cut
            parts = [*parts, self._buffer[:cut]] if size <= LARGEST_PIECE else []
            self._buffer = self._buffer[cut:]
            if is_end or is_again:
                return Piece(name, b"".join(parts) if parts else None, number, is_end)
            if size > MOST_SKIPPED:
                raise RefusedError(f"{self._archive.name}: item {number} does not end within {MOST_SKIPPED:,} bytes.")
            if match is None and not self._more():
                return Piece(name, None if size > LARGEST_PIECE else b"".join([*parts, self._buffer]), number, False)
            if match is not None:
                ends = b"" if ends else b"]]>" if match[0].startswith(b"<![") else b"-->"


def _closing(ends: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(ends))


def _ends(match: re.Match[bytes] | None, ends: bytes) -> tuple[bool, bool]:
    """(its end tag, a new start tag)."""
    if match is None or ends:
        return False, False
    return match["end"] is not None, match["again"] is not None
