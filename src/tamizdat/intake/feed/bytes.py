"""The bytes of a feed become text that is safe to parse: bounded, unpacked, decoded, without entities."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from tamizdat.intake.page.encoding import LIMIT, decode, read_bytes
from tamizdat.shell.errors import RefusedError

DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>\s*", re.I)
DOCTYPE = re.compile(r"<!DOCTYPE\b", re.I)
ENTITY = re.compile(
    r"""<!ENTITY\s+(?P<percent>%\s+)?(?P<name>[\w.:-]+)\s+(?:(?P<outside>SYSTEM|PUBLIC)\b[^>]*|(?P<quote>["'])(?P<value>.*?)(?P=quote)[^>]*)>""",
    re.I | re.S,
)
MOST_ENTITIES = 300
LONGEST_ENTITY = 500


def open_feed(path: Path) -> str:
    """The text of a feed in a file, packed with gzip or not."""
    return to_text(read_bytes(path), path.name)


def to_text(content: bytes, name: str) -> str:
    """The text of a feed; refuses what is empty or too large when unpacked."""
    text = decode(unpack(content, name))
    if not text.strip():
        raise RefusedError(f"{name}: the file is empty.")
    return text


def unpack(content: bytes, name: str) -> bytes:
    """Unpacked bytes, if they were packed with gzip or zlib."""
    if content[:2] not in (b"\x1f\x8b", b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        return content
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        unpacked = unpacker.decompress(content, LIMIT + 1)
    except zlib.error:
        return content
    if len(unpacked) > LIMIT:
        raise RefusedError(f"{name}: unpacked it has more than {LIMIT:,} bytes; that is too large for a feed.")
    return unpacked


def make_safe(text: str, name: str) -> tuple[str, list[str]]:
    """The XML without its declarations, and what an editor should know about them.

    Refuses entities that are made of other entities: they grow without end.
    """
    text = DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)
    match = DOCTYPE.search(text)
    if match is None:
        return text, []
    end = end_of_doctype(text, match.end())
    doctype, rest = text[match.start() : end], text[: match.start()] + text[end:]
    values, warnings = read_entities(doctype, name)
    return put_in(rest, values, name), warnings


def end_of_doctype(text: str, start: int) -> int:
    """The place after the declaration's last bracket."""
    inside, quote = False, ""
    for place in range(start, len(text)):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "[":
            inside = True
        elif letter == "]":
            inside = False
        elif letter == ">" and not inside:
            return place + 1
    return len(text)


def read_entities(doctype: str, name: str) -> tuple[dict[str, str], list[str]]:
    """Names that stand for short texts; those that stand for other files or for each other do not come in."""
    values: dict[str, str] = {}
    warnings: list[str] = []
    for match in ENTITY.finditer(doctype):
        if match["outside"] or match["percent"]:
            warnings.append(
                f"{name}: the entity {match['name']} stands for something outside the feed; it was left out."
            )
            continue
        value = match["value"]
        if re.search(r"[&%](?!#)[\w.:-]+;", value):
            raise RefusedError(
                f"{name}: entity {match['name']} is made of other entities, as only attacks are; ask for a clean feed."
            )
        if len(value) > LONGEST_ENTITY or len(values) >= MOST_ENTITIES:
            raise RefusedError(f"{name}: it declares entities that are too long or too many; ask for a clean feed.")
        values.setdefault(match["name"], value)
    return values, warnings


def put_in(text: str, values: dict[str, str], name: str) -> str:
    """The text with the declared names replaced, if that does not make it grow much."""
    if not values:
        return text
    pattern = re.compile("&(" + "|".join(map(re.escape, values)) + ");")
    grown = sum(len(values[m[1]]) for m in pattern.finditer(text))
    if len(text) + grown > LIMIT:
        raise RefusedError(f"{name}: its entities would make it grow beyond {LIMIT:,} bytes; ask for a clean feed.")
    return pattern.sub(lambda m: values[m[1]], text)
