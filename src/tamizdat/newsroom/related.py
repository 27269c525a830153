"""Related articles that an archive names by their identity, perhaps before it brings them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from tamizdat.newsroom.body import ToNewsroom, newsroom_html
from tamizdat.newsroom.models import ArticlePage, RelatedArticle

CHUNK = 200
LINK = "link:"
"""An awaited article that the body links to, not one for "Read more"."""
LINKED = re.compile(r'href=\\"article:([a-z2-7]{13})\\"')


@transaction.atomic
def join_awaited() -> list[int]:
    """Relate and link articles to those that came in after them; gives those that changed."""
    changed: list[int] = []
    for key, awaits in list(ArticlePage.objects.exclude(awaits=[]).values_list("pk", "awaits")):
        related = [one for one in awaits if not one.startswith(LINK)]
        found = find_articles(one.removeprefix(LINK) for one in awaits)
        relate(key, [found[one] for one in related if one in found])
        if any(one.removeprefix(LINK) in found for one in awaits if one.startswith(LINK)):
            _link(key, found)
        rest = related if any(one not in found for one in related) else []
        rest += [one for one in awaits if one.startswith(LINK) and one.removeprefix(LINK) not in found]
        if rest != awaits:
            ArticlePage.objects.filter(pk=key).update(awaits=rest)
        if found:
            changed.append(key)
    return changed


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
    """Public ids of articles that the text of a body links to."""
    texts = (json.dumps(block) for block in blocks if block["type"] not in ("heading", "code", "rule", "related"))
    return list(dict.fromkeys(one for text in texts if "article:" in text for one in LINKED.findall(text)))


def listed_articles(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Public ids of articles that a body lists as related."""
    return [one for block in blocks if block["type"] == "related" for one in block["articles"]]


def find_articles(public_ids: Iterable[str]) -> dict[str, int]:
    """Public ids → primary keys of articles that are here."""
    wanted = list(dict.fromkeys(public_ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = ArticlePage.objects.filter(public_id__in=wanted[start : start + CHUNK])
        found.update(rows.values_list("public_id", "pk"))
    return found


def relate(page: int, articles: Sequence[int]) -> None:
    """Relate these, in this order, before others that an editor may have added."""
    rows = RelatedArticle.objects.filter(page_id=page).order_by("sort_order", "pk")
    have = list(rows.values_list("article_id", flat=True))
    want = list(dict.fromkeys([*(one for one in articles if one != page), *have]))
    if want != have:
        rows.delete()
        RelatedArticle.objects.bulk_create(
            RelatedArticle(page_id=page, article_id=article, sort_order=number) for number, article in enumerate(want)
        )
