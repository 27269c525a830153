"""Related articles that an archive names by their identity, perhaps before it brings them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from tamizdat.newsroom.models import ArticlePage, RelatedArticle

CHUNK = 200


@transaction.atomic
def join_awaited() -> None:
    """Relate articles to those that came in after them."""
    waiting = ArticlePage.objects.exclude(awaits=[]).values_list("pk", "awaits")
    for key, ids in list(waiting):
        found = find_articles(ids)
        if found:
            relate(key, [found[one] for one in ids if one in found])
            ArticlePage.objects.filter(pk=key).update(awaits=[one for one in ids if one not in found])


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
