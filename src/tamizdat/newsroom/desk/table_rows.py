"""A table as editors type it: one line a row, vertical bars between the cells.

Year | Ships | **Catch**
2025 | 14    | 2,100 t
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from tamizdat.newsroom.clean import clean_inline

Rows = list[list[str]]

BAR = re.compile(r"(?<!\\)\|")
BOLD_HTML = re.compile(r"<(strong|b)>(.*?)</\1>")
LINK_HTML = re.compile(r'<a href="([^"<>]*)">([^<]*)</a>')
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]\[]+)\]\(([^\s()]+)\)")
TAG = re.compile(r"<[a-zA-Z/]")


def html_to_cell(html: str) -> str:
    """A cell as it is typed: ``**bold**``, ``[words](address)``; what has no such sign stays html."""
    text = LINK_HTML.sub(r"[\2](\1)", BOLD_HTML.sub(r"**\2**", html.replace("\n", " ")))
    return (text if TAG.search(text) else unescape(text)).replace("|", "\\|")


def cell_to_html(cell: str) -> str:
    """The html of a typed cell, with nothing in it that could not be printed."""
    text = cell.strip().replace("\\|", "|")
    if not TAG.search(text):
        text = escape(text, quote=False)
    text = LINK.sub(lambda found: f'<a href="{escape(unescape(found[2]))}">{found[1]}</a>', text)
    return clean_inline(BOLD.sub(r"<strong>\1</strong>", text))


def rows_to_text(rows: Rows) -> str:
    """All rows, one a line."""
    return "\n".join(" | ".join(html_to_cell(cell) for cell in row) for row in rows)


def text_to_rows(text: str) -> Rows:
    """All lines that hold something, each with as many cells as the longest."""
    rows = [
        [cell_to_html(cell) for cell in BAR.split(_without_frame(line))] for line in text.splitlines() if line.strip()
    ]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _without_frame(line: str) -> str:
    """Some people draw bars around a row as well as between its cells."""
    line = line.strip()
    if len(line) > 1 and line.startswith("|") and line.endswith("|") and not line.endswith("\\|"):
        return line[1:-1]
    return line


class RowsBlock(blocks.FieldBlock):
    """Rows of cells in one box of text. Kept as rows of html."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 6, "cols": 60, "dir": "auto", "class": "desk-rows", "wrap": "off"}),
            help_text=gettext_lazy(
                "One line is one row; put | between the cells. Can be pasted from a spreadsheet. **bold**, [words](https://…)."
            ),
        )
        super().__init__(**kwargs)

    def get_default(self) -> Rows:
        """An empty table."""
        return []

    def to_python(self, value: Any) -> Rows:
        """Rows as kept, also as an import wrapped them."""
        return [[str(cell or "") for cell in _items(row)] for row in _items(value)]

    def get_prep_value(self, value: Rows) -> Rows:
        """Rows as they are kept."""
        return value

    def value_for_form(self, value: Rows) -> str:
        """What the editor sees."""
        return rows_to_text(value or [])

    def value_from_form(self, value: str) -> Rows:
        """What the editor typed, or pasted with tabs from a spreadsheet."""
        return text_to_rows((value or "").replace("\t", " | "))

    def clean(self, value: Rows) -> Rows:
        """A table without a word in it is none."""
        if self.field.required and not any(any(row) for row in value):
            raise ValidationError(_("Type at least one row, or remove the table."))
        return value

    def get_searchable_content(self, value: Rows) -> list[str]:
        """The words of all cells."""
        return [unescape(re.sub(r"<[^>]*>", "", cell)) for row in value for cell in row if cell]


def _items(values: Any) -> list[Any]:
    return [one["value"] if isinstance(one, Mapping) and "value" in one else one for one in values or ()]
