"""feedparser looks for an e-mail address in every author, in a time that grows with the square of the length.

A feed can give an author of any length, so what feedparser is to search is cut first. Importing this file is enough.
"""

from __future__ import annotations

from typing import Any

from feedparser.mixin import _FeedParserMixin

LONGEST_AUTHOR = 500

_look_for_address = _FeedParserMixin._sync_author_detail


def look_for_address(parser: Any, key: str = "author") -> None:
    """What feedparser does, with no more of the author than a name can have."""
    told = parser._get_context()
    if isinstance(told.get(key), str):
        told[key] = told[key][:LONGEST_AUTHOR]
    _look_for_address(parser, key)


_FeedParserMixin._sync_author_detail = look_for_address
