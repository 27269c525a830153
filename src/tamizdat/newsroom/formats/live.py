"""Live coverage at the desk: entries are public at once, when the page itself is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tamizdat.newsroom.formats.typed import typed_html
from tamizdat.newsroom.models import ArticlePage, LiveCoverage, LiveEntry
from tamizdat.newsroom.publish import refresh_articles

PART_BYTES = 5_500
"""About what a further page holds in any script; a longer entry has one for itself."""
PICTURE_BYTES, ENTRY_BYTES = 600, 300


def coverage_of(page: ArticlePage) -> LiveCoverage:
    """What stands above its entries."""
    found, _ = LiveCoverage.objects.get_or_create(page_id=page.pk)
    return found


@transaction.atomic
def add_entry(page: ArticlePage, entry: LiveEntry, now: datetime) -> LiveEntry:
    """The newest entry. Which further page it stands on is settled now, for good."""
    LiveCoverage.objects.select_for_update().get(pk=coverage_of(page).pk)
    entry.page, entry.at = page, _later(page, now)
    entry.part = _part_for(page, entry)
    entry.save()
    _tell(page, now)
    return entry


@transaction.atomic
def change_entry(entry: LiveEntry, now: datetime, *, is_marked: bool) -> None:
    """Other words. Readers are told that it was edited; pinning alone is no edit."""
    if is_marked:
        entry.edited_at = now
    entry.save()
    _tell(entry.page, now)


@transaction.atomic
def remove_entry(entry: LiveEntry, now: datetime) -> None:
    """Gone with the next edition."""
    page = entry.page
    entry.delete()
    _tell(page, now)


@transaction.atomic
def change_coverage(coverage: LiveCoverage, now: datetime) -> None:
    """Other key points; begun or ended."""
    coverage.save()
    _tell(coverage.page, now)


def _later(page: ArticlePage, now: datetime) -> datetime:
    """Never before an entry that is there: a clock that was put back does not shuffle them."""
    last = LiveEntry.objects.filter(page=page).order_by("-at").values_list("at", flat=True).first()
    return max(now, last) if last else now


def _part_for(page: ArticlePage, entry: LiveEntry) -> int:
    last = LiveEntry.objects.filter(page=page).order_by("-part").values_list("part", flat=True).first()
    if last is None:
        return 1
    size = sum(_size(one) for one in LiveEntry.objects.filter(page=page, part=last))
    return last if size + _size(entry) <= PART_BYTES else last + 1


def _size(entry: LiveEntry) -> int:
    picture = PICTURE_BYTES if entry.picture_id else 0
    return len(typed_html(entry.text).encode()) + len(entry.title.encode()) + picture + ENTRY_BYTES


def _tell(page: ArticlePage, now: datetime) -> None:
    """Readers of a published page see it with the next edition."""
    ArticlePage.objects.filter(pk=page.pk, sequence__isnull=False).update(
        updated_at=now.replace(second=0, microsecond=0)
    )
    refresh_articles([page.pk], now)
