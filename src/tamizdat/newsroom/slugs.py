"""The readable part of an address, in any script."""

from __future__ import annotations

import re
from unicodedata import normalize

LONGEST = 80
LONGEST_BYTES = 200
RESERVED = {
    "support", "ways", "months", "check", "index", "feed", "latest", "section", "topic", "byline", "facts",
    "pictures", "o", "tuf", "sitemap", "404", "410", "corrections", "undated",
}  # fmt: skip


def make_slug(text: str, fallback: str) -> str:
    """Letters and digits of any script, joined by hyphens; ``fallback`` when nothing is left (an emoji alone)."""
    words = re.sub(r"[^\w]+|_", "-", normalize("NFKC", text).casefold(), flags=re.UNICODE).strip("-")
    slug = normalize("NFC", words)[:LONGEST]
    while len(slug.encode()) > LONGEST_BYTES:
        slug = slug[:-1]
    return slug.strip("-") or fallback


def free_slug(slug: str, taken: set[str]) -> str:
    """The slug itself, or with -2, -3 … when it is taken."""
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
