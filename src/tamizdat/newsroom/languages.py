"""Language tags after BCP 47, written in their usual way: ``zh-Hant-TW``, ``sr-Latn``, ``und``."""

from __future__ import annotations

import re

UNKNOWN = "und"
TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*\Z")


def language_tag(text: str) -> str:
    """The tag in its usual letters; ``und`` for what is no language tag."""
    tag = text.strip().replace("_", "-").lower()
    if not TAG.match(tag):
        return UNKNOWN
    first, *rest = tag.split("-")
    return "-".join([first, *(_usual(part) for part in rest)])


def _usual(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part
