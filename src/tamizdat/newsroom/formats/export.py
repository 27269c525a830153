"""Live coverage, recordings and series in the export: docs/formats/ninjs.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Value = Mapping[str, Any]
KEYS = ("live", "chapters", "series")


def other_bodies(value: Value) -> Iterator[dict[str, str]]:
    """What an article of another kind has besides, as its fact has it; and the transcript as text."""
    told = {key: value[key] for key in KEYS if key in value}
    if told:
        yield {"role": "formats", "contentType": "application/json", "value": json.dumps(told, ensure_ascii=False)}
    if "transcript" in value:
        yield {"role": "transcript", "contentType": "text/plain", "value": value["transcript"]}


def recording_association(value: Value) -> Iterator[dict[str, Any]]:
    """The sound or film, as readers get it."""
    one = value.get("recording")
    if one:
        kind = "video" if one["media_type"].startswith("video/") else "audio"
        yield {
            "name": "recording",
            "rel": "recording",
            "type": kind,
            "uri": f"urn:tamizdat:recording:{one['id']}",
            "by": one["credit"],
            "headlines": [{"role": "main", "value": one["title"]}],
            "renditions": [
                {
                    "name": "public",
                    "href": f"media/{one['digest']}.{one['extension']}",
                    "contentType": one["media_type"],
                    "sizeInBytes": one["bytes"],
                    "duration": one["seconds"],
                }
            ],
        }
