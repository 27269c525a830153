"""The units that the press makes itself: packs of facts, pictures, recordings. Format: docs/formats/facts-v1.md."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tamizdat.core.canonical import canonical_json
from tamizdat.core.canonical import digest as digest_of
from tamizdat.pages.output import Output
from tamizdat.press.ask import RecordedAsk
from tamizdat.press.lists import IN_ONE_PACK
from tamizdat.shell.files import Files


def make_pack(name: str, ask: RecordedAsk) -> list[Output]:
    """``facts:articles/3`` and its kind: one fact a line."""
    kind, part = name.removeprefix("facts:").split("/", 1)
    if kind == "counters":
        counters = ask("counters")
        return [Output("/facts/counters.json", canonical_json(counters), "application/json")] if counters else []
    rows = ask(f"pack:{kind}/{part}") or []
    if kind == "corrections":
        ask.note_articles([one for one, _ in rows])
    lines = [f'{{"name":{json.dumps(one)},"value":{ask.facts.text(one) or "null"}}}\n'.encode() for one, _ in rows]
    path = f"/facts/{kind}.jsonl" if kind in IN_ONE_PACK else f"/facts/{kind}/{part}.jsonl"
    return [Output(path, b"".join(lines), "application/jsonl")] if lines else []


def make_picture(name: str, ask: Callable[[str], Any], renditions: Files) -> list[Output]:
    """The renditions of a picture, as they were made once; the digest is checked again before readers get them."""
    picture = ask(name)
    outputs = []
    for one in picture["renditions"] if picture else ():
        data = renditions.read(f"{one['digest']}.{one['extension']}")
        if digest_of(data) != one["digest"]:
            raise ValueError(f"{name}: the rendition {one['digest']}.{one['extension']} is damaged")
        outputs.append(Output(f"/pictures/{one['digest']}.{one['extension']}", data, one["media_type"]))
    return outputs


def make_media(name: str, ask: Callable[[str], Any], renditions: Files) -> list[Output]:
    """The sound or film of an article, as it was cleaned once; checked again like a picture."""
    article = ask(f"article:{name.partition(':')[2]}")
    one = article.get("recording") if article else None
    if not one:
        return []
    file = f"{one['digest']}.{one['extension']}"
    data = renditions.read(file)
    if digest_of(data) != one["digest"]:
        raise ValueError(f"{name}: the recording {file} is damaged")
    return [Output(f"/media/{file}", data, one["media_type"])]
