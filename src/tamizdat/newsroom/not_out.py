"""Planned versions whose hour has come and that could not go out: said once for each reason, tried again every time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

NOT_OUT = "tamizdat.publish.failed"
_log = logging.getLogger(__name__)


def note_not_out(revision: Revision, why: str) -> None:
    """In the log, without a word of the article; and in the article's history, where the desk finds it."""
    page = Page.objects.filter(pk=revision.object_id).first()
    why = why[:500]
    if page is None or _told(revision.pk).filter(data__why=why).exists():
        return
    _log.error("A planned version of page %d cannot go out, the others do (%s).", page.pk, why.partition(":")[0])
    log(instance=page.specific, action=NOT_OUT, revision=revision, data={"why": why})


def not_out(now: datetime) -> Iterator[tuple[int, str]]:
    """Pages whose planned version should be out by now and is not, each with the reason that was noted last."""
    planned = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for key, page in planned.values_list("pk", "object_id"):
        if last := _told(key).order_by("timestamp", "pk").last():
            yield int(page), str(last.data["why"])


def _told(revision: int) -> QuerySet[PageLogEntry]:
    return PageLogEntry.objects.filter(action=NOT_OUT, revision=revision)
