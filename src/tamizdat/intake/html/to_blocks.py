"""HTML of any origin becomes the blocks of docs/formats/facts-v1.md. Nothing else of it survives: no script, no style.

The walk does not call itself except for what stands in a quotation, a caption or a cell, so depth cannot hurt.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from html import escape

from lxml import etree

from tamizdat.intake.html.column import Column
from tamizdat.intake.html.embeds import embed_block
from tamizdat.intake.html.figures import SHOWN, figure_block, find_embed, gallery_block, post_elsewhere
from tamizdat.intake.html.parse import parse_html
from tamizdat.intake.html.pictures import Pictures, is_emoji, text_of
from tamizdat.intake.html.tables import is_data, table_block
from tamizdat.intake.html.tags import (
    CAPTIONED,
    DROPPED,
    GALLERY,
    HEADINGS,
    MARKS,
    PASSING,
    SINGLE,
    STRONG_LINES,
    language_of,
    link_address,
)
from tamizdat.newsroom.incoming import Block, IncomingPicture


@dataclass(frozen=True, slots=True)
class Converted:
    """What an item's HTML became."""

    blocks: tuple[Block, ...]
    pictures: tuple[IncomingPicture, ...]
    warnings: tuple[str, ...] = ()


def html_to_blocks(html: str, *, base: str = "") -> Converted:
    """Blocks, pictures and warnings; ``base`` is the address that relative links start from.

    Raises RefusedError for what is too large to be an article.
    """
    if "<" not in html and "&" not in html:
        return _plain(html)
    root, warnings = parse_html(html)
    if root is None:
        return Converted((), (), warnings)
    walk = _Walk(Column(base=base), Pictures(base))
    walk.through(root)
    return Converted(tuple(walk.column.finish()), tuple(walk.pictures.found.values()), warnings)


def _plain(text: str) -> Converted:
    column = Column()
    column.write(text)
    return Converted(tuple(column.finish()), ())


def inline_html(html: str, *, base: str = "") -> str:
    """The words and marks of a caption, on one line."""
    if "<" not in html and "&" not in html:
        return escape(" ".join(html.split()), quote=False)
    root, _ = parse_html(html)
    return "" if root is None else _Walk(Column(base=base), Pictures(base)).inline(root)


