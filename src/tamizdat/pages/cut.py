"""What is longer than a page is cut: between sentences, else between words, and no word is ever lost."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

TOKEN = re.compile(r"<[^>]*>|[^<]+")
ENTITY = re.compile(r"&[a-z0-9#]*\Z")
SENTENCE_END = re.compile("[.!?…؟۔।]+[\"'”’»)\\]]*\\s+|[。！？；][」』”’）]*")
SPACE = re.compile(r"\s+")
LONG_STRING = 32
UNBROKEN = re.compile(rf"[!-;=?-~\u00a1-\u052f]{{{LONG_STRING},}}")
IDEOGRAPHS = [bytes((first,)) for first in range(0xE3, 0xEE)]
"""First bytes of U+3000 to U+DFFF."""
SHORT_WORD = 9
"""Where words are shorter than this on average, there is no need to look for unbroken strings."""
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
BLOCKS = ("p", "ul", "ol")
BLOCK_TAG = re.compile(r"<(/?)(?:p|ul|ol)>")
VOID = frozenset(("br",))
NAME = re.compile(r"[^a-z].*", re.DOTALL)


def length(html: str) -> int:
    """What HTML costs of a page's room: its UTF-8 bytes. What packs badly counts more: an ideograph four bytes, not
    three, and a long unbroken string twice."""
    size = len(html)
    if not html.isascii():
        data = html.encode()
        size = len(data) + (sum(map(data.count, IDEOGRAPHS)) if len(data) > size * 1.3 else 0)
    if html.count(" ") * SHORT_WORD >= len(html):
        return size
    long = " ".join([one for one in html.split() if len(one) >= LONG_STRING])
    return size + sum([len(one.encode()) for one in UNBROKEN.findall(long)]) if long else size


def is_plain(html: str) -> bool:
    """Does it cost as many bytes as it has letters?"""
    return html.isascii() and html.count(" ") * SHORT_WORD >= len(html)


def split_blocks(html: str) -> list[str]:
    """The paragraphs and lists of clean block HTML, one by one; bare words become a paragraph."""
    blocks: list[str] = []
    start = depth = loose = 0
    for found in BLOCK_TAG.finditer(html):
        if not found[1]:
            if depth == 0:
                if not _add_loose(blocks, html[loose : found.start()]):
                    return split_blocks(_turn_inside_out(html))
                start = found.start()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                blocks.append(html[start : found.end()])
                loose = found.end()
    _add_loose(blocks, html[loose:])
    return blocks


def _add_loose(blocks: list[str], html: str) -> bool:
    """Bare words between paragraphs; False when they leave an element open around the next paragraph."""
    if "<" in html and html.count("<") - html.count("<br>") != 2 * html.count("</"):
        return False
    if html.strip():
        blocks.append(f"<p>{html.strip()}</p>")
    return True


def _turn_inside_out(html: str) -> str:
    """``<em>a<p>b</p></em>`` → ``<p><em>a</em></p><p><em>b</em></p>``: no inline element around a paragraph."""
    parts: list[str] = []
    around: list[str] = []
    depth = 0
    for token in TOKEN.findall(html):
        name = NAME.sub("", token.lstrip("</")) if token.startswith("<") else ""
        is_end = token.startswith("</")
        if name in BLOCKS:
            depth += -1 if is_end else 1
            if depth == (0 if is_end else 1):
                closed, opened = _close(around), "".join(around)
                token = f"{closed}{token}{opened}"
        elif depth == 0 and name and name not in VOID:
            around = around[:-1] if is_end else [*around, token]
        parts.append(token)
    return re.sub(r"<(\w+)(?: [^>]*)?></\1>", "", "".join(parts))


def _close(tags: list[str]) -> str:
    return "".join(f"</{NAME.sub('', tag[1:])}>" for tag in reversed(tags))


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
    """Takes one tag or sentence after the other, and begins a new piece where the last one is full."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.pieces: list[str] = []
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.items: list[int] = []
        """How many items each open list has had, so that a numbered one goes on counting."""
        self.size = self.fresh = 0
        self.mark: _Mark | None = None

    def take_tag(self, tag: str) -> None:
        name = NAME.sub("", tag.lstrip("</"))
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
        start = 0
        for end in [*(found.end() for found in SENTENCE_END.finditer(text)), len(text)]:
            if end > start:
                self._take_sentence(text[start:end], is_whole=end < len(text))
            start = end

    def _take_sentence(self, text: str, *, is_whole: bool) -> None:
        while text:
            room = self.most - self.size
            size = length(text)
            if size <= room:
                self._add(text, size)
                if is_whole or SENTENCE_END.search(text + " "):
                    self.mark = _Mark(len(self.parts), self.size, list(self.open), list(self.items))
                return
            if self.mark and self.mark.size > self.most * 0.3:
                self._break(self.mark)
                continue
            at = _find_cut(text, room, hard=self.size - self.fresh < self.most // 4)
            if at:
                self._add(text[:at], length(text[:at]))
                text = text[at:]
            self._break()

    def _add(self, part: str, size: int) -> None:
        self.parts.append(part)
        self.size += size

    def _break(self, at: _Mark | None = None) -> None:
        """End this piece: here, or after the sentence that was marked; what follows it goes over to the next."""
        at = at or _Mark(len(self.parts), self.size, self.open, self.items)
        carried = self.parts[at.parts :]
        closing = "".join(f"</{name}>" for name, _ in reversed(at.open))
        self.pieces.append("".join(self.parts[: at.parts]) + closing)
        self.parts, self.size, self.mark = _reopen(at), 0, None
        self.size = self.fresh = sum(map(len, self.parts))
        for part in carried:
            self._add(part, len(part) if part.startswith("<") else length(part))

    def finish(self) -> list[str]:
        self.pieces.append("".join(self.parts))
        return [one for one in self.pieces if re.sub(r"<[^>]*>", "", one).strip()]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place between two sentences."""

    parts: int
    size: int
    open: list[tuple[str, str]]
    items: list[int]


def _reopen(at: _Mark) -> list[str]:
    """The elements that were open there, open again; a numbered list goes on with its number."""
    tags = []
    lists = iter(at.items)
    inside = any(name == "li" for name, _ in at.open)
    for name, tag in at.open:
        had = next(lists) if name in ("ul", "ol") else 0
        tags.append(f'<ol start="{had + (not inside)}">' if name == "ol" and had else tag)
    return tags


def _find_cut(text: str, room: int, *, hard: bool) -> int:
    """How many characters of a sentence go on this page; 0 when it should begin on the next. ``hard``: some must."""
    window = _fitting(text, room)
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
    pieces: list[str] = []
    lines: list[str] = []
    size = 0
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
