"""Live coverage, recordings and series, rebuilt from their facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tamizdat.newsroom.formats.chapters import write_chapters
from tamizdat.newsroom.formats.typed import untyped
from tamizdat.newsroom.models import LiveCoverage, LiveEntry, Picture, Recording, Series, SeriesPart
from tamizdat.newsroom.originals import originals, renditions
from tamizdat.newsroom.pictures import keep_rendition
from tamizdat.newsroom.related import find_articles
from tamizdat.newsroom.tree import locale_of
from tamizdat.shell.errors import RefusedError

Value = Mapping[str, Any]
Read = Callable[[str, str], bytes]
PUBLIC = ("digest", "bytes", "media_type", "extension", "seconds")


def restore_recordings(values: Sequence[Value], read: Read) -> None:
    """Before their articles. What readers got stands in for the original, which was never public."""
    told = {one["recording"]["id"]: one["recording"] for one in values if "recording" in one}
    there = set(Recording.objects.filter(public_id__in=told).values_list("public_id", flat=True))
    for public_id, one in told.items():
        if public_id in there:
            continue
        data = read(one["digest"], one["extension"])
        if hashlib.sha256(data).hexdigest() != one["digest"]:
            raise RefusedError(f"recording {public_id}: /media/{one['digest']}.{one['extension']} is damaged.")
        keep_rendition(renditions(), one["digest"], one["extension"], data)
        name = f"recordings/{one['digest'][:2]}/{one['digest']}.{one['extension']}"
        originals().write(name, data)
        Recording(
            public_id=public_id,
            title=one["title"],
            credit=one["credit"],
            file=name,
            content_digest=one["digest"],
            public={key: one[key] for key in PUBLIC},
        ).save()


def recording_fields(value: Value) -> dict[str, Any]:
    """What an article's own row holds of it."""
    named = value.get("recording", {}).get("id")
    key = Recording.objects.filter(public_id=named).values_list("pk", flat=True).first() if named else None
    return {
        "recording_id": key,
        "chapters": write_chapters(value.get("chapters", [])),
        "transcript": value.get("transcript", ""),
    }


def restore_live(values: Sequence[Value], pages: Mapping[str, int]) -> None:
    """Entries with the further pages on which readers know them."""
    with_live = [one for one in values if "live" in one]
    shown = {entry["picture"]["picture"]: entry["picture"]["alt"] for one in with_live
             for entry in one["live"]["entries"] if "picture" in entry}  # fmt: skip
    pictures = dict(Picture.objects.filter(public_id__in=shown).values_list("public_id", "pk"))
    for public_id, alt in shown.items():
        Picture.objects.filter(public_id=public_id, description="").update(description=alt)
    for one in with_live:
        page, live = pages[one["id"]], one["live"]
        ended = datetime.fromisoformat(live["ended"]) if live["ended"] else None
        if live["points"] or ended:
            LiveCoverage.objects.create(page_id=page, points="\n".join(live["points"]), ended_at=ended)
        LiveEntry.objects.bulk_create(_entry(entry, page, pictures) for entry in live["entries"])


def _entry(entry: Value, page: int, pictures: Mapping[str, int]) -> LiveEntry:
    return LiveEntry(
        page_id=page,
        public_id=entry["id"],
        at=datetime.fromisoformat(entry["at"]),
        edited_at=datetime.fromisoformat(entry["edited"]) if "edited" in entry else None,
        part=entry["part"],
        title=entry.get("title", ""),
        text=untyped(entry["html"]),
        html=entry["html"],
        picture_id=pictures.get(entry.get("picture", {}).get("picture")),
        picture_alt=entry.get("picture", {}).get("alt", "")[:500],
        pinned=entry.get("pinned", False),
    )


def restore_series(value: Value) -> None:
    """After its articles."""
    series = Series(
        public_id=value["id"],
        locale=locale_of(value["language"]),
        slug=value["slug"],
        name=value["name"],
        description=value["description"],
    )
    series.save_base(raw=True)  # its parts are not there yet, and its fact is
    keys = find_articles(value["articles"])
    SeriesPart.objects.bulk_create(
        SeriesPart(series=series, article_id=keys[one], sort_order=number)
        for number, one in enumerate(value["articles"])
        if one in keys
    )
