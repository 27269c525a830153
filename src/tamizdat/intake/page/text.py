"""The plain text of a page: where in its lines the article is."""

from __future__ import annotations

from html import escape

from tamizdat.intake.page.credit import squash
from tamizdat.intake.page.draft import PageDraft
from tamizdat.intake.page.lines import Line, read_lines
from tamizdat.intake.page.text_body import find_body
from tamizdat.intake.page.text_head import find_head
from tamizdat.newsroom.incoming import Block, IncomingFigure, IncomingPicture

PICTURE = "#lead"
"""The text of a page names no picture: its key is this after the article's identity."""


def read_text_page(text: str) -> PageDraft:
    """The article in the text of a page; a draft without blocks when there is none."""
    lines = read_lines(text)
    body = find_body(lines)
    if not body:
        return PageDraft()
    head = find_head(lines, body)
    picture = IncomingPicture(PICTURE, credit=head.credit) if head.credit or head.caption else None
    return PageDraft(
        headline=head.headline,
        standfirst=head.standfirst,
        bylines=head.bylines,
        published=head.published,
        blocks=tuple(to_blocks([lines[place] for place in body if place not in head.taken])),
        lead=IncomingFigure(PICTURE, caption=escape(head.caption, quote=False)) if picture else None,
        pictures=(picture,) if picture else (),
    )


def to_blocks(lines: list[Line]) -> list[Block]:
    """Paragraphs, lists and subheads."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in lines:
        if line.is_item:
            items.append(line.text)
            continue
        close_list(blocks, items)
        if line.is_subhead:
            blocks.append({"type": "heading", "level": 2, "text": line.text})
        else:
            blocks.append({"type": "text", "html": f"<p>{escape(squash(line.text), quote=False)}</p>"})
    close_list(blocks, items)
    return blocks


def close_list(blocks: list[Block], items: list[str]) -> None:
    """The items so far become one list."""
    if items:
        inner = "".join(f"<li>{escape(item, quote=False)}</li>" for item in items)
        blocks.append({"type": "text", "html": f"<ul>{inner}</ul>"})
        items.clear()
