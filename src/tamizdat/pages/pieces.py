"""The body of an article as pieces, none longer than a page: what stands on which page is decided afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tamizdat.pages.ask import Ask
from tamizdat.pages.clean import clean_block, clean_inline, simple_blocks
from tamizdat.pages.cut import cut_html, cut_lines, is_plain, length, split_blocks
from tamizdat.pages.escape import Markup, text, trim
from tamizdat.pages.forms import forms_in
from tamizdat.pages.links import host_of, href, is_web_address, resolve_links, resolve_simple
from tamizdat.pages.pictures import view_picture
from tamizdat.pages.templates import render

LONGEST_PIECE = 4_000
LONGEST_LINE = 600
Block = dict[str, Any]


class Piece(NamedTuple):
    """Something that is not torn: a paragraph, a picture, some rows of a table."""

    html: str
    size: int
    is_text: bool = False
    leads: bool = False
    """A subhead: never the last thing on a page."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a body is printed: who answers, the way to the root, the words."""

    ask: Ask
    root: Markup
    words: Any
    language: str = "en"

    def address(self, path: str) -> str:
        return self.root + href(path)

    @property
    def own(self) -> str:
        """The paper's address on the clear web."""
        return str((self.ask("settings") or {}).get("address") or "")

    def blocks(self, htmls: Sequence[str]) -> list[str]:
        """Paragraphs and lists, one by one, ready to print."""
        found = simple_blocks(htmls)
        if found is not None:
            html = "\0".join(found)
            return resolve_simple(html, self.ask, self.address, self.own).split("\0") if "<a " in html else found
        if len(htmls) > 1:
            return [block for html in htmls for block in self.blocks([html])]
        return split_blocks(resolve_links(clean_block(htmls[0]), self.ask, self.address, self.own))

    def inline(self, html: str) -> Markup:
        return Markup(resolve_links(clean_inline(html), self.ask, self.address, self.own))

    def render(self, template: str, **values: Any) -> str:
        return render(template, {"root": self.root, "words": self.words, **values})

    def fill(self, template: str, values: dict[str, Markup], **choices: Any) -> Markup:
        return forms_in(self.language).fill(template, {"root": self.root, **values}, **choices)


def piece(html: str, **kind: bool) -> Piece:
    """A piece that knows how much room it takes."""
    return Piece(html, length(html), **kind)


def make_pieces(body: list[Block], setting: Setting) -> Iterator[Piece]:
    """All blocks, in order. A block of a kind that is not known here is left out."""
    for kind, blocks in groupby(body, key=itemgetter("type")):
        maker = MAKERS.get(kind)
        if kind == "text":
            yield from text_pieces([block["html"] for block in blocks], setting)
        elif maker:
            for block in blocks:
                yield from maker(block, setting)


def text_pieces(htmls: Sequence[str], setting: Setting) -> Iterator[Piece]:
    """Paragraphs and lists, of one block or of several that follow each other."""
    for block in setting.blocks(htmls):
        size = len(block) if is_plain(block) else length(block)
        if size <= LONGEST_PIECE:
            yield Piece(block, size, True)
        else:
            yield from (piece(part, is_text=True) for part in cut_html(block, LONGEST_PIECE))


def _heading(block: Block, setting: Setting) -> Iterator[Piece]:
    words, level = text(block["text"]), min(max(int(block["level"]), 2), 4)
    if length(words) > LONGEST_LINE:  # not a subhead, whatever it was called
        yield from (piece(part) for part in cut_html(f"<p><strong>{words}</strong></p>", LONGEST_PIECE))
    elif words:
        yield piece(f"<h{level}>{words}</h{level}>", leads=True)


def figure_pieces(block: Block, setting: Setting, *, eager: bool = False, style: str = "") -> Iterator[Piece]:
    """A picture with its caption; a caption that would fill a page goes on below it."""
    picture = view_picture(setting.ask, block["picture"], block["alt"])
    caption, *rest = cut_html(setting.inline(block["caption"]), LONGEST_LINE * 2)
    if picture:
        values = {**picture.values, "caption": Markup(caption)}
        yield piece(setting.fill("figure.html", values, style=style, tall=picture.is_tall, eager=eager))
    elif caption:
        rest.insert(0, caption)
    yield from (piece(f'<p class="cap">{part}</p>') for part in rest)


