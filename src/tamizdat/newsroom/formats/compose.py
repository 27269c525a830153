"""What articles of other kinds have in their facts besides: no key where there is nothing. Format: facts-v1.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tamizdat.newsroom.clean import clean_lines, clean_text
from tamizdat.newsroom.formats.chapters import read_chapters
from tamizdat.newsroom.models import LiveCoverage, LiveEntry, Recording, SeriesPart

Row = Mapping[str, Any]
WITH_RECORDING = ("audio", "video")


def series_of(keys: Iterable[int]) -> dict[int, str]:
    """Articles by key, with the public id of their series."""
    parts = SeriesPart.objects.filter(article_id__in=list(keys))
    return dict(parts.values_list("article_id", "series__public_id"))


def compose_formats(row: Row, names: Any, series: Mapping[int, str]) -> dict[str, Any]:
    """Live coverage, a recording with chapters and transcript, a series. ``names`` notes which pictures are used."""
    value: dict[str, Any] = {}
    if row["kind"] == "live":
        value["live"] = compose_live(row["pk"], names)
    if row["kind"] in WITH_RECORDING and row["recording_id"]:
        value |= _recording(row["recording_id"])
        chapters, _wrong = read_chapters(row["chapters"])
        value |= {"chapters": chapters} if chapters else {}
    if row["kind"] in WITH_RECORDING and (words := clean_lines(row["transcript"]).strip()):
        value["transcript"] = words
    if row["pk"] in series:
        value["series"] = series[row["pk"]]
    return value


def _recording(key: int) -> dict[str, Any]:
    one = Recording.objects.filter(pk=key).first()
    if one is None or not one.public:
        return {}
    return {
        "recording": {
            "id": one.public_id,
            "title": clean_text(one.title),
            "credit": clean_text(one.credit),
            **one.public,
        }
    }


def compose_live(page: int, names: Any) -> dict[str, Any]:
    """Key points, entries from the oldest on, and when it ended."""
    coverage = LiveCoverage.objects.filter(page_id=page).first()
    entries = LiveEntry.objects.filter(page_id=page).order_by("at", "pk")
    return {
        "points": [clean_text(one) for one in coverage.points.splitlines() if one.strip()] if coverage else [],
        "ended": _moment(coverage.ended_at) if coverage else None,
        "entries": [_entry(one, names) for one in entries],
    }


def _entry(one: LiveEntry, names: Any) -> dict[str, Any]:
    picture = names.picture(one.picture_id) if one.picture_id else None
    optional = {
        "title": clean_text(one.title),
        "edited": _moment(one.edited_at),
        "pinned": one.pinned,
        "picture": {"picture": picture, "alt": _alt(one, names)} if picture else None,
    }
    told = {"id": one.public_id, "at": _moment(one.at), "part": one.part, "html": one.html}
    return told | {name: value for name, value in optional.items() if value}


def _alt(one: LiveEntry, names: Any) -> str:
    return clean_text(one.picture_alt) or clean_text(names.alt(one.picture_id))


def _moment(at: datetime | None) -> str | None:
    """To the minute: seconds tell who sits where."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00Z") if at else None


def compose_series(series: Any, public: Sequence[str]) -> dict[str, Any] | None:
    """The fact ``series:<id>``: its articles that readers see, in order. None when there is none."""
    if not public:
        return None
    return {
        "id": series.public_id,
        "language": series.locale.language_code,
        "slug": series.slug,
        "name": clean_text(series.name),
        "description": clean_lines(series.description).strip(),
        "articles": list(public),
    }
