"""Articles whose hour has come become public, those whose hour has passed cease to be, and the front follows."""

from __future__ import annotations

from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from tamizdat.newsroom.clock import look_at_clock
from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.embargo import lift_due
from tamizdat.newsroom.formats.front import fronts_over_time
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.not_out import note_not_out
from tamizdat.newsroom.publish import compose_papers, refresh_articles, write_facts


def publish_due(*, now: datetime) -> int:
    """What editors scheduled, embargoed or dated ahead; gives how many became public for the first time.

    Articles of an archive that is still coming in are left to ``publish_accepted``, which knows their order. Only what
    is due is looked at: this is asked before every edition.
    """
    _expire(max(now, look_at_clock().now))
    unseen = set(ArticlePage.objects.filter(sequence=None, pk__in=_scheduled(now)).values_list("pk", flat=True))
    _publish_scheduled(now)
    unseen.update(lift_due(now=now))
    dated_ahead = public_articles(now).filter(sequence=None, latest_revision__isnull=False)
    ahead = list(dated_ahead.order_by("published_at", "pk").values_list("pk", flat=True))
    refresh_articles(ahead, now)
    if over := fronts_over_time(now):
        write_facts(compose_papers(now, over))
    return ArticlePage.objects.filter(pk__in=unseen.union(ahead), sequence__isnull=False).count()


def _scheduled(now: datetime) -> list[int]:
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    return [int(key) for key in due.values_list("object_id", flat=True)]


def _publish_scheduled(now: datetime) -> None:
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for key in list(due.values_list("pk", flat=True)):
        try:
            _publish_one(key, now)
        except (OperationalError, InterfaceError):
            raise  # the database itself: nothing else would go out either
        except Exception as error:  # noqa: BLE001 - the outermost shell of a version: one bad one never stops the others
            note_not_out(Revision.objects.get(pk=key), f"{type(error).__name__}: {error}")


@transaction.atomic
def _publish_one(key: int, now: datetime) -> None:
    """Once: whoever takes the time away from the revision publishes it, in the same transaction."""
    mine = Revision.objects.filter(pk=key, approved_go_live_at__lte=now).update(approved_go_live_at=None)
    if mine and not _is_past(revision := Revision.objects.get(pk=key), now):
        revision.publish()


def _is_past(revision: Revision, now: datetime) -> bool:
    """A revision that was to leave before it could appear."""
    expires = revision.content.get("expire_at")
    at = parse_datetime(expires) if expires else None
    return at is not None and at <= now


def _expire(now: datetime) -> None:
    for page in Page.objects.filter(expire_at__lte=now, live=True).specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
