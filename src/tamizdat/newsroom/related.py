"""Related articles that an archive names by their identity, perhaps before it brings them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from tamizdat.newsroom.body import ToNewsroom, newsroom_html
from tamizdat.newsroom.models import ArticlePage, RelatedArticle

CHUNK = 200
LINK = "link:"
"""An awaited article that the body links to, not one for "Read more"."""
LINKED = re.compile(r'href=\\"article:([a-z2-7]{13})\\"')


@transaction.atomic
def join_awaited() -> None:
    """Relate and link articles to those that came in after them."""
    waiting = ArticlePage.objects.exclude(awaits=[]).values_list("pk", "awaits")
    for key, awaits in list(waiting):
        found = find_articles(one.removeprefix(LINK) for one in awaits)
        if found:
            relate(key, [found[one] for one in awaits if one in found])
            if any(one.startswith(LINK) for one in awaits):
                _link(key, found)
            rest = [one for one in awaits if one.removeprefix(LINK) not in found]
            ArticlePage.objects.filter(pk=key).update(awaits=rest)


def _link(key: int, found: dict[str, int]) -> None:
    """Links by public id become links to pages, so that editors see what they lead to."""
    to = ToNewsroom(picture=lambda public_id: None, article=found.get)
    body = ArticlePage.objects.values_list("body", flat=True).get(pk=key)
    linked = _linked(list(body.raw_data), to)
    ArticlePage.objects.filter(pk=key).update(body=json.dumps(linked))


def _linked(value: Any, to: ToNewsroom) -> Any:
    if isinstance(value, str):
        return newsroom_html(value, to)
    if isinstance(value, Mapping):
        return {name: _linked(one, to) for name, one in value.items()}
    return [_linked(one, to) for one in value] if isinstance(value, (list, tuple)) else value


def linked_articles(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Public ids of articles that a body links to, or lists as related."""
    found: list[str] = []
    for block in blocks:
        if block["type"] == "related":
            found.extend(block["articles"])
        elif block["type"] not in ("heading", "code", "rule"):
            text = json.dumps(block)
            found.extend(LINKED.findall(text) if "article:" in text else ())
    return list(dict.fromkeys(found))


def find_articles(public_ids: Iterable[str]) -> dict[str, int]:
    """Public ids → primary keys of articles that are here."""
    wanted = list(dict.fromkeys(public_ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = ArticlePage.objects.filter(public_id__in=wanted[start : start + CHUNK])
        found.update(rows.values_list("public_id", "pk"))
    return found


def relate(page: int, articles: Iterable[int]) -> None:
    """Add related articles at the end."""
    rows = RelatedArticle.objects.filter(page_id=page)
    last = rows.aggregate(last=Max("sort_order"))["last"]
    first = 0 if last is None else last + 1
    known = set(rows.values_list("article_id", flat=True)) | {page}
    new = [one for one in dict.fromkeys(articles) if one not in known]
    RelatedArticle.objects.bulk_create(
        RelatedArticle(page_id=page, article_id=article, sort_order=first + number)
        for number, article in enumerate(new)
    )
