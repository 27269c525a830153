"""What is said of a file of the public tree, whoever serves it: its type, and how long it may be kept."""

from __future__ import annotations

FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60, must-revalidate"
ASK_AGAIN = "no-cache"
ASKED_EACH_TIME = ("/tuf/timestamp.json", "/worker.js")
NAMED_BY_DIGEST = ("/o/", "/pictures/", "/media/")


def keep_for(path: str) -> str:
    """``Cache-Control``: what is named by its digest never changes; pointer and worker are asked for every time."""
    if path.startswith(NAMED_BY_DIGEST):
        return FOR_EVER
    return ASK_AGAIN if path in ASKED_EACH_TIME else SHORT


def content_type(media_type: str) -> str:
    """``Content-Type``: texts are UTF-8."""
    return media_type + ("; charset=utf-8" if media_type.startswith("text/") and "charset" not in media_type else "")
