"""Series: their facts follow their articles. Format: docs/formats/facts-v1.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.formats.compose import compose_series
from tamizdat.newsroom.models import Series, SeriesPart


def series_facts(ids: Iterable[str], now: datetime) -> dict[str, Any]:
    """``series:<id>`` of these; None for one without an article that readers see."""
    facts: dict[str, Any] = {}
    for public_id in ids:
        series = Series.objects.select_related("locale").filter(public_id=public_id).first()
        parts = SeriesPart.objects.filter(series__public_id=public_id).order_by("sort_order", "pk")
        keys = list(parts.values_list("article_id", flat=True))
        public = (
            dict(
                public_articles(now)
                .filter(pk__in=keys, sequence__isnull=False, locale=series.locale)
                .values_list("pk", "public_id")
            )
            if series
            else {}
        )
        ordered = [public[key] for key in keys if key in public]
        facts[f"series:{public_id}"] = compose_series(series, ordered) if series else None
    return facts


def series_of_articles(keys: Iterable[int]) -> list[str]:
    """Public ids of the series that these articles are in."""
    parts = SeriesPart.objects.filter(article_id__in=list(keys))
    return sorted(set(parts.values_list("series__public_id", flat=True)))
