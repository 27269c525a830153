"""What one unit printed, as it goes from whoever rendered it to the press's memory."""

from __future__ import annotations

from dataclasses import dataclass

PrintedFile = tuple[str, str, int, str, str | None, int | None]
"""Path, digest, length, media type, digest and length of the gzip."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What one unit printed, or why it cannot be."""

    unit: str
    reads: tuple[str, ...]
    files: tuple[PrintedFile, ...] = ()
    unfit: str | None = None
    mentions: str = ""
    """Public ids that its files may show something of (``press/editions/mentions.py``)."""
