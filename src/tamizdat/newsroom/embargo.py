"""Embargo as confinement: until it is ended no fact of the article exists, so no byte of it is in any edition."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from tamizdat.newsroom.clock import look_at_clock
from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.embargo_records import Embargo
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.publish import refresh_articles
from tamizdat.shell.errors import RefusedError


class EmbargoError(RefusedError):
    """An embargo cannot be set, moved or ended so; says why."""


def trusted_now() -> datetime:
    """The time for all that becomes public by itself. Never goes back; stands still while the clock is doubted."""
    return look_at_clock().now


def due_now() -> datetime:
    """What waits for a time may begin when this has come: never later than trusted_now() or the machine's clock."""
    return look_at_clock().due


def find_embargo(page: Any) -> Embargo | None:
    """The embargo that holds this page."""
    return Embargo.objects.filter(article_id=page.pk, state=Embargo.HELD).first() if page.pk else None


def is_held(page: Any, now: datetime) -> bool:
    """Must readers not know of this page yet? Asked by whoever publishes in a way of their own."""
    if page.pk is None or getattr(page, "is_template", False):
        return page.pk is not None
    if Embargo.objects.filter(article_id=page.pk, state=Embargo.HELD).exists():
        return True
    times = [page.go_live_at, getattr(page, "published_at", None)]
    return any(one is not None and one > now for one in times)


def is_known(article: ArticlePage, now: datetime) -> bool:
    """Do readers have it?"""
    return public_articles(now).filter(pk=article.pk, sequence__isnull=False).exists()


@transaction.atomic
def set_embargo(article: ArticlePage, *, lifts_at: datetime | None, reason: str = "", user: Any = None) -> Embargo:
    """Hold an article, or move the embargo that holds it; every other time that it waited for is forgotten."""
    _check_time(lifts_at)
    held = Embargo.objects.select_for_update().filter(article=article, state=Embargo.HELD).first()
    if held is None:
        if article.is_template:
            raise EmbargoError(_("A template is never public: it needs no embargo."))
        if is_known(article, trusted_now()):
            words = _(
                "Readers have this article already: an embargo cannot call it back. "
                "Withdraw it, or schedule the update."
            )
            raise EmbargoError(words)
    was = held.lifts_at if held else None
    embargo = held or Embargo(article=article)
    embargo.lifts_at, embargo.reason = lifts_at, reason.strip()
    embargo.save()
    forget_other_times(article)
    _note(article, "moved" if held else "set", user, {"until": _told(lifts_at), "was": _told(was)})
    # An article whose hour had come and that no edition has seen yet: its facts go in this transaction.
    refresh_articles([article.pk], trusted_now())
    return embargo


@transaction.atomic
def lift_embargo(article: ArticlePage, *, now: datetime, user: Any = None) -> None:
    """End it: what was published goes out with the next edition. EmbargoError when none holds the article any more."""
    if not _end(article.pk, Embargo.LIFTED, now):
        raise EmbargoError(_("No embargo holds this article any more."))
    _note(article, "lifted", user, {})
    refresh_articles([article.pk], now)


@transaction.atomic
def cancel_embargo(article: ArticlePage, *, now: datetime, user: Any = None) -> None:
    """End it without letting anything out: the article is a draft again, whoever had published it.

    Once it was lifted, EmbargoError: readers may have the article, and taking it from them is another deed.
    """
    if not _end(article.pk, Embargo.CANCELLED, now):
        words = _("The embargo ended a moment ago, and readers may have the article. Nothing was changed: withdraw it.")
        raise EmbargoError(words)
    article.refresh_from_db()
    if article.live:
        article.unpublish(user=user)
    forget_other_times(article)
    _note(article, "cancelled", user, {})
    refresh_articles([article.pk], now)


def lift_due(*, now: datetime) -> list[int]:
    """End every embargo whose time has come, each once, whoever else looks at the same moment; gives the articles."""
    due = Embargo.objects.filter(state=Embargo.HELD, lifts_at__lte=now).order_by("lifts_at", "pk")
    lifted = []
    for one in due.select_related("article"):
        with transaction.atomic():
            # The time is asked again in the same statement: it may have been moved a moment ago.
            ended = Embargo.objects.filter(pk=one.pk, state=Embargo.HELD, lifts_at__lte=now)
            if ended.update(state=Embargo.LIFTED, ended_at=now):
                _note(one.article, "lifted", None, {"until": _told(one.lifts_at)})
                refresh_articles([one.article_id], now)
                lifted.append(one.article_id)
    return lifted


def waiting_translations(article: ArticlePage, now: datetime) -> QuerySet[ArticlePage]:
    """The article's versions in other languages that readers do not know."""
    known = public_articles(now).filter(sequence__isnull=False).values("pk")
    others = ArticlePage.objects.filter(group=article.group, alias_of=None, is_template=False)
    return others.exclude(pk=article.pk).exclude(pk__in=known)


def forget_other_times(article: ArticlePage) -> None:
    """One thing that waits has one time: planned publications and dates ahead of this article count no longer."""
    Revision.objects.for_instance(article).filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    ahead = Q(published_at__gt=due_now())
    ArticlePage.objects.filter(ahead, pk=article.pk).update(published_at=None)
    ArticlePage.objects.filter(pk=article.pk, go_live_at__isnull=False).update(go_live_at=None)
    latest = article.get_latest_revision()
    if latest is None:
        return
    draft = latest.as_object()
    if draft.go_live_at or (draft.published_at and draft.published_at > due_now()):
        latest.content.update({"go_live_at": None})
        if draft.published_at and draft.published_at > due_now():
            latest.content.update({"published_at": None})
        latest.save(update_fields=["content"])


def _check_time(lifts_at: datetime | None) -> None:
    judged = look_at_clock()
    if lifts_at is not None and lifts_at <= judged.due:
        raise EmbargoError(_("That time has passed. Choose a later one, or lift the embargo now."))


def _end(key: int, state: str, now: datetime) -> bool:
    held = Embargo.objects.filter(article_id=key, state=Embargo.HELD)
    return bool(held.update(state=state, ended_at=now))


def _told(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _note(article: ArticlePage, deed: str, user: Any, data: dict[str, str]) -> None:
    """In the article's history and on record; the reason stays out of both."""
    log(instance=article, action=f"tamizdat.embargo.{deed}", user=user, data=data)
    note(user, f"embargo: {deed}", article.public_id)
