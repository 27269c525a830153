"""JSON Feed 1 and 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from tamizdat.intake.archive import Skipped, Warned
from tamizdat.intake.feed.entry import Entry, Media
from tamizdat.intake.page.dates import read_moment
from tamizdat.shell.errors import RefusedError


def is_json(text: str) -> bool:
    """True for what begins as JSON."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def read_json_feed(text: str, name: str) -> Iterator[Entry | Skipped | Warned]:
    """The items of a JSON Feed."""
    try:
        feed = json.loads(text.strip().lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"{name}: this is no JSON Feed: {error or 'nested too deeply'}.") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise RefusedError(f"{name}: this JSON is no JSON Feed; it has no list of items.")
    if "jsonfeed.org/version" not in str(feed.get("version", "")):
        yield Warned(f"{name}: it does not say which version of JSON Feed it is.")
    for place, item in enumerate(feed["items"], 1):
        if isinstance(item, dict):
            yield make_entry(item, feed, place)
        else:
            yield Skipped(f"{name}, item {place}", "This item is no object.")


def make_entry(item: dict[str, Any], feed: dict[str, Any], place: int) -> Entry:
    """One item."""
    text = words(item, "content_text")
    base = words(feed, "home_page_url") or words(feed, "feed_url")
    link = words(item, "url") or words(item, "external_url")
    return Entry(
        place, id=words(item, "id"), link=link, title=escape(words(item, "title"), quote=False),
        content=words(item, "content_html") or paragraphs(text), summary=paragraphs(words(item, "summary")),
        base=link or base,
        language=words(item, "language") or words(feed, "language"),
        published=read_moment(words(item, "date_published")),
        updated=read_moment(words(item, "date_modified")), authors=find_authors(item) or find_authors(feed),
        topics=find_topics(item),
        media=list(find_media(item)),
    )  # fmt: skip


def words(value: dict[str, Any], key: str) -> str:
    """A text, or a number as text."""
    found = value.get(key)
    return str(found).strip() if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def paragraphs(text: str) -> str:
    """Plain text as HTML: an empty line parts paragraphs."""
    parts = [p for p in re.split(r"\n\s*\n", text.strip()) if p.strip()]
    return "".join("<p>" + escape(p.strip(), quote=False).replace("\n", "<br>") + "</p>" for p in parts)


def find_authors(value: dict[str, Any]) -> list[str]:
    """Names from ``authors`` (1.1) or ``author`` (1)."""
    listed = value.get("authors")
    people = listed if isinstance(listed, list) else [value.get("author")]
    return [escape(words(p, "name"), quote=False) for p in people if isinstance(p, dict) and words(p, "name")]


def find_topics(item: dict[str, Any]) -> list[str]:
    """The tags."""
    tags = item.get("tags")
    return [escape(t, quote=False) for t in tags if isinstance(t, str)] if isinstance(tags, list) else []


def find_media(item: dict[str, Any]) -> Iterator[Media]:
    """The picture, the banner and what is attached."""
    for key in ("image", "banner_image"):
        if words(item, key):
            yield Media(words(item, key), "image")
    attached = item.get("attachments")
    for one in attached if isinstance(attached, list) else []:
        if isinstance(one, dict) and words(one, "url"):
            yield Media(
                words(one, "url"), words(one, "mime_type").split("/")[0], title=escape(words(one, "title"), quote=False)
            )
