"""What a file says of its own picture: read for the editor who uploads it, never published by itself."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree
from PIL import Image, IptcImagePlugin

from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.pictures import BROKEN, FORMATS

LONGEST = 500
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC, PHOTOSHOP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/photoshop/1.0/}"
BYLINE, CREDIT, SOURCE, CAPTION, COPYRIGHT = (2, 80), (2, 110), (2, 115), (2, 120), (2, 116)
EXIF_ARTIST, EXIF_COPYRIGHT = 0x013B, 0x8298


@dataclass(frozen=True, slots=True)
class Notes:
    """Empty where the file says nothing."""

    credit: str = ""
    caption: str = ""


def read_notes(data: bytes) -> Notes:
    """From IPTC, XMP and Exif, in this order; the beginning of a file is enough. Never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=FORMATS)
            found = [_iptc(image), _xmp(image), _exif(image)]
    except BROKEN:
        return Notes()
    credit = next((one.credit for one in found if one.credit), "")
    return Notes(credit, next((one.caption for one in found if one.caption), ""))


def _notes(names: list[str], caption: str) -> Notes:
    """Who made it and where it comes from, each once."""
    kept = list(dict.fromkeys(name for one in names if (name := clean_text(one))))
    return Notes(" / ".join(kept)[:LONGEST], clean_text(caption)[:LONGEST])


def _iptc(image: Image.Image) -> Notes:
    values = IptcImagePlugin.getiptcinfo(image) or {}
    is_utf8 = values.get((1, 90)) == b"\x1b%G"

    def text(key: tuple[int, int]) -> str:
        value = values.get(key, b"")
        return _decode(b", ".join(value) if isinstance(value, list) else value, is_utf8)

    return _notes([text(BYLINE), text(CREDIT) or text(SOURCE) or text(COPYRIGHT)], text(CAPTION))


def _decode(data: bytes, is_utf8: bool) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace") if is_utf8 else data.decode("latin-1")


def _xmp(image: Image.Image) -> Notes:
    data = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    packet = data if isinstance(data, bytes) else str(data).encode()
    if b"<" not in packet:
        return Notes()
    try:
        root = etree.fromstring(packet.strip(b"\0 \t\r\n"), etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return Notes()
    names = [_named(root, f"{DC}creator"), _named(root, f"{PHOTOSHOP}Credit") or _named(root, f"{PHOTOSHOP}Source")]
    return _notes(names, _named(root, f"{DC}description"))


def _named(root: Any, name: str) -> str:
    """An element's words, those of its list, or an attribute of that name."""
    for one in root.iter(name):
        items = [item.text or "" for item in one.iter(f"{RDF}li")]
        return ", ".join(items) if items else one.text or ""
    return next((one.attrib[name] for one in root.iter(f"{RDF}Description") if name in one.attrib), "")


def _exif(image: Image.Image) -> Notes:
    """Cameras write their own name where a caption could stand, so no caption is taken from here."""
    values: Any = image.getexif()
    return _notes([str(values.get(EXIF_ARTIST) or values.get(EXIF_COPYRIGHT) or "")], "")
