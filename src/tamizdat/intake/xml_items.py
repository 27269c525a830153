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
HALF_A_MARK = 64
"""No mark that is looked for is longer."""
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


class _Window:
    """The part of the archive at hand: ``at`` is where reading goes on; what lies before it is let go."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self.data = b""
        self.at = 0

    def more(self) -> bool:
        """Read on; False at the end."""
        new = self._read()
        if new:
            self.data = self.data[self.at :] + new
            self.at = 0
        return bool(new)


class Pieces:
    """Finds elements by name. ``head`` is what stands before the first one; a document type is stepped over."""

    def __init__(self, archive: Archive, names: Sequence[str], progress: Callable[[int, int], None]) -> None:
        self.head = b""
        self.has_doctype = False
        self._name = archive.name
        source = Utf8(archive)

        def read() -> bytes:
            data = source.read()
            progress(archive.done(), archive.total)
            return data

        self._window = _Window(read)
        wanted = "|".join(re.escape(name) for name in names).encode()
        self._next = re.compile(rb"<(?:(?P<name>" + wanted + rb")(?=[\s>])|(?P<skip>!\[CDATA\[|!--|!DOCTYPE))")

    def __iter__(self) -> Iterator[Piece]:
        numbers: Counter[str] = Counter()
        while True:
            match = self._next.search(self._window.data, self._window.at)
            if match is None:
                if not self._step_over_text():
                    return
                continue
            self._take_head(match.start())
            if match["skip"]:
                self._skip(match["skip"])
            else:
                name = match["name"].decode()
                numbers[name] += 1
                yield self._take(name, numbers[name])

    def _take_head(self, end: int) -> None:
        """Go on to ``end``; what is passed belongs to the head while there is room."""
        window = self._window
        if len(self.head) < LARGEST_HEAD:
            self.head += window.data[window.at : min(end, window.at + LARGEST_HEAD - len(self.head))]
        window.at = end

    def _step_over_text(self) -> bool:
        """Nothing wanted at hand: keep the end of it, which may be half of a mark."""
        window = self._window
        self._take_head(max(window.at, len(window.data) - HALF_A_MARK))
        if window.more():
            return True
        self._take_head(len(window.data))
        return False

    def _skip(self, mark: bytes) -> None:
        """Step over CDATA, a comment or a document type declaration."""
        if mark == b"!DOCTYPE":
            self.has_doctype = True
            self._skip_doctype()
        else:
            self._drop_through(b"]]>" if mark == b"![CDATA[" else b"-->")

    def _drop_through(self, end: bytes) -> None:
        window, skipped = self._window, 0
        while (found := window.data.find(end, window.at)) < 0:
            keep = max(window.at, len(window.data) - len(end) + 1)
            skipped += keep - window.at
            window.at = keep
            if skipped > MOST_SKIPPED:
                raise RefusedError(f"{self._name}: a comment or text does not end within {MOST_SKIPPED:,} bytes.")
            if not window.more():
                window.at = len(window.data)
                return
        window.at = found + len(end)

    def _skip_doctype(self) -> None:
        """To the ``>`` that ends it, past quoted text, comments and the bracketed part."""
        window, depth, scan = self._window, 0, 9
        token = re.compile(rb"\"|'|<!--|[\[\]>]")
        while True:
            match = token.search(window.data, window.at + scan)
            if match is None:
                scan = max(len(window.data) - window.at - 3, scan)
                self._more_of_doctype()
                continue
            scan = match.end() - window.at
            if match[0] in (b'"', b"'", b"<!--"):
                scan = self._end_of(b"-->" if match[0] == b"<!--" else match[0], scan)
            else:
                depth += {b"[": 1, b"]": -1}.get(match[0], 0)
            if match[0] == b">" and depth <= 0:
                break
        window.at += scan

    def _end_of(self, end: bytes, scan: int) -> int:
        while (found := self._window.data.find(end, self._window.at + scan)) < 0:
            self._more_of_doctype()
        return found - self._window.at + len(end)

    def _more_of_doctype(self) -> None:
        if len(self._window.data) - self._window.at > LARGEST_HEAD or not self._window.more():
            raise RefusedError(f"{self._name}: its document type declaration does not end.")

    def _take(self, name: str, number: int) -> Piece:
        """The element that starts here, to its end tag; a new start tag ends it too, unfinished."""
        tag = re.escape(name.encode())
        token = re.compile(rb"(?P<end></" + tag + rb"\s*>)|(?P<again><" + tag + rb"(?=[\s>]))|<!\[CDATA\[|<!--")
        window, taken, ends = self._window, _Taken(self._window), b""
        scan = window.at + len(name) + 1
        while True:
            match = (_closing(ends) if ends else token).search(window.data, scan)
            if match is None:
                taken.up_to(max(scan, len(window.data) - HALF_A_MARK))
                if taken.size > MOST_SKIPPED:
                    raise RefusedError(f"{self._name}: item {number} does not end within {MOST_SKIPPED:,} bytes.")
                if not window.more():
                    taken.up_to(len(window.data))
                    return Piece(name, taken.data(), number, False)
                scan = window.at
            elif ends:
                ends, scan = b"", match.end()
            elif match["end"] or match["again"]:
                taken.up_to(match.end() if match["end"] else match.start())
                return Piece(name, taken.data(), number, match["end"] is not None)
            else:
                ends, scan = b"]]>" if match[0].startswith(b"<![") else b"-->", match.end()


class _Taken:
    """What is taken out of the window for one piece; nothing is held of a piece that is too large."""

    def __init__(self, window: _Window) -> None:
        self.size = 0
        self._window = window
        self._data = bytearray()

    def up_to(self, end: int) -> None:
        """Take what stands before ``end``."""
        window = self._window
        self.size += end - window.at
        if self.size <= LARGEST_PIECE:
            self._data += window.data[window.at : end]
        else:
            self._data.clear()
        window.at = end

    def data(self) -> bytes | None:
        return bytes(self._data) if self.size <= LARGEST_PIECE else None


def _closing(ends: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(ends))