class _Walk:
    """From element to element, setting the column."""

    def __init__(self, column: Column, pictures: Pictures, *, is_quote: bool = False) -> None:
        self.column = column
        self.pictures = pictures
        self.is_quote = is_quote
        self.skip: Set[etree._Element] = frozenset()
        self._wholes: set[etree._Element] = set()

    def through(self, root: etree._Element, skip: Set[etree._Element] = frozenset()) -> None:
        """Everything inside ``root``, except the elements to skip."""
        self.skip = skip
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if (element is root and element.tag not in ("html", "body")) or self._start(element):
                    self.column.write(element.text)
                else:
                    walker.skip_subtree()
            elif element is not root:
                self._end(element)
                self.column.write(element.tail)

    def _start(self, element: etree._Element) -> bool:
        """Begin an element; False when what stands in it is already dealt with."""
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED or element in self.skip:
            return False
        if tag in MARKS or tag in PASSING or tag == "a":
            self._open_mark(element, tag)
            return True
        special = None if self.column.in_line else SPECIAL.get(tag)
        if special is not None:
            return special(self, element)
        return self._start_plain(element, tag)

    def _start_plain(self, element: etree._Element, tag: str) -> bool:
        if tag == "br":
            self.column.new_line()
        elif tag in ("ul", "ol"):
            self.column.start_list(tag)
        elif tag == "li":
            self.column.start_item()
            self._open_language(element)
        elif tag in SHOWN or tag in ("img", "amp-img", "script"):
            if tag in ("img", "amp-img") and is_emoji(element):
                self.column.write(element.get("alt"))
            return False
        elif tag not in ("wbr", "picture", "noscript", "html", "head", "body"):
            self.column.end_paragraph()
            self._open_language(element)
            if tag in STRONG_LINES:
                self.column.open_mark("<strong>", "</strong>")
        return True

    def _end(self, element: etree._Element) -> None:
        """Finish what ``_start`` began; handled wholes leave nothing open."""
        tag = element.tag
        if not isinstance(tag, str) or element in self.skip or tag in DROPPED:
            return
        if tag in MARKS or tag in PASSING or tag == "a":
            self._close_mark(tag)
        elif tag in ("ul", "ol"):
            if not self._is_whole(element):
                self.column.end_list()
        elif tag == "li":
            self._close_language(element)
            self.column.end_item()
        elif not (tag in SHOWN or tag in SINGLE or self._is_whole(element)):
            if tag in STRONG_LINES:
                self.column.close_mark()
            self._close_language(element)
            self.column.end_paragraph()

    def _is_whole(self, element: etree._Element) -> bool:
        return element in self._wholes

    def _take(self, element: etree._Element) -> bool:
        """Remember that this element became a block."""
        self._wholes.add(element)
        return False

    def _open_mark(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            address = link_address(element.get("href"), self.column.base)
            opening = f'<a href="{escape(address)}">' if address else ""
            self.column.open_mark(opening, "</a>" if opening else "")
        elif tag in MARKS:
            self.column.open_mark(f"<{MARKS[tag]}>", f"</{MARKS[tag]}>")
        elif tag == "span":
            self._open_language(element, always=True)
        else:
            self.column.open_mark("", "")
            self.column.write({"q": "“", "rt": "("}.get(tag))

    def _close_mark(self, tag: str) -> None:
        self.column.write({"q": "”", "rt": ")"}.get(tag))
        self.column.close_mark()

    def _open_language(self, element: etree._Element, *, always: bool = False) -> None:
        attributes = language_of(element)
        if attributes or always:
            self.column.open_mark(f"<span{attributes}>" if attributes else "", "</span>" if attributes else "")

    def _close_language(self, element: etree._Element) -> None:
        if language_of(element):
            self.column.close_mark()

    # What becomes a block of its own.

    def inline(self, element: etree._Element, skip: Set[etree._Element] = frozenset()) -> str:
        """The words of a caption or a cell, with their marks."""
        walk = _Walk(Column(base=self.column.base, in_line=True), self.pictures)
        walk.through(element, skip)
        return walk.column.line()

    def heading(self, element: etree._Element) -> bool:
        """A subhead; pictures in it follow it."""
        text = text_of(element)
        if self.is_quote and text:
            self.column.end_paragraph()
            return True
        if text:
            self.column.emit({"type": "heading", "level": HEADINGS[str(element.tag)], "text": text})
        for image in element.iter("img"):
            self.image(image)
        return self._take(element)

    def image(self, element: etree._Element) -> bool:
        """A picture without a figure."""
        if is_emoji(element):
            self.column.write(element.get("alt"))
            return False
        block = figure_block(element, [element], self.pictures, lambda *_: "")
        if block and block != self._last_figure():
            self.column.emit(block)
        return False

    def _last_figure(self) -> Block | None:
        return self.column.blocks[-1] if self.column.blocks else None

    def figure(self, element: etree._Element) -> bool:
        """A picture with its caption, or whatever else a figure holds."""
        table = next(element.iter("table"), None)
        if table is not None and is_data(table):
            caption = next(element.iter("figcaption"), None)
            self.column.emit(table_block(table, self._cell, text_of(caption) if caption is not None else ""))
            return self._take(element)
        if next(element.iter("blockquote"), None) is not None and next(element.iter("img"), None) is None:
            return self.quote(element)
        embed = find_embed(element, self.column.base)
        if embed:
            self.column.emit(embed)
            return self._take(element)
        return self._pictures(element)

    def _pictures(self, element: etree._Element) -> bool:
        images = [one for one in element.iter("img", "amp-img") if not is_emoji(one)]
        if not images or next(element.iter("pre", "h1", "h2", "h3"), None) is not None:
            self.column.end_paragraph()
            self._open_language(element)
            return True
        make = figure_block if len(images) == 1 else gallery_block
        block = make(element, images, self.pictures, self.inline)
        self.column.emit(block)
        words = [self.inline(one) for one in element.iterchildren("figcaption")] if make is gallery_block else []
        if block and any(words):
            self.column.emit({"type": "text", "html": "".join(f"<p>{one}</p>" for one in words if one)})
        return self._take(element)

    def container(self, element: etree._Element) -> bool:
        """A div or list that is a gallery or a captioned picture; else just a container."""
        classes = element.get("class") or ""
        if classes and GALLERY.search(classes) and next(element.iter("img"), None) is not None:
            return self._pictures(element)
        if classes and CAPTIONED.search(classes) and element.tag == "div":
            return self.figure(element)
        return self._start_plain(element, str(element.tag))

    def quote(self, element: etree._Element) -> bool:
        """Somebody's words, or a post from elsewhere."""
        post = post_elsewhere(element, self.column.base)
        if post:
            self.column.emit(post)
            return self._take(element)
        if self.is_quote or next(element.iter("table", "h1", "h2", "hr"), None) is not None:
            self.column.end_paragraph()
            self._open_language(element)
            return True
        self._set_quote(element)
        return self._take(element)

    def _set_quote(self, element: etree._Element) -> None:
        cites = [one for one in element.iter("cite", "footer", "figcaption") if one is not element]
        cite = text_of(cites[0]).lstrip("—–- ") if cites and len(text_of(cites[0])) < 300 else ""
        walk = _Walk(Column(base=self.column.base), self.pictures, is_quote=True)
        walk.through(element, frozenset(cites[:1]) if cite else frozenset())
        blocks = walk.column.finish()
        html = "".join(block["html"] for block in blocks if block["type"] == "text")
        if html:
            self.column.emit({"type": "quote", "html": html, "cite": cite})
        for block in blocks:
            if block["type"] != "text":
                self.column.emit(block)

    def table(self, element: etree._Element) -> bool:
        """A table; one that only arranges the page is unwrapped."""
        if not is_data(element):
            self.column.end_paragraph()
            return True
        self.column.emit(table_block(element, self._cell))
        for image in element.iter("img"):
            self.image(image)
        return self._take(element)

    def _cell(self, cell: etree._Element) -> str:
        return self.inline(cell)

    def code(self, element: etree._Element) -> bool:
        """Text whose lines and spaces matter."""
        text = "".join(element.itertext()).strip("\r\n")
        self.column.emit({"type": "code", "text": text} if text.strip() else None)
        return self._take(element)

    def rule(self, element: etree._Element) -> bool:
        """A line across the column."""
        self.column.emit({"type": "rule"})
        return False

    def embed(self, element: etree._Element) -> bool:
        """A player or frame: its address as a link."""
        self.column.emit(find_embed(element, self.column.base))
        return False

    def script(self, element: etree._Element) -> bool:
        """Only a gist is something a reader would miss."""
        if "gist.github.com/" in (element.get("src") or ""):
            self.column.emit(embed_block(element.get("src"), base=self.column.base))
        return False


SPECIAL: dict[str, Callable[[_Walk, etree._Element], bool]] = {
    **dict.fromkeys(HEADINGS, _Walk.heading),
    **dict.fromkeys(("img", "amp-img"), _Walk.image),
    **dict.fromkeys(("div", "section", "ul", "ol", "p"), _Walk.container),
    **dict.fromkeys(SHOWN, _Walk.embed),
    "figure": _Walk.figure,
    "blockquote": _Walk.quote,
    "table": _Walk.table,
    "pre": _Walk.code,
    "hr": _Walk.rule,
    "script": _Walk.script,
}
