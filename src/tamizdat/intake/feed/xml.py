"""RSS, RDF and Atom, read by feedparser and then cleaned as everything else is."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

import feedparser

from tamizdat.intake.archive import Skipped, Warned
from tamizdat.intake.feed.bytes import make_safe
from tamizdat.intake.feed.entry import Entry, Media
from tamizdat.intake.feed.json import paragraphs
from tamizdat.intake.page.dates import read_moment
from tamizdat.shell.errors import RefusedError

UNREADABLE = (ValueError, RecursionError, AssertionError, LookupError, RuntimeError, TypeError, AttributeError)
"""What feedparser may raise on broken input."""
FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|rdf|feed|channel|item|entry|cdf)\b", re.I)
MEDIA = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']http://search\.yahoo\.com/mrss/?["']""")
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", re.I)


def read_xml_feed(text: str, name: str) -> Iterator[Entry | Skipped | Warned]:
    """The items of an XML feed; warnings come first."""
    if not FEED.search(text[:200_000]):
        raise RefusedError(f"{name}: this is no feed (neither RSS nor Atom nor JSON Feed).")
    safe, warnings = make_safe(text, name)
    found = parse(set_media_apart(safe), name)
    if not found.entries and not found.version:
        raise RefusedError(f"{name}: this is no feed that can be read{reason(found)}.")
    yield from map(Warned, warnings)
    if found.bozo and not isinstance(found.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        yield Warned(f"{name}: the feed is not well-formed{reason(found)}; {len(found.entries)} items could be read.")
    for place, entry in enumerate(found.entries, 1):
        yield make_entry(entry, found.feed, place)


def set_media_apart(text: str) -> str:
    """Captions and titles of pictures under names of their own: feedparser takes them for those of the item."""
    for prefix in set(MEDIA.findall(text[:50_000])):
        # Without attributes: feedparser keeps either these or the text of an element that it does not know.
        text = re.sub(rf"<(/?){re.escape(prefix)}:(description|title)\b[^>]*?(/?)>", rf"<\1{prefix}:of\2\3>", text)
    return text


def parse(text: str, name: str) -> Any:
    """What feedparser makes of it. It is given bytes in a stream: a string it would take for an address."""
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(stream, response_headers={"content-type": "application/xml; charset=utf-8"})
    except UNREADABLE as error:
        raise RefusedError(f"{name}: this feed is too broken to be read ({type(error).__name__}).") from error


def reason(found: Any) -> str:
    """Why it is not well-formed, in brackets."""
    error = found.get("bozo_exception")
    if error is None:
        return ""
    told = error.getMessage() if hasattr(error, "getMessage") else str(error)
    line = error.getLineNumber() if hasattr(error, "getLineNumber") else None
    return f" ({told}{f', line {line}' if line else ''})"


def make_entry(entry: Any, feed: Any, place: int) -> Entry:
    """One item."""
    content = best_content(entry)
    detail = entry.get("summary_detail") or {}
    title = entry.get("title_detail") or {}
    return Entry(
        place, id=text_of(entry, "id"), link=find_link(entry),
        title=as_html(title) or escape(text_of(entry, "title"), quote=False),
        content=as_html(content), summary=as_html(detail) or paragraphs(text_of(entry, "media_ofdescription")),
        base=text_of(content, "base") or text_of(detail, "base") or text_of(title, "base") or text_of(feed, "link"),
        language=next((tag for one in (content, title, detail, feed) if (tag := text_of(one, "language"))), ""),
        published=find_time(entry, "published") or find_time(entry, "created"), updated=find_time(entry, "updated"),
        authors=find_authors(entry) or (find_authors(feed) if is_atom(entry, feed) else []),
        topics=[escape(text_of(t, "label") or text_of(t, "term"), quote=False) for t in entry.get("tags") or []],
        media=list(find_media(entry)), licence=text_of(entry, "rights") or text_of(entry, "license"),
        other_links=[text_of(entry, "feedburner_origlink")],
    )  # fmt: skip


def text_of(value: Any, key: str) -> str:
    """A text of feedparser's, without its guesses from other elements."""
    found = dict.get(value, key)
    return found.strip() if isinstance(found, str) else ""


def best_content(entry: Any) -> Any:
    """The longest full text, HTML before plain."""
    contents = [c for c in entry.get("content") or [] if text_of(c, "value")]
    return max(contents, key=lambda c: ("html" in text_of(c, "type"), len(c["value"])), default={})


def as_html(detail: Any) -> str:
    """A text construct as HTML."""
    value = text_of(detail, "value")
    if text_of(detail, "type") == "text/plain" and not re.search(
        r"</?(?:p|a|br|b|i|em|strong|img|div|span|ul|li)\b[^>]*>|&\w+;", value
    ):
        return paragraphs(value)
    return value


def find_link(entry: Any) -> str:
    """The page that the item is about."""
    links = [link for link in entry.get("links") or [] if text_of(link, "rel") == "alternate" and text_of(link, "href")]
    html = [link for link in links if text_of(link, "type") in ("", "text/html", "application/xhtml+xml")]
    best = html or links
    return text_of(best[0], "href") if best else text_of(entry, "link")


def find_time(entry: Any, name: str) -> datetime | None:
    """A time in UTC: feedparser's reading, else ours of the same text."""
    parsed = dict.get(entry, f"{name}_parsed")
    if parsed and parsed[0] >= 1900:
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return read_moment(text_of(entry, name))


def is_atom(entry: Any, feed: Any) -> bool:
    """In Atom the feed's authors are those of items that name none."""
    return bool(dict.get(feed, "authors")) and "updated" in entry and "id" in entry


def find_authors(value: Any) -> list[str]:
    """Names of authors; an address stands only where there is no name, and is dropped later."""
    people = [text_of(a, "name") for a in value.get("authors") or []]
    return [escape(p, quote=False) for p in people if p] or [
        escape(a, quote=False) for a in [text_of(value, "author")] if a
    ]


def find_media(entry: Any) -> Iterator[Media]:
    """What is enclosed, in media:content, or a thumbnail when there is no larger picture."""
    credit = next((text_of(c, "content") for c in entry.get("media_credit") or [] if text_of(c, "content")), "")
    caption = text_of(entry, "media_ofdescription")
    larger = 0
    for one in [*(entry.get("media_content") or []), *(entry.get("enclosures") or [])]:
        address = text_of(one, "url") or text_of(one, "href")
        medium = text_of(one, "medium") or text_of(one, "type").split("/")[0]
        medium = "image" if not medium and PICTURE_NAME.search(address) else medium
        if address:
            larger += medium == "image"
            yield Media(
                address, medium, escape(credit, quote=False), escape(caption, quote=False), title=text_of(one, "title")
            )
    if not larger:
        for one in (entry.get("media_thumbnail") or [])[:1]:
            yield Media(text_of(one, "url"), "image", escape(credit, quote=False), escape(caption, quote=False))
