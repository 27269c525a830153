"""The column that is being set: words become paragraphs, and what is not words becomes a block of its own."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from tamizdat.intake.html.embeds import embed_block, is_known_embed, web_address

EMPTY = re.compile(r"<(strong|em|b|i|s|sub|sup|code|a|bdi|span)(?: [^<>]*)?>((?: |\xa0|<br>)*)</\1>")
EMPTY_ITEM = re.compile(r"<(li|ul|ol)>(?: |<br>)*</\1>")
SPACE = re.compile(r"[ \t\r\n\f\u2028\u2029]+")
BREAKS = re.compile(r" ?<br>(?: |<br>)*")
BREAK_BEFORE = re.compile(r"(?:<br>| )(?=</?(?:li|ul|ol)>|$)")
BREAK_AFTER = re.compile(r"(^|</?(?:li|ul|ol)>)(?:<br>| )")
MARKUP = re.compile(r"<[^>]*>")
ALONE = re.compile(r'(?:<a href="[^"]*">)?(https?://[^\s<"]+)(?:</a>)?')


def has_words(html: str) -> bool:
    """Whether anything is left when the markup is taken away."""
    return bool(unescape(MARKUP.sub("", html)).strip("\xa0 \t\r\n\u200b\ufeff\u200e\u200f"))


def tidy(html: str) -> str:
    """One paragraph or list without empty elements and needless space."""
    html = SPACE.sub(" ", html)
    for _ in range(8):
        less = EMPTY_ITEM.sub("", EMPTY.sub(r"\2", html))
        if less == html:
            break
        html = less
    if "<br>" in html or "<li>" in html:
        html = BREAK_BEFORE.sub("", BREAK_AFTER.sub(r"\1", BREAKS.sub("<br>", html)))
    return html.strip(" ")


class Column:
    """Takes words, marks and blocks one after another; gives blocks. ``in_line``: one line only, for captions."""

    def __init__(self, *, base: str = "", in_line: bool = False) -> None:
        self.base = base
        self.in_line = in_line
        self.blocks: list[dict[str, Any]] = []
        self._paragraphs: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._set_aside: list[list[tuple[str, str]]] = []
        self._lists: list[str] = []
        self._after: list[dict[str, Any]] = []

    def write(self, text: str | None) -> None:
        """Words."""
        if text:
            if self._lists and not text.isspace():
                self._need_item()
            self._line.append(escape(text, quote=False))

    def open_mark(self, opening: str, closing: str) -> None:
        """Words from here on are strong, a link, …; two empty strings for a mark that is not kept."""
        if opening.startswith("<a ") and any(one.startswith("<a ") for one, _ in self._open):
            opening = closing = ""
        self._need_item()
        self._open.append((opening, closing))
        self._line.append(opening)

    def close_mark(self) -> None:
        """The mark that was opened last ends."""
        if self._open:
            self._line.append(self._open.pop()[1])

    def new_line(self) -> None:
        """A line break; two of them make a paragraph."""
        while self._line and self._line[-1].isspace():
            self._line.pop()
        if not self._lists and not self.in_line and self._line and self._line[-1] == "<br>":
            self._line.pop()
            self.end_paragraph()
        else:
            self._line.append("<br>")

    def end_paragraph(self) -> None:
        """A block of the source begins or ends here."""
        if self.in_line or self._lists:
            self._line.append("<br>")
            return
        if not self._line:
            return
        html = tidy("".join(self._line) + "".join(close for _, close in reversed(self._open)))
        self._line = [opening for opening, _ in self._open]
        if not has_words(html):
            return
        embed = self._alone(html)
        if embed:
            self._end_text()
            self.blocks.append(embed)
        else:
            self._paragraphs.append(f"<p>{html}</p>")

    def _alone(self, html: str) -> dict[str, Any] | None:
        """A known address in a line of its own is meant to be shown, not read."""
        match = ALONE.fullmatch(html) if html.startswith(("http", "<a")) else None
        address = web_address(unescape(match[1])) if match else ""
        return embed_block(address) if address and is_known_embed(address) else None

    def start_list(self, tag: str) -> None:
        """``ul`` or ``ol``."""
        if self.in_line:
            self._line.append("<br>")
            return
        if not self._lists:
            self.end_paragraph()
            self._line = []
        elif self._lists[-1] not in ("li", "li?"):
            self._need_item()
        self._set_aside.append(self._open)
        self._open = []
        self._lists.append(tag)
        self._line.append(f"<{tag}>")

    def _need_item(self) -> None:
        """Words in a list that stand in no item get one."""
        if self._lists and self._lists[-1] in ("ul", "ol"):
            self._lists.append("li?")
            self._line.append("<li>")

    def _end_loose_item(self) -> None:
        if self._lists and self._lists[-1] == "li?":
            self._lists.pop()
            self._line.append("</li>")

    def start_item(self) -> None:
        """An item; outside of any list, a paragraph."""
        if not self._lists:
            self.end_paragraph()
            return
        self._end_loose_item()
        if self._lists[-1] == "li":
            self._line.append("<br>")
        self._lists.append("li")
        self._line.append("<li>" if len(self._lists) < 2 or self._lists[-2] != "li" else "")

    def end_item(self) -> None:
        """The item ends."""
        self._end_loose_item()
        if not self._lists or self._lists[-1] != "li":
            self.end_paragraph()
            return
        self._lists.pop()
        self._line.append("" if self._lists and self._lists[-1] == "li" else "</li>")

    def end_list(self) -> None:
        """The list ends; pictures that stood in it follow."""
        if self.in_line:
            self._line.append("<br>")
            return
        self._end_loose_item()
        self._line.append(f"</{self._lists.pop()}>")
        self._open = self._set_aside.pop()
        if self._lists:
            return
        html = tidy("".join(self._line))
        self._line = [opening for opening, _ in self._open]
        if has_words(html):
            self._paragraphs.append(html)
        for block in self._after:
            self.emit(block)
        self._after = []

    def emit(self, block: dict[str, Any] | None) -> None:
        """Something that is not words; inside a list it waits for the list's end."""
        if block is None or self.in_line:
            return
        if self._lists:
            self._after.append(block)
            return
        self.end_paragraph()
        self._end_text()
        self.blocks.append(block)

    def _end_text(self) -> None:
        if self._paragraphs:
            self.blocks.append({"type": "text", "html": "".join(self._paragraphs)})
            self._paragraphs = []

    def finish(self) -> list[dict[str, Any]]:
        """All blocks."""
        self.end_paragraph()
        self._end_text()
        return self.blocks

    def line(self) -> str:
        """All words on one line, with their marks."""
        return tidy("".join(self._line) + "".join(close for _, close in reversed(self._open)))