def _gallery(block: Block, setting: Setting) -> Iterator[Piece]:
    for one in block["pictures"]:
        yield from figure_pieces(one, setting, style="shot")


def _quote(block: Block, setting: Setting) -> Iterator[Piece]:
    parts: list[str] = []
    for one in setting.blocks([block["html"]]):
        parts += cut_html(one, LONGEST_PIECE)
    if sum(map(length, parts)) <= LONGEST_PIECE:
        parts = ["".join(parts)] if parts else []
    cite = text(trim(block["cite"], LONGEST_LINE))
    for part in parts[:-1]:
        yield piece(f"<blockquote>{part}</blockquote>")
    for part in parts[-1:]:
        foot = f"<footer><cite>{cite}</cite></footer>" if cite else ""
        yield piece(f"<blockquote>{part}{foot}</blockquote>")


def _embed(block: Block, setting: Setting) -> Iterator[Piece]:
    address = block["address"]
    if not is_web_address(address):
        return
    values = {
        "address": text(address),
        "host": host_of(address),
        "provider": text(trim(block["provider"], 100)),
        "title": text(trim(block["title"], LONGEST_LINE)),
    }
    poster = block.get("poster")
    picture = view_picture(setting.ask, poster["picture"], poster["alt"]) if poster else None
    values |= picture.values if picture else dict.fromkeys(("src", "width", "height", "alt", "avif"), Markup(""))
    yield piece(setting.fill("embed.html", values))


def _table(block: Block, setting: Setting) -> Iterator[Piece]:
    rows = [[setting.inline(cell) for cell in row] for row in block["rows"]]
    head = rows[0] if block["header"] and rows else None
    if head and sum(map(length, head)) > LONGEST_LINE:
        head = None
    caption, *rest = cut_html(setting.inline(block["caption"]), LONGEST_LINE)
    yield from (piece(f'<p class="cap">{part}</p>') for part in rest)
    for part in _cut_rows(rows[1:] if head else rows, LONGEST_PIECE - length("".join(head or []))):
        if isinstance(part, str):
            yield piece(part)
        else:
            yield piece(setting.render("table.html", caption=Markup(caption), head=head, rows=part))
            caption = ""


def _cut_rows(rows: list[list[Markup]], most: int) -> Iterator[list[list[Markup]] | str]:
    """Rows that fit together; a row that is longer than a page is printed as paragraphs, cell by cell."""
    together: list[list[Markup]] = []
    size = 0
    for row in rows:
        cost = sum(length(cell) + 9 for cell in row) + 9
        if together and size + cost > most:
            yield together
            together, size = [], 0
        if cost > most:
            for cell in row:
                yield from cut_html(f"<p>{cell}</p>", most)
        else:
            together.append(row)
            size += cost
    if together:
        yield together


def _related(block: Block, setting: Setting) -> Iterator[Piece]:
    cards = [card for one in block["articles"][:12] if (card := setting.ask(f"card:{one}"))]
    if cards:
        links = [{"href": href(card["path"]), "headline": text(trim(card["headline"], 200))} for card in cards]
        yield piece(setting.render("related.html", links=links))


def _code(block: Block, setting: Setting) -> Iterator[Piece]:
    for part in cut_lines(block["text"], LONGEST_PIECE):
        if part.strip():
            yield piece(f'<pre dir="ltr" tabindex="0"><code>{text(part)}</code></pre>')


def _rule(block: Block, setting: Setting) -> Iterator[Piece]:
    yield piece("<hr>")


MAKERS: dict[str, Callable[[Block, Setting], Iterator[Piece]]] = {
    "heading": _heading,
    "figure": figure_pieces,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "table": _table,
    "related": _related,
    "code": _code,
    "rule": _rule,
}


def with_dateline(pieces: list[Piece], dateline: str) -> list[Piece]:
    """The place stands at the beginning of the first paragraph, as in print; alone where the text begins otherwise."""
    if not dateline:
        return pieces
    place = f'<span class="place">{text(trim(dateline, 120))}</span>'
    first = next((at for at, one in enumerate(pieces) if one.is_text), None)
    if first is not None and pieces[first].html.startswith("<p>"):
        html = f"<p>{place} — {pieces[first].html[3:]}"
        return [*pieces[:first], pieces[first]._replace(html=html, size=length(html)), *pieces[first + 1 :]]
    return [piece(f"<p>{place}</p>", is_text=True), *pieces]
