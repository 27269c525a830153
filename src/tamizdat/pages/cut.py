"""What is longer than a page is cut: between sentences, else between words, and no word is ever lost."""

from __future__ import annotations

import re
import unicodedata

TOKEN = re.compile(r"<[^>]*>|[^<]+")
ENTITY = re.compile(r"&[a-z0-9#]*\Z")
SENTENCE_END = re.compile("[.!?…؟۔।]+[\"'”’»)\\]]*\\s+|[。！？；][」』”’）]*")
SPACE = re.compile(r"\s+")
UNBROKEN = re.compile(r"[!-;=?-~]{32,}")
SHORT_WORD = 9
"""Where words are shorter than this on average, there is no need to look for unbroken strings."""
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
VOID = frozenset(("br",))


def length(html: str) -> int:
    """What HTML costs of a page's room: its UTF-8 bytes; unbroken strings, which compress badly, count twice."""
    size = len(html) if html.isascii() else len(html.encode())
    if html.count(" ") * SHORT_WORD >= len(html):
        return size
    return size + sum(len(one) for one in UNBROKEN.findall(html))


def split_blocks(html: str) -> list[str]:
    """The paragraphs and lists of clean block HTML, one by one; bare words become a paragraph."""
    blocks: list[str] = []
    start = depth = loose = 0
    for found in re.finditer(r"<(/?)(p|ul|ol)>", html):
        if not found[1]:
            if depth == 0:
                _add_loose(blocks, html[loose : found.start()])
                start = found.start()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                blocks.append(html[start : found.end()])
                loose = found.end()
    _add_loose(blocks, html[loose:])
    return blocks


def _add_loose(blocks: list[str], html: str) -> None:
    if html.strip():
        blocks.append(f"<p>{html.strip()}</p>")


def cut_html(html: str, most: int) -> list[str]:
    """Well-formed HTML in pieces of at most about ``most`` bytes each, every piece well-formed."""
    if length(html) <= most:
        return [html]
    cutter = _Cutter(most)
    for token in TOKEN.findall(html):
        if token.startswith("<"):
            cutter.take_tag(token)
        else:
            cutter.take_text(token)
    return cutter.finish()


class _Cutter:
    def __init__(self, most: int) -> None:
        self.most = most
        self.pieces: list[str] = []
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.items: list[int] = []
        """How many items each open list has had, so that a numbered one goes on counting."""
        self.size = self.fresh = 0

    def take_tag(self, tag: str) -> None:
        name = re.sub(r"[^a-z].*", "", tag.lstrip("</"), flags=re.DOTALL)
        if tag.startswith("</"):
            self.open.pop()
            if name in ("ul", "ol"):
                self.items.pop()
        elif name not in VOID:
            if name == "li" and self.size > self.most * 0.7:
                self._break()
            self.open.append((name, tag))
            self._count(name)
        self._add(tag, len(tag))

    def _count(self, name: str) -> None:
        if name in ("ul", "ol"):
            self.items.append(0)
        elif name == "li" and self.items:
            self.items[-1] += 1

    def take_text(self, text: str) -> None:
        while text:
            room = self.most - self.size
            if length(text) <= room:
                self._add(text, length(text))
                return
            at = _find_cut(text, room, hard=self.size - self.fresh < self.most // 4)
            if at:
                self._add(text[:at], length(text[:at]))
                text = text[at:]
            self._break()

    def _add(self, part: str, size: int) -> None:
        self.parts.append(part)
        self.size += size

    def _break(self) -> None:
        closing = "".join(f"</{name}>" for name, _ in reversed(self.open))
        self.pieces.append("".join(self.parts) + closing)
        self.parts, self.size = [], 0
        lists = iter(self.items)
        for name, tag in self.open:
            if name in ("ul", "ol"):
                had = next(lists)
                inside = any(one == "li" for one, _ in self.open)
                tag = f'<ol start="{had + (not inside)}">' if name == "ol" and had else tag
            self._add(tag, len(tag))
        self.fresh = self.size

    def finish(self) -> list[str]:
        self.pieces.append("".join(self.parts))
        return [one for one in self.pieces if re.sub(r"<[^>]*>", "", one).strip()]


def _find_cut(text: str, room: int, *, hard: bool) -> int:
    """How many characters of a text go on this page; 0 when it should begin on the next. ``hard``: some must."""
    window = _fitting(text, room)
    ends = [found.end() for found in SENTENCE_END.finditer(text[: window + 1]) if found.end() <= window]
    if ends and (ends[-1] > window * 0.4 or not hard):
        return ends[-1]
    spaces = [found.end() for found in SPACE.finditer(text[:window])]
    if spaces and (hard or spaces[-1] > 200):
        return spaces[-1]
    return _between_letters(text, window) if hard else 0


def _fitting(text: str, room: int) -> int:
    """How many characters cost no more than the room."""
    low, high = 0, min(len(text), max(room, 0))
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _between_letters(text: str, at: int) -> int:
    """Not inside an entity, nor between a letter and what is written onto it; always at least one letter."""
    entity = ENTITY.search(text[:at])
    if entity and entity.start() > 0:
        return entity.start()
    while 0 < at < len(text) and (unicodedata.combining(text[at]) or text[at] in JOINERS or text[at - 1] == "\u200d"):
        at -= 1
    return max(at, 1)


def cut_lines(code: str, most: int) -> list[str]:
    """Lines of code in pieces of at most about ``most`` bytes; only a line longer than that is cut itself."""
    pieces, lines, size = [], [], 0
    for line in code.split("\n"):
        for part in _cut_line(line, most):
            if lines and size + length(part) > most:
                pieces.append("\n".join(lines))
                lines, size = [], 0
            lines.append(part)
            size += length(part) + 1
    return [*pieces, "\n".join(lines)]


def _cut_line(line: str, most: int) -> list[str]:
    parts = []
    while length(line) > most:
        at = _between_letters(line, _fitting(line, most))
        parts.append(line[:at])
        line = line[at:]
    return [*parts, line]
