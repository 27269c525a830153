"""Tables in HTML: rows of cells without spans; a table that only arranges a page is not one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from tamizdat.intake.html.pictures import text_of

MOST_COLUMNS = 60
MOST_ROWS = 3_000


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The rows of a table, without those of tables inside it."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


def is_data(table: etree._Element) -> bool:
    """Whether the table says something as a table: more than one column, and no page inside its cells."""
    if table.get("role") == "presentation" or next(table.iterdescendants("table"), None) is not None:
        return False
    rows = rows_of(table)
    widest = max((len(_cells(row)) for row in rows), default=0)
    return widest > 1 and not any(next(table.iterdescendants(tag), None) is not None for tag in ("h1", "h2", "figure"))


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), MOST_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def table_block(table: etree._Element, cell_html: Callable[[etree._Element], str], caption: str = "") -> dict[str, Any]:
    """The block of a table; a cell that spans several leaves the others empty."""
    rows = rows_of(table)[:MOST_ROWS]
    header = bool(rows) and (_in_head(rows[0]) or all(cell.tag == "th" for cell in _cells(rows[0])))
    grid: list[list[str]] = []
    below: dict[int, int] = {}
    for row in rows:
        line = _line(row, below, cell_html)
        if any(line):
            grid.append(line)
    width = max((len(line) for line in grid), default=0)
    own = next(table.iterchildren("caption"), None)
    return {
        "type": "table",
        "caption": caption or (text_of(own) if own is not None else ""),
        "header": header and len(grid) > 1,
        "rows": [line + [""] * (width - len(line)) for line in grid],
    }


def _in_head(row: etree._Element) -> bool:
    parent = row.getparent()
    return parent is not None and parent.tag == "thead"


def _line(row: etree._Element, below: dict[int, int], cell_html: Callable[[etree._Element], str]) -> list[str]:
    """One row; ``below`` counts the rows that a cell above still covers, by column."""
    line: list[str] = []
    for cell in _cells(row):
        _covered(line, below)
        if len(line) >= MOST_COLUMNS:
            break
        start, wide, high = len(line), _span(cell, "colspan"), _span(cell, "rowspan")
        line += [cell_html(cell), *[""] * (wide - 1)]
        for column in range(start, min(len(line), MOST_COLUMNS)):
            below[column] = high - 1
    _covered(line, below)
    return line[:MOST_COLUMNS]


def _covered(line: list[str], below: dict[int, int]) -> None:
    while below.get(len(line), 0) > 0:
        below[len(line)] -= 1
        line.append("")
