"""What a unit prints: files of the edition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """One file: its path as text (not percent-encoded, begins with /), its identity bytes, its media type."""

    path: str
    data: bytes
    media_type: str
    packed: bytes = b""
    """The same with gzip, where it was packed already: of pages whose weight was looked at, of scripts."""
