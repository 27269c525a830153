"""The names of an edition's files. Format: docs/formats/edition-v1.md, section 3."""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import quote, unquote_to_bytes

from tamizdat.core.edition.errors import PathError

__all__ = ["ENCODINGS", "PathError", "canonical_path", "check_encoding_path", "check_path", "file_name"]

ENCODINGS = {".gz": "application/gzip", ".br": "application/x-brotli"}
LONGEST_PATH = 1_000
LONGEST_SEGMENT = 240
# The folders that the format keeps for itself.
RESERVED = ("o", "tuf")

_plain = re.compile(r"/[A-Za-z0-9\-._~/]*\Z")
# What nearly every path looks like; one look tells that it keeps every rule but the two on its length and its ending.
_usual = re.compile(r"(?!/(?:o|tuf)(?:/|\Z))(?:/[A-Za-z0-9\-_~][A-Za-z0-9\-._~]{0,239})+\Z")
_forbidden = re.compile("[\x00-\x1f\x7f-\x9f\\\\]")


def canonical_path(text: str) -> str:
    """The path of a text such as ``/fa/خبر.html``: NFC, percent-encoded; refuses what no edition may hold."""
    if _is_usual(text):
        return text
    text = normalize("NFC", text)
    _check_text(text)
    path = text if _plain.match(text) else quote(text, safe="/~")
    _check_length(path)
    return path


def check_path(path: str) -> None:
    """Refuse a path (already percent-encoded) that ``canonical_path`` would not have made."""
    if _is_usual(path):
        return
    try:
        same = canonical_path(unquote_to_bytes(path).decode("utf-8")) == path
    except UnicodeError:
        same = False
    if not same:
        raise PathError(f"{path!r} is not written in the one right way: NFC, UTF-8, upper-case percent-encoding.")


def check_encoding_path(path: str) -> None:
    """Refuse a path that is not a page's path with .gz or .br."""
    if path[-3:] not in ENCODINGS:
        raise PathError(f"{path!r} ends in neither .gz nor .br.")
    check_path(path[:-3])


def file_name(path: str) -> str:
    """Where the file of a path lies below the folder of the edition; also for paths with .gz and .br."""
    if path[-3:] in ENCODINGS:
        check_encoding_path(path)
    elif _is_usual(path):
        return path[1:]
    else:
        check_path(path)
    return unquote_to_bytes(path).decode("utf-8")[1:]


def _is_usual(path: str) -> bool:
    return _usual.match(path) is not None and len(path) <= LONGEST_PATH and path[-3:] not in ENCODINGS


def _check_text(text: str) -> None:
    """Every rule that the decoded text must keep."""
    if not text.startswith("/"):
        raise PathError(f"{text!r} does not begin with /.")
    if _forbidden.search(text):
        raise PathError(f"{text!r} holds a control character or a backslash.")
    if text[-3:] in ENCODINGS:
        raise PathError(f"{text!r} ends in .gz or .br, which the format keeps for itself.")
    segments = text[1:].split("/")
    if segments[0] in RESERVED:
        raise PathError(f"{text!r} lies in /{segments[0]}/, which the format keeps for itself.")
    for segment in segments:
        _check_segment(segment, text)


def _check_segment(segment: str, text: str) -> None:
    if segment in ("", ".", ".."):
        raise PathError(f"{text!r} has an empty segment, . or ..")
    try:
        size = len(segment.encode("utf-8"))
    except UnicodeEncodeError:
        raise PathError(f"{text!r} holds half of a surrogate pair.") from None
    if size > LONGEST_SEGMENT:
        raise PathError(f"A segment of {text[:80]!r}… is over {LONGEST_SEGMENT} bytes.")


def _check_length(path: str) -> None:
    if len(path) > LONGEST_PATH:
        raise PathError(f"{path[:80]!r}… is over {LONGEST_PATH} bytes.")
