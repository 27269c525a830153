"""The body of a demo article → blocks of docs/formats/facts-v1.md.

A blank line ends a paragraph. A paragraph that begins with one of these is something else:

``## words``                      a subhead (``###`` a smaller one)
``> words`` and ``-- who``        a quotation, and who said it
``- words`` or ``1. words``       a list, one item a line
``![name] alt | caption``         a picture
``[gallery]``                     then one picture a line
``[table] caption``               then one ``| row |`` a line; the first row is the header (the caption may be left out)
``[embed] address | provider | title``
``[related] article, article``
four spaces                       code, line by line
``---``                           a rule
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tamizdat.project.demo.inline_syntax import FindArticle, inline_html

Block = dict[str, Any]
PICTURE = re.compile(r"!\[([a-z0-9-]+)\]\s*(.*)")
ITEM = re.compile(r"(- |\d+\. )(.*)")


class SyntaxMistake(Exception):
    """A mistake in a body: the line, counted from the first of the file, and what is wrong."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that stand together, and the number of the first."""

    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(one.strip() for one in self.lines)


def split_chunks(lines: list[str], first: int) -> Iterator[Chunk]:
    """Lines between blank lines."""
    gathered: list[str] = []
    for number, line in enumerate([*lines, ""], first):
        if line.strip():
            gathered.append(line)
        elif gathered:
            yield Chunk(number - len(gathered), tuple(gathered))
            gathered = []


def read_blocks(lines: list[str], first: int, find: FindArticle) -> list[Block]:
    """The blocks of a body; paragraphs that follow each other are one block."""
    blocks: list[Block] = []
    for chunk in split_chunks(lines, first):
        try:
            block = _block(chunk, find)
        except LookupError as error:
            raise SyntaxMistake(chunk.line, f"there is no article {error.args[0]!r} to link to.") from None
        if block["type"] == "text" and blocks and blocks[-1]["type"] == "text":
            blocks[-1]["html"] += block["html"]
        else:
            blocks.append(block)
    return blocks


def _block(chunk: Chunk, find: FindArticle) -> Block:
    start = chunk.lines[0]
    if start.startswith("    "):
        return {"type": "code", "text": "\n".join(line[4:] for line in chunk.lines)}
    if start == "---":
        return {"type": "rule"}
    if start.startswith("#"):
        return _heading(chunk)
    if start.startswith(">"):
        return _quote(chunk, find)
    if start.startswith("!["):
        return {"type": "figure", **_picture(start, chunk.line, find)}
    if start.startswith("|"):
        return _table("", chunk.lines, chunk.line, find)
    if ITEM.match(start):
        return _list(chunk, find)
    if start.startswith("[") and (found := re.match(r"\[([a-z]+)\](?!\()\s*(.*)", start)):
        return _named(found[1], found[2], chunk, find)
    return {"type": "text", "html": f"<p>{inline_html(chunk.text, find)}</p>"}


def _named(name: str, rest: str, chunk: Chunk, find: FindArticle) -> Block:
    """``[gallery]``, ``[table]``, ``[embed]`` or ``[related]``."""
    if name == "gallery":
        numbered = enumerate(chunk.lines[1:], chunk.line + 1)
        return {"type": "gallery", "pictures": [_picture(line, number, find) for number, line in numbered]}
    if name == "table":
        return _table(rest, chunk.lines[1:], chunk.line + 1, find)
    if name == "embed":
        return _embed(rest, chunk.line)
    if name == "related":
        return {"type": "related", "articles": [find(one.strip())[0] for one in re.split("[,،]", rest)]}
    raise SyntaxMistake(chunk.line, f"[{name}] is not known; there are [gallery], [table], [embed] and [related].")


def _heading(chunk: Chunk) -> Block:
    found = re.fullmatch(r"(#{2,4}) (\S.*)", chunk.text)
    if not found:
        raise SyntaxMistake(chunk.line, "a subhead is `## words`, with two to four # and a space.")
    return {"type": "heading", "level": len(found[1]), "text": found[2].strip()}


def _quote(chunk: Chunk, find: FindArticle) -> Block:
    said = [line.lstrip("> ") for line in chunk.lines if not line.startswith("--")]
    cites = [line.removeprefix("--").strip() for line in chunk.lines if line.startswith("--")]
    if len(cites) > 1:
        raise SyntaxMistake(chunk.line, "a quotation has one `-- who` line at most.")
    return {"type": "quote", "html": f"<p>{inline_html(' '.join(said), find)}</p>", "cite": "".join(cites)}


def _picture(line: str, number: int, find: FindArticle) -> dict[str, str]:
    found = PICTURE.fullmatch(line.strip())
    if not found:
        raise SyntaxMistake(number, "a picture is `![name] alt | caption`.")
    alt, _, caption = (part.strip() for part in found[2].partition("|"))
    if not alt:
        raise SyntaxMistake(number, f"the picture {found[1]} needs words for those who cannot see it.")
    return {"picture": found[1], "alt": alt, "caption": inline_html(caption, find)}


def _table(caption: str, lines: tuple[str, ...], number: int, find: FindArticle) -> Block:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    for place, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise SyntaxMistake(number + place, f"this row has {len(row)} cells, the first one has {len(rows[0])}.")
    if not rows:
        raise SyntaxMistake(number - 1, "a table needs rows such as `| a | b |`.")
    cells = [[inline_html(cell, find) for cell in row] for row in rows]
    return {"type": "table", "caption": caption, "header": True, "rows": cells}


def _list(chunk: Chunk, find: FindArticle) -> Block:
    items: list[str] = []
    for number, line in enumerate(chunk.lines, chunk.line):
        found = ITEM.fullmatch(line)
        if not found:
            raise SyntaxMistake(number, "every line of a list begins with `- ` or with a number.")
        items.append(f"<li>{inline_html(found[2], find)}</li>")
    tag = "ul" if chunk.lines[0].startswith("-") else "ol"
    return {"type": "text", "html": f"<{tag}>{''.join(items)}</{tag}>"}


def _embed(rest: str, number: int) -> Block:
    parts = [part.strip() for part in rest.split("|")]
    if len(parts) != 3 or not parts[0].startswith("https://"):
        raise SyntaxMistake(number, "an embed is `[embed] https://address | provider | title`.")
    return {"type": "embed", "address": parts[0], "provider": parts[1], "title": parts[2]}
