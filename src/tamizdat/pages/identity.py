"""Names that stay when addresses change: tag URIs (RFC 4151) of what has a public id."""

from __future__ import annotations

import base64
import hashlib

AUTHORITY = "tag:tamizdat,2026:"


def article_id(public_id: str) -> str:
    """The identity of an article in feeds and in structured data."""
    return f"{AUTHORITY}{public_id}"


def feed_id(paper_name: str, what: str) -> str:
    """The identity of a feed: of the paper's own name, which outlives every address."""
    mark = base64.b32encode(hashlib.sha256(paper_name.encode()).digest())[:13].decode().lower()
    return f"{AUTHORITY}{mark}/{what}"
