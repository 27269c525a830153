"""What Ghost's two editors store (lexical since version 5, mobiledoc before) as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from tamizdat.intake.ghost.cards import card_html

DEEPEST = 60
FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup"))
MARKS = {"strong", "b", "em", "i", "s", "del", "code", "sub", "sup", "u", "mark"}
PARAGRAPHS = {
    "paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote",
}  # fmt: skip
TEXT = ("text", "extended-text")
SECTIONS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote"}


class Editors:
    """Turns stored text into HTML and remembers which cards it did not know."""

    def __init__(self) -> None:
        self.unknown: dict[str, None] = {}

    def lexical(self, stored: object) -> str:
        """Since version 5."""
        root = _load(stored).get("root")
        return self._nodes(root.get("children"), 0) if isinstance(root, Mapping) else ""

    def _nodes(self, nodes: object, depth: int) -> str:
        if not isinstance(nodes, list) or depth > DEEPEST:
            return ""
        parts: list[str] = []
        open_marks: list[str] = []
        for node in nodes:
            if isinstance(node, Mapping):
                kind = node.get("type")
                wanted = _marks_of(node) if kind in TEXT else open_marks if kind == "linebreak" else []
                parts += _change_marks(open_marks, wanted)
                parts.append(self._node(node, depth + 1))
        return "".join([*parts, *_change_marks(open_marks, [])])

    def _node(self, node: Mapping[str, Any], depth: int) -> str:
        kind = str(node.get("type") or "")
        inner = node.get("children")
        if kind in TEXT:
            return escape(str(node.get("text") or ""), quote=False)
        if kind in PARAGRAPHS:
            return f"<{PARAGRAPHS[kind]}>{self._nodes(inner, depth)}</{PARAGRAPHS[kind]}>"
        if kind in ("heading", "extended-heading"):
            tag = node.get("tag") if node.get("tag") in SECTIONS else "h2"
            return f"<{tag}>{self._nodes(inner, depth)}</{tag}>"
        if kind == "list":
            return self._list(node, depth)
        if kind in ("link", "autolink"):
            return f'<a href="{escape(str(node.get("url") or ""))}">{self._nodes(inner, depth)}</a>'
        if kind == "linebreak":
            return "<br>"
        html = card_html(kind, node)
        if html is None and isinstance(inner, list):
            return self._nodes(inner, depth)
        return self._known(kind, html)

    def _list(self, node: Mapping[str, Any], depth: int) -> str:
        """A list inside a list stands in an item of its own; it belongs to the item before."""
        tag = "ol" if node.get("tag") == "ol" or node.get("listType") == "number" else "ul"
        items: list[str] = []
        for item in node.get("children") or []:
            if not isinstance(item, Mapping):
                continue
            inner = self._nodes(item.get("children"), depth + 1)
            if inner.startswith(("<ul>", "<ol>")) and items:
                items[-1] += inner
            else:
                items.append(inner)
        return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"

    def _known(self, name: str, html: str | None) -> str:
        if html is None:
            self.unknown[name[:40] or "without a name"] = None
        return html or ""

    def mobiledoc(self, stored: object) -> str:
        """Until version 5."""
        document = _load(stored)
        sections = document.get("sections")
        parts = [self._section(one, document) for one in sections] if isinstance(sections, list) else []
        return "".join(parts)

    def _section(self, section: object, document: Mapping[str, Any]) -> str:
        if not isinstance(section, list) or len(section) < 2:
            return ""
        kind, what = section[0], section[1]
        inner = section[2] if len(section) > 2 and isinstance(section[2], list) else []
        if kind == 1:
            tag = what if what in SECTIONS else "p"
            tag = "blockquote" if tag in ("aside", "pull-quote") else tag
            return f"<{tag}>{self._markers(inner, document)}</{tag}>"
        if kind == 2:
            return f'<figure><img src="{escape(str(what))}"></figure>'
        if kind == 3:
            tag = "ol" if what == "ol" else "ul"
            return f"<{tag}>{''.join(f'<li>{self._markers(one, document)}</li>' for one in inner)}</{tag}>"
        return self._card(_at(document.get("cards"), what)) if kind == 10 else ""

    def _card(self, card: object) -> str:
        if not isinstance(card, list) or not card:
            return ""
        name = str(card[0])
        return self._known(name, card_html(name, card[1] if len(card) > 1 else {}))

    def _markers(self, markers: object, document: Mapping[str, Any]) -> str:
        """Runs of text: which marks open before each, and how many close after it."""
        parts: list[str] = []
        open_marks: list[str] = []
        for marker in markers if isinstance(markers, list) else []:
            if not isinstance(marker, list) or len(marker) < 4:
                continue
            kind, opening, closing, value = marker[:4]
            for index in opening if isinstance(opening, list) else []:
                start, end = _mark(_at(document.get("markups"), index))
                parts.append(start)
                open_marks.append(end)
            parts.append(escape(str(value), quote=False) if kind == 0 else _atom(_at(document.get("atoms"), value)))
            for _ in range(min(closing if isinstance(closing, int) else 0, len(open_marks))):
                parts.append(open_marks.pop())
        return "".join([*parts, *reversed(open_marks)])


def _load(stored: object) -> Mapping[str, Any]:
    """The stored document; an empty one when it cannot be read."""
    if isinstance(stored, str):
        try:
            stored = json.loads(stored)
        except (ValueError, RecursionError):
            return {}
    return stored if isinstance(stored, Mapping) else {}


def _marks_of(node: Mapping[str, Any]) -> list[str]:
    bits = node.get("format")
    return [tag for bit, tag in FORMATS if isinstance(bits, int) and bits & bit]


def _change_marks(open_marks: list[str], wanted: list[str]) -> list[str]:
    """The tags that end what is no longer wanted and begin what is new; what goes on stays open."""
    wanted = list(wanted)
    parts = []
    while not set(open_marks) <= set(wanted):
        parts.append(f"</{open_marks.pop()}>")
    for tag in wanted:
        if tag not in open_marks:
            open_marks.append(tag)
            parts.append(f"<{tag}>")
    return parts


def _at(values: object, index: object) -> Any:
    """The value at an index; None when there is none."""
    is_there = isinstance(values, list) and isinstance(index, int) and 0 <= index < len(values)
    return values[index] if is_there else None  # type: ignore[index]


def _mark(markup: object) -> tuple[str, str]:
    if not isinstance(markup, list) or not markup:
        return "", ""
    tag = str(markup[0]).lower()
    if tag == "a":
        given = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
        values = dict(_pairs(given))
        return f'<a href="{escape(values.get("href", ""))}">', "</a>"
    return (f"<{tag}>", f"</{tag}>") if tag in MARKS else ("", "")


def _pairs(flat: list[Any]) -> Iterable[tuple[str, str]]:
    return zip((str(one) for one in flat[::2]), (str(one) for one in flat[1::2]), strict=False)


def _atom(atom: object) -> str:
    if not isinstance(atom, list) or not atom:
        return ""
    return "<br>" if atom[0] == "soft-return" else escape(str(atom[1]) if len(atom) > 1 else "", quote=False)
