"""All articles as IPTC ninjs 3.1, drafts too. Format: docs/formats/ninjs.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.utils import timezone

from tamizdat.newsroom.blocks_to_html import blocks_to_html
from tamizdat.newsroom.compose_articles import Row, compose_articles, is_public, load_rows, look_around
from tamizdat.newsroom.formats.export import other_bodies, recording_association
from tamizdat.newsroom.models import ArticlePage, Byline, Picture, SectionPage, Topic

BATCH = 200
MEDIA = "media"
STANDARD = {"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the export names it."""

    href: str
    credit: str
    licence: str
    width: int
    height: int
    description: str


@dataclass(frozen=True, slots=True)
class Around:
    """The names behind the ids of a batch."""

    names: Mapping[str, str]
    pictures: Mapping[str, Shown]
    public: frozenset[str]

    def href(self, public_id: str) -> str:
        """Where the export keeps a picture."""
        return self.pictures[public_id].href


def export_articles() -> Iterator[dict[str, Any]]:
    """Each article as last saved; published ones as readers see them."""
    now = timezone.now()
    keys = list(ArticlePage.objects.filter(alias_of=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = load_rows(ArticlePage.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk"))
        values = [one.value for one in compose_articles(rows, look_around(rows, now), now)]
        around = _around(rows, values, now)
        for value in values:
            yield _ninjs(value, around)


def media_name(picture: Picture) -> str:
    """The file of a picture in the export's folder: named by what it holds."""
    return f"{picture.content_digest}{PurePath(picture.file.name).suffix}"


def _around(rows: list[Row], values: list[Value], now: datetime) -> Around:
    ids = {one for value in values for one in (*value["topics"], *value["bylines"], value["section"])}
    names: dict[str, str] = {}
    for model, column in ((Topic, "name"), (Byline, "name"), (SectionPage, "title")):
        names.update(model.objects.filter(public_id__in=ids).values_list("public_id", column))
    shown = {one["picture"] for value in values for one in _figures(value)}
    pictures = {
        one.public_id: Shown(
            f"{MEDIA}/{media_name(one)}", one.credit, one.licence, one.width, one.height, one.description
        )
        for one in Picture.objects.filter(public_id__in=shown)
    }
    keys = [row["pk"] for row in rows]
    public = ArticlePage.objects.filter(is_public(now), pk__in=keys).values_list("public_id", flat=True)
    return Around(names, pictures, frozenset(public))


def _figures(value: Value) -> list[Value]:
    """The lead picture first, then those of the body."""
    found = [value["picture"]] if value["picture"] else []
    for block in value["body"]:
        found += [block] if block["type"] == "figure" else block["pictures"] if block["type"] == "gallery" else []
        found += [block["poster"]] if "poster" in block else []
    return [
        *found,
        *({**one["picture"], "caption": ""} for one in value.get("live", {}).get("entries", []) if "picture" in one),
    ]


def _ninjs(value: Value, around: Around) -> dict[str, Any]:
    created = value["published"]
    out: dict[str, Any] = {
        "uri": _urn("article", value["id"]),
        "type": "text",
        "standard": STANDARD,
        "pubStatus": "usable" if value["id"] in around.public else "withheld",
        "language": value["language"],
        "headlines": [{"role": "main", "value": value["headline"]}],
        "bodies": list(_bodies(value, around)),
        "genres": [{"name": value["kind"]}],
        "usageTerms": value["licence"],
        "altIds": list(_alternates(value)),
    }
    if created:
        out.update(firstCreated=created, contentCreated=created, versionCreated=value["updated"] or created)
    optional = {
        "descriptions": [{"role": "summary", "value": value["standfirst"]}] if value["standfirst"] else [],
        "located": value["dateline"],
        "slugline": value["slug"],
        "by": ", ".join(around.names[one] for one in value["bylines"]),
        "people": [{"name": around.names[one], "rel": "author"} for one in value["bylines"]],
        "subjects": list(_subjects(value, around)),
        "associations": list(_associations(value, around)),
    }
    return {**out, **{name: one for name, one in optional.items() if one}}


def _urn(kind: str, public_id: str) -> str:
    return f"urn:tamizdat:{kind}:{public_id}"


def _bodies(value: Value, around: Around) -> Iterator[dict[str, str]]:
    """As HTML for everyone, as blocks for this system, and each correction with its time."""
    html = blocks_to_html(value["body"], around.href)
    yield {"role": "main", "contentType": "text/html", "value": html}
    yield {"role": "blocks", "contentType": "application/json", "value": json.dumps(_blocks(value, around))}
    yield from other_bodies(value)
    for one in value["corrections"]:
        words = f'<time datetime="{one["at"]}"></time>{one["html"]}'
        yield {"role": "correction", "contentType": "text/html", "value": words}


def _blocks(value: Value, around: Around) -> list[dict[str, Any]]:
    """Pictures by their file in the export."""
    blocks = []
    for block in value["body"]:
        if block["type"] == "figure":
            block = {**block, "picture": around.href(block["picture"])}
        elif block["type"] == "gallery":
            figures = [{**one, "picture": around.href(one["picture"])} for one in block["pictures"]]
            block = {**block, "pictures": figures}
        elif "poster" in block:
            block = {**block, "poster": {**block["poster"], "picture": around.href(block["poster"]["picture"])}}
        blocks.append(block)
    return blocks


def _subjects(value: Value, around: Around) -> Iterator[dict[str, str]]:
    if value["section"]:
        yield {"name": around.names[value["section"]], "rel": "section"}
    for one in value["topics"]:
        yield {"name": around.names[one], "rel": "topic"}


def _alternates(value: Value) -> Iterator[dict[str, str]]:
    for one in value["legacy"]:
        yield {"role": "legacy-url", "value": one}
    if value["path"]:
        yield {"role": "path", "value": value["path"]}
    yield {"role": "translation-group", "value": _urn("group", value["group"])}


def _associations(value: Value, around: Around) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for figure in _figures(value):
        public_id = figure["picture"]
        if public_id not in seen:
            yield _picture(figure, around.pictures[public_id], "main" if figure is value["picture"] else "inline")
            seen.add(public_id)
    yield from recording_association(value)
    for public_id in value["related"]:
        yield {"name": "related", "rel": "related", "type": "text", "uri": _urn("article", public_id)}


def _picture(figure: Value, shown: Shown, rel: str) -> dict[str, Any]:
    size = {"width": shown.width, "height": shown.height}
    return {
        "name": rel,
        "rel": rel,
        "type": "picture",
        "uri": _urn("picture", figure["picture"]),
        "by": shown.credit,
        "usageTerms": shown.licence,
        "descriptions": [
            {"role": "alt", "value": figure["alt"] or shown.description},
            {"role": "caption", "contentType": "text/html", "value": figure["caption"]},
        ],
        "renditions": [{"name": "original", "href": shown.href, **size}],
    }
