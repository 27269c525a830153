"""The words of a form, tidied and set, before they are kept."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamValue

from tamizdat.newsroom.desk.paste import tidy_body, tidy_html
from tamizdat.newsroom.typography.body import set_body
from tamizdat.newsroom.typography.set_type import set_html, set_text

TEXTS = ("title", "standfirst", "dateline", "picture_alt", "picture_sensitive", "licence")


def tidy(cleaned: dict[str, Any], language: str) -> None:
    """Change cleaned data in place; without a language nothing is set in type."""
    if language:
        for name in TEXTS:
            if cleaned.get(name):
                cleaned[name] = set_text(cleaned[name], language)
    if cleaned.get("picture_caption"):
        caption = tidy_html(cleaned["picture_caption"])
        cleaned["picture_caption"] = set_html(caption, language) if language else caption
    body = cleaned.get("body")
    if isinstance(body, StreamValue):
        cleaned["body"] = _body(body, language)


def _body(body: StreamValue, language: str) -> StreamValue:
    raw = body.get_prep_value()
    changed = tidy_body(raw)
    changed = set_body(changed, language) if language else changed
    return body if changed == raw else body.stream_block.to_python(changed)
