"""``import ninjs``: JSON lines, one IPTC ninjs 3.1 object each. Format: docs/formats/ninjs.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.html.pictures import web_or_path
from tamizdat.intake.html.to_blocks import Converted, html_to_blocks, inline_html
from tamizdat.intake.moments import read_moment
from tamizdat.intake.ninjs.blocks import pictures_of, read_blocks
from tamizdat.intake.ninjs.pictures import read_associations
from tamizdat.intake.open_archive import Archive, open_archive, read_lines
from tamizdat.intake.words import headline_of, language_tag, lines_to_blocks, unique
from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.incoming import IncomingArticle, Status
from tamizdat.shell.errors import RefusedError

LONGEST_LINE = 12_000_000
MOST_SKIPPED = 2_000_000_000
HOPELESS = 1_000
"""This many bad lines and not one good: it is something else than ninjs."""
TIME = re.compile(r'\s*<time datetime="([^"]{1,40})"></time>')
KINDS = {"news", "brief", "feature", "opinion", "interview", "analysis", "gallery", "page"}

Object = Mapping[str, Any]


def read(source: Path, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    """Each line as an article; a line that is none is named and left out."""
    archive = open_archive(source)
    try:
        yield from _read(archive, options)
    finally:
        archive.close()


def _read(archive: Archive, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    good, bad, first = 0, 0, ""
    for number, line in read_lines(archive, LONGEST_LINE, MOST_SKIPPED, options.progress):
        if line is not None and not line.strip():
            continue
        item = read_line(number, line, options)
        if isinstance(item, IncomingArticle):
            good += 1
        else:
            bad += 1
            first = first or f"{item.id}: {item.reason}"
            if not good and bad >= HOPELESS:
                break
        yield item
    if bad and not good:
        raise RefusedError(f"{archive.name} has no ninjs object that can come in. {first}")


def read_line(number: int, line: bytes | None, options: ReadOptions) -> IncomingArticle | Skipped:
    """One line of the archive."""
    if line is None:
        return Skipped(f"line {number}", f"it is longer than {LONGEST_LINE:,} bytes, which no article is.")
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Skipped(f"line {number}", f"it is not UTF-8 (byte {error.start + 1}).")
    except (ValueError, RecursionError) as error:
        return Skipped(f"line {number}", f"it is not JSON ({str(error)[:120]}).")
    if not isinstance(item, dict):
        return Skipped(f"line {number}", "it is not a ninjs object.")
    identity = clean_text(item.get("uri") if isinstance(item.get("uri"), str) else "")
    if not identity or len(identity) > 2_000:
        return Skipped(f"line {number}", "it has no uri, so it could not be recognised the next time.")
    try:
        return _article(identity, item, options)
    except RefusedError as error:
        return Skipped(identity, str(error))


def _article(identity: str, item: Object, options: ReadOptions) -> IncomingArticle:
    alternates = [(role, value) for role, value in _pairs(item.get("altIds"), "role", "value") if value]
    old = unique(web_or_path(value, "") for role, value in alternates if role == "legacy-url")
    body = _body(item, old[0] if old else "")
    associated = read_associations(item.get("associations"))
    converted = associated.complete(body, options.find_media)
    headline, odd_headline = headline_of(_main(item, "headlines", "headline"), converted.blocks)
    if not headline:
        raise RefusedError("it has neither headline nor text.")
    status, odd_status = _status(item, options.now)
    published, updated = _moments(item)
    language, odd_language = language_tag(item.get("language"), options.language)
    subjects = _pairs(item.get("subjects") or item.get("subject"), "rel", "name")
    sections = [name for rel, name in subjects if rel == "section" and name]
    return IncomingArticle(
        identity=identity,
        headline=headline,
        language=language,
        body=converted.blocks,
        status=status,
        standfirst=_described(item),
        kind=_kind(item),
        dateline=_place(item),
        slug=clean_text(item.get("slugline") if isinstance(item.get("slugline"), str) else ""),
        published=published,
        updated=updated,
        section=sections[0] if sections else "",
        topics=unique([*sections[1:], *(name for rel, name in subjects if rel != "section" and name)]),
        bylines=_bylines(item),
        picture=associated.lead,
        pictures=converted.pictures,
        corrections=_corrections(item),
        related=_related(item),
        legacy=old,
        group=next((value for role, value in alternates if role == "translation-group"), ""),
        licence=_text(item.get("usageTerms")),
        warnings=tuple(one for one in (odd_headline, odd_status, odd_language, *converted.warnings) if one),
    )


def _text(value: object) -> str:
    return clean_text(value) if isinstance(value, str) else ""


def _pairs(values: object, key: str, value: str) -> list[tuple[str, str]]:
    """(key, value) of each object in a list, as clean text."""
    return [(_text(one.get(key)), _text(one.get(value))) for one in _objects(values)]


def _objects(values: object) -> list[dict[str, Any]]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _main(item: Object, several: str, single: str) -> str:
    """The main one of several headlines; the older ninjs has a single one."""
    values = [(role, value) for role, value in _pairs(item.get(several), "role", "value") if value]
    main = next((value for role, value in values if role == "main"), values[0][1] if values else "")
    return main or _text(item.get(single)) or _text(item.get("title"))


def _described(item: Object) -> str:
    values = _pairs(item.get("descriptions"), "role", "value")
    summary = [value for role, value in values if role in ("summary", "standfirst", "")]
    return summary[0] if summary else _text(item.get("description_text"))


def _body(item: Object, base: str) -> Converted:
    """The main body: HTML, plain text, or blocks that a newsroom of this system wrote."""
    bodies = sorted(_objects(item.get("bodies")), key=lambda one: one.get("role") != "main")
    own = next((one["value"] for one in bodies if one.get("role") == "blocks" and _is(one, "json")), "")
    blocks = read_blocks(own) if own else ()
    if blocks:
        return Converted(blocks, pictures_of(blocks))
    bodies = [one for one in bodies if one.get("role") not in ("blocks", "correction")]
    html = next((one["value"] for one in bodies if _is(one, "html")), item.get("body_html"))
    if isinstance(html, str) and html.strip():
        return html_to_blocks(html, base=base)
    plain = next((one["value"] for one in bodies if isinstance(one.get("value"), str)), item.get("body_text"))
    return Converted(lines_to_blocks(plain), ()) if isinstance(plain, str) else Converted((), ())


def _is(body: Object, kind: str) -> bool:
    return kind in str(body.get("contentType") or "") and isinstance(body.get("value"), str)


def _status(item: Object, now: datetime) -> tuple[Status, str]:
    """Only what is usable now comes in as published."""
    state = item.get("pubStatus", item.get("pubstatus", "usable"))
    if state == "canceled":
        return "draft", "its source canceled it: it came in as a draft."
    if state != "usable":
        return "draft", "" if state == "withheld" else f"its status {str(state)[:40]!r} is unknown: it is a draft."
    until = item.get("embargoedUntil", item.get("embargoed"))
    if not until:
        return "published", ""
    moment = read_moment(until)
    if moment is not None and moment <= now:
        return "published", ""
    return "draft", f"it is embargoed until {str(until)[:40]}: it came in as a draft."


def _moments(item: Object) -> tuple[datetime | None, datetime | None]:
    """(published, updated), in UTC."""
    first = read_moment(item.get("firstCreated") or item.get("firstcreated") or item.get("contentCreated"))
    version = read_moment(item.get("versionCreated") or item.get("versioncreated"))
    published = first or version
    return published, version if published and version and version > published else None


def _bylines(item: Object) -> tuple[str, ...]:
    people = _pairs(item.get("people"), "rel", "name")
    names = [name for rel, name in people if rel in ("author", "creator") and name]
    by = _text(item.get("by") or item.get("byline"))
    return unique(names or ([re.sub(r"^by\s+", "", by, flags=re.I)] if by else []))


def _kind(item: Object) -> str:
    names = [name.lower() for _, name in _pairs(item.get("genres"), "uri", "name")]
    return next((name for name in names if name in KINDS), "news")


def _place(item: Object) -> str:
    return _text(item.get("located"))


def _corrections(item: Object) -> tuple[Mapping[str, str], ...]:
    """Corrections that a newsroom's export carries as bodies with the role ``correction``."""
    found = []
    for one in _objects(item.get("bodies")):
        if one.get("role") == "correction" and isinstance(one.get("value"), str):
            time = TIME.match(one["value"])
            at = read_moment(time[1]) if time else read_moment(item.get("versionCreated"))
            html = inline_html(one["value"]) if _is(one, "html") else escape(one["value"], quote=False)
            found.append({"at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else "", "html": html})
    return tuple(found)


def _related(item: Object) -> tuple[str, ...]:
    values = item.get("associations")
    found = _objects(list(values.values()) if isinstance(values, dict) else values)
    return unique(_text(one.get("uri")) for one in found if one.get("rel") == "related")
