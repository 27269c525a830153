"""Chapters of a recording as they are typed: ``12:30 The ferry leaves``, one a line."""

from __future__ import annotations

import re
from typing import Any

LINE = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)[\s\-–—.]+(\S.*?)\s*\Z")
MOST = 100


def read_chapters(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Chapters in order, ``{"at": seconds, "title": …}``; and the lines that are none."""
    chapters: dict[int, str] = {}
    wrong: list[str] = []
    for line in text.splitlines():
        found = LINE.match(line)
        if found:
            hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
            chapters[hours * 3600 + minutes * 60 + seconds] = found[4]
        elif line.strip():
            wrong.append(line.strip())
    return [{"at": at, "title": title} for at, title in sorted(chapters.items())][:MOST], wrong


def write_chapters(chapters: list[dict[str, Any]]) -> str:
    """The same, as it is typed."""
    return "\n".join(f"{clock(one['at'])} {one['title']}" for one in chapters)


def clock(seconds: int) -> str:
    """``750`` → ``12:30``; ``3600`` → ``1:00:00``."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
