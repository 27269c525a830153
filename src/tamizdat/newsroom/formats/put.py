"""A series, and entries of live coverage, set from outside the desk's forms: for the demo and for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tamizdat.newsroom.embargo import trusted_now
from tamizdat.newsroom.follow_changes import series_changed
from tamizdat.newsroom.formats.live import add_entry, change_coverage, coverage_of
from tamizdat.newsroom.models import ArticlePage, LiveEntry, Series, SeriesPart
from tamizdat.newsroom.public_ids import derived_public_id
from tamizdat.newsroom.publish import refresh_articles
from tamizdat.newsroom.tree import locale_of
from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened when, as it is typed."""

    at: datetime
    title: str
    text: str
    pinned: bool = False


@transaction.atomic
def put_series(language: str, name: str, description: str, sources: Sequence[str]) -> None:
    """A series of articles by their identity in an archive, in this order. Called again it changes nothing."""
    articles = [_find(one) for one in sources]
    public_id = derived_public_id("series", language, name)
    series, _ = Series.objects.update_or_create(
        public_id=public_id, defaults={"name": name, "description": description, "locale": locale_of(language)}
    )
    if [part.article_id for part in series.parts.order_by("sort_order")] != [one.pk for one in articles]:
        SeriesPart.objects.filter(series=series).delete()
        SeriesPart.objects.bulk_create(
            SeriesPart(series=series, article=one, sort_order=number) for number, one in enumerate(articles)
        )
        series_changed(public_id)


@transaction.atomic
def put_live(source: str, points: Sequence[str], entries: Sequence[Entry], ended: datetime | None) -> None:
    """Live coverage that is over, or still running. Entries that are there stay; called again it changes nothing."""
    page = _find(source)
    updated, now = page.updated_at, trusted_now()
    for number, one in enumerate(entries):
        public_id = derived_public_id("live", source, str(number))
        if not LiveEntry.objects.filter(public_id=public_id).exists():
            entry = LiveEntry(public_id=public_id, title=one.title, text=one.text, pinned=one.pinned)
            add_entry(page, entry, one.at)
    coverage = coverage_of(page)
    coverage.points, coverage.ended_at = "\n".join(points), ended
    change_coverage(coverage, now)
    ArticlePage.objects.filter(pk=page.pk).update(updated_at=updated)
    refresh_articles([page.pk], now)


def _find(source: str) -> ArticlePage:
    page = ArticlePage.objects.filter(source_name=source).first()
    if page is None:
        raise RefusedError(f"There is no article {source!r}.")
    return page
