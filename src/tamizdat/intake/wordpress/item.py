"""One item of a WordPress export, read on its own: no entity is expanded, no file or address opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from tamizdat.shell.errors import RefusedError

PREFIX = re.compile(rb"xmlns:([A-Za-z][\w.-]{0,30})\s*=\s*[\"']([^\"'<>]{1,300})[\"']")
USUAL = {"wp": "wp", "content": "content", "excerpt": "excerpt", "dc": "dc", "wfw": "wfw"}
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.I
)
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,60});")
OWN = {"amp", "lt", "gt", "quot", "apos"}
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)


@dataclass(slots=True)
class Item:
    """The fields of an item: single ones by name, and those that come several times."""

    fields: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    categories: list[tuple[str, str, str]] = field(default_factory=list)
    """(domain, nicename, name)"""
    comments: int = 0
    warnings: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def namespaces(head: bytes) -> bytes:
    """A start tag that declares every prefix of the export under a short name of ours."""
    found = dict(USUAL)
    for prefix, uri in PREFIX.findall(head):
        found[prefix.decode("ascii", "ignore")] = _short(
            uri.decode("utf-8", "replace"), prefix.decode("ascii", "ignore")
        )
    declared = " ".join(f'xmlns:{prefix}="{_plain(name)}"' for prefix, name in found.items() if prefix != "xml")
    return f"<x {declared}>".encode()


def _plain(name: str) -> str:
    return re.sub(r"[^\w.:/-]", "", name) or "x"


def _short(uri: str, prefix: str) -> str:
    """WordPress changed its namespaces with each version; the meaning never."""
    if "wordpress.org/export/" in uri:
        return "excerpt" if "/excerpt" in uri else "wp"
    if "purl.org/rss/1.0/modules/content" in uri:
        return "content"
    return "dc" if "purl.org/dc/elements" in uri else prefix


def parse_item(data: bytes, start: bytes) -> Item:
    """The item; what was broken in it is repaired and named in its warnings."""
    item = Item()
    for child in _parse(data, start, item.warnings):
        name = _name(child)
        if name == "wp:postmeta":
            values = {_name(one): one.text or "" for one in child}
            item.meta.setdefault(values.get("wp:meta_key", "").strip(), values.get("wp:meta_value", ""))
        elif name == "category":
            item.categories.append((child.get("domain") or "", child.get("nicename") or "", (child.text or "").strip()))
        elif name == "wp:comment":
            item.comments += 1
        elif name:
            item.fields.setdefault(name, child.text or "")
    return item


def parse_fields(data: bytes, start: bytes) -> dict[str, str]:
    """The fields of an author or a category."""
    return {_name(child): (child.text or "").strip() for child in _parse(data, start, [])}


def _name(element: etree._Element) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        return f"{_short(space, space)}:{local}"
    return tag


def _parse(data: bytes, start: bytes, warnings: list[str]) -> etree._Element:
    text = start + data + b"</x>"
    try:
        return _tree(text, recover=False)
    except etree.XMLSyntaxError as error:
        reason = str(error)
    text = _repaired(text, warnings)
    try:
        return _tree(text, recover=False)
    except etree.XMLSyntaxError as error:
        reason = str(error)
    warnings.append(f"its XML is damaged and was repaired as well as possible ({reason[:120]}).")
    try:
        return _tree(text, recover=True)
    except etree.XMLSyntaxError:
        raise RefusedError(f"its XML cannot be read ({reason[:120]}).") from None


def _tree(text: bytes, *, recover: bool) -> etree._Element:
    """The item's element. The parser is new each time: it keeps nothing of the item before."""
    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(text, parser)
    if root is None or not len(root):
        raise RefusedError("its XML cannot be read.")
    found: etree._Element = root[0]
    return found


def _repaired(data: bytes, warnings: list[str]) -> bytes:
    """Broken characters replaced, control characters dropped, entities of HTML written out, unknown ones dropped."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        warnings.append("it has characters that are not UTF-8; they were replaced.")
    text = CONTROL.sub("", text)
    unknown: dict[str, None] = {}

    def known(match: re.Match[str]) -> str:
        if match[1] in OWN:
            return match[0]
        character = html5.get(f"{match[1]};")
        if character is None:
            unknown[match[1]] = None
            return ""
        return "".join(f"&#{ord(one)};" for one in character)

    parts = CDATA.split(text)
    text = "".join(part if index % 2 else ENTITY.sub(known, part) for index, part in enumerate(parts))
    if unknown:
        warnings.append(
            f"it names entities that are not expanded here: {', '.join(list(unknown)[:8])}; they were dropped."
        )
    return text.encode("utf-8")
