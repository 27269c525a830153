"""Files that are a picture and something else at once, and files that only look like pictures."""

from __future__ import annotations

import re

HEAD, TAIL = 1_024, 66_000
DRAWING = re.compile(rb"<svg[\s>]|<!doctype svg", re.IGNORECASE)
PROGRAM = re.compile(rb"<script[\s>/]|<html[\s>]|<\?php[\s]|<iframe[\s>]|<foreignobject[\s>]", re.IGNORECASE)


def is_drawing(data: bytes) -> bool:
    """SVG, which no browser draws without reading programs in it."""
    return DRAWING.search(data[:HEAD]) is not None


def what_else(data: bytes) -> str:
    """What a picture is besides, in words; empty when nothing else is found in it."""
    if b"%PDF-" in data[:HEAD]:
        return "a PDF document"
    if b"PK\x05\x06" in data[-TAIL:] and b"PK\x03\x04" in data:
        return "a ZIP archive"
    return "a page with programs" if PROGRAM.search(data) else ""
