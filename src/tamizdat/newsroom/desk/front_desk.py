"""What the first page of the desk tells one person: what waits, what is confined, what goes out, who writes now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.models import EditingSession
from wagtail.models import GroupPagePermission, Page, Revision, TaskState, WorkflowState

from tamizdat.newsroom.embargo_records import Embargo
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.not_out import not_out

SHOWN = 12
"""Of each list; a long list on a slow link is read by nobody."""
HERE = timedelta(minutes=3)
"""A browser that edits says every minute that it is still there."""
LATE = timedelta(minutes=10)
"""A press that runs has an edition out in seconds; of a large paper and after a change of everything, in minutes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One page in one list."""

    key: int
    title: str
    language: str
    what: str
    """What happens to it, or who is at it: a word that the template translates, or a name."""
    at: datetime | None = None
    ready: bool = True
    note: str = ""


def within(user: Any) -> Q:
    """Pages that this person may change: their own, and all in the places where they edit or publish."""
    if user.is_superuser:
        return Q()
    rights = GroupPagePermission.objects.filter(group__user=user)
    deeds = rights.filter(permission__codename__in=("change_page", "publish_page"))
    mine = Q(owner=user)
    for path in deeds.values_list("page__path", flat=True).distinct():
        mine |= Q(path__startswith=path)
    return mine


def waits_for(user: Any) -> list[Line]:
    """What this person is asked to approve, and what of their own came back."""
    asked = TaskState.objects.reviewable_by(user).select_related("workflow_state__requested_by").order_by("started_at")
    lines = []
    for one in asked[:SHOWN]:
        page = one.workflow_state.content_object
        by = one.workflow_state.requested_by
        lines.append(_line(page, "approve", one.started_at, note=by.get_username() if by else ""))
    back = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user)
    for state in back.select_related("current_task_state").order_by("-created_at")[:SHOWN]:
        if isinstance(page := state.content_object, Page):
            last = state.current_task_state
            lines.append(_line(page, "changes", last.finished_at, note=last.comment))
    return lines


def asked_by(user: Any) -> list[Line]:
    """What this person sent for approval, and nobody has looked at yet."""
    mine = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, requested_by=user)
    pages = ((one, one.content_object) for one in mine.order_by("-created_at")[:SHOWN])
    return [_line(page, "asked", one.created_at) for one, page in pages if isinstance(page, Page)]


def under_embargo(user: Any) -> list[Line]:
    """Each article that is confined, the next to lift first."""
    keys = ArticlePage.objects.filter(within(user)).values("pk")
    held = Embargo.objects.filter(state=Embargo.HELD, article__in=keys).select_related("article__locale")
    timed = held.filter(lifts_at__isnull=False).order_by("lifts_at")
    others = held.filter(lifts_at=None).order_by("begun_at")
    return [
        _line(one.article, "embargo", one.lifts_at, ready=one.article.live, note=one.reason)
        for one in [*timed[:SHOWN], *others[:SHOWN]]
    ]


def goes_out(user: Any, now: datetime) -> list[Line]:
    """What changes for readers by itself, in the order in which it will."""
    pages = Page.objects.filter(within(user)).select_related("locale")
    lines = [one for one in under_embargo(user) if one.at and one.ready]
    planned = Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at")
    for one in planned[: 3 * SHOWN]:
        if page := pages.filter(pk=one.object_id).first():
            lines.append(_line(page, "update" if page.live else "appears", one.approved_go_live_at))
    dated = ArticlePage.objects.filter(within(user), live=True, sequence=None, published_at__gt=now, alias_of=None)
    held = Embargo.objects.filter(state=Embargo.HELD).values("article_id")
    lines += [_line(one, "appears", one.published_at) for one in dated.exclude(pk__in=held)[:SHOWN]]
    leaving = pages.filter(live=True, expire_at__gt=now).order_by("expire_at")
    lines += [_line(one, "leaves", one.expire_at) for one in leaving[:SHOWN]]
    return sorted(lines, key=lambda line: line.at or now)[:SHOWN]


def unconfirmed(user: Any, now: datetime) -> list[Line]:
    """Drafts with a time that nobody confirmed: they do not go out."""
    drafts = Page.objects.filter(within(user), has_unpublished_changes=True).select_related("locale", "latest_revision")
    never = drafts.filter(live=False, go_live_at__gt=now).order_by("go_live_at")
    updates = drafts.filter(live=True).exclude(latest_revision__content__go_live_at=None).order_by("-pk")
    lines = []
    for page in [*never[:SHOWN], *updates[:SHOWN]]:
        content = page.latest_revision.content if page.latest_revision else {}
        at = parse_datetime(content.get("go_live_at") or "")
        planned = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False)
        if at and at > now and not planned.exists():
            lines.append(_line(page, "unconfirmed", at))
    return lines[:SHOWN]


def edited_now(user: Any) -> list[Line]:
    """Who has which page open."""
    open_now = EditingSession.objects.filter(last_seen_at__gte=timezone.now() - HERE).select_related("user")
    pages = Page.objects.filter(within(user)).select_related("locale")
    seen: dict[tuple[str, int], Line] = {}
    for one in open_now.order_by("-last_seen_at")[: 4 * SHOWN]:
        page = pages.filter(pk=one.object_id).first()
        if page:
            who = one.user.get_username()
            seen.setdefault((one.object_id, one.user_id), _line(page, who, one.last_seen_at, ready=not one.is_editing))
    return list(seen.values())[:SHOWN]


def read_next(user: Any, pressed: datetime | None) -> list[Line]:
    """What was published since the current edition was pressed: readers get it with the next one."""
    pages = Page.objects.filter(within(user), live=True, depth__gt=1).select_related("locale")
    since = pages.filter(last_published_at__gt=pressed) if pressed else pages.filter(last_published_at__isnull=False)
    held = Embargo.objects.filter(state=Embargo.HELD).values("article_id")
    newest = since.exclude(pk__in=held).order_by("-last_published_at")
    return [_line(one, "next", one.last_published_at) for one in newest[:SHOWN]]


def is_late(waiting: list[Line], now: datetime) -> bool:
    """Does something wait for the next edition much longer than a press that runs would let it?"""
    return any(one.at and now - one.at > LATE for one in waiting)


def left_out(user: Any, held: Sequence[tuple[str, str]]) -> list[Line]:
    """Articles that the last edition lacks, or has as they were before, and why."""
    why = {unit.partition(":")[2]: reason for unit, reason in held if unit.startswith("article:")}
    pages = ArticlePage.objects.filter(within(user), public_id__in=why).select_related("locale")
    return [_line(one, "left out", note=why[one.public_id]) for one in pages[:SHOWN]]


def stayed_in(user: Any, now: datetime) -> list[Line]:
    """Planned versions that could not go out at their hour, and why; tried again until the plan is cancelled."""
    why = dict(not_out(now))
    pages = Page.objects.filter(within(user), pk__in=why).select_related("locale")
    return [_line(one, "stayed in", note=why[one.pk]) for one in pages[:SHOWN]]


def _line(page: Any, what: str, at: datetime | None = None, *, ready: bool = True, note: str = "") -> Line:
    title = page.draft_title or page.title
    return Line(page.pk, title, page.locale.language_code, what, at, ready, note)
