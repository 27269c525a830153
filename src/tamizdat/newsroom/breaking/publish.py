"""Publish at once, in the ordinary way; a second editor is asked to approve it afterwards."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from tamizdat.newsroom.corrections.deeds import update
from tamizdat.newsroom.desk.workflow import ask_for_approval, end_approval
from tamizdat.newsroom.embargo import find_embargo
from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage
from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import Breaking
from tamizdat.shell.errors import RefusedError

RIGHT = "newsroom.publish_breaking"
THE_RIGHT = {"content_type__app_label": "newsroom", "codename": "publish_breaking"}
PUBLISH = "publish_page"
GONE = "It is with readers no more: it was withdrawn, or is under embargo. Open it at the desk."
TWICE_WITHIN = timedelta(minutes=10)
"""On a slow link a form is sent twice: within so long the same headline in the same section is the same news."""


def allow_breaking() -> None:
    """At the beginning whoever may publish may do it at once; a newsroom that took the right away is not overruled."""
    right = Permission.objects.filter(**THE_RIGHT).first()
    if right and not right.group_set.exists():
        for group in Group.objects.filter(page_permissions__permission__codename=PUBLISH).distinct():
            group.permissions.add(right)


@receiver(post_save, sender=GroupPagePermission)
def allow_new_group(instance: GroupPagePermission, created: bool, **words: Any) -> None:
    """Chief editors of a section get their group when the first of them is named."""
    right = Permission.objects.filter(**THE_RIGHT).first() if created else None
    if right and instance.permission.codename == PUBLISH:
        instance.group.permissions.add(right)


def places_for(user: Any) -> list[Page]:
    """Where this person may publish at once: sections by language, or the paper itself where it has none."""
    if not user.has_perm(RIGHT):
        return []
    found: list[Page] = []
    for front in FrontPage.objects.filter(alias_of=None, live=True).select_related("locale").order_by("path"):
        sections = SectionPage.objects.child_of(front).filter(live=True).select_related("locale").order_by("path")
        found += list(sections) or [front]
    return [one for one in found if one.permissions_for_user(user).can_publish_subpage()]


@transaction.atomic
def publish_now(place: Page, headline: str, text: str, *, user: Any) -> Breaking:
    """One article, public in this moment; sent twice it is there once."""
    if place not in places_for(user):
        raise PermissionDenied
    same = Breaking.objects.filter(
        published_by=user,
        at__gte=timezone.now() - TWICE_WITHIN,
        page__title=headline,
        page__path__startswith=place.path,
    ).first()
    if same:
        return same
    _check_not_withdrawn(place, headline, user)
    page = ArticlePage(title=headline, kind="brief", locale=place.locale, owner=user, live=False, body=_body([text]))
    place.add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    breaking = Breaking.objects.create(page_id=page.pk, published_by=user, at=timezone.now())
    note(user, "published breaking", page.public_id)
    ask_for_approval(page, user)
    return breaking


def _check_not_withdrawn(place: Page, headline: str, user: Any) -> None:
    """A form that a slow link sends again does not bring back what a colleague has withdrawn meanwhile."""
    lately = timezone.now() - TWICE_WITHIN
    there = ArticlePage.objects.child_of(place).filter(title=headline, owner=user, live=False)
    if there.filter(first_published_at__gte=lately).exists():
        raise RefusedError("News with this headline was published here and withdrawn. Give it another headline.")


@transaction.atomic
def update_now(breaking: Breaking, text: str, *, user: Any) -> None:
    """What is known since, above what readers have; the address stays, and it is to be approved again.

    A draft that somebody is writing goes on waiting, with the new words above it.
    """
    page = _pages_of(breaking).select_for_update().first()  # a withdrawal waits for this, or this for a withdrawal
    if page is None or find_embargo(page):
        raise RefusedError(GONE)
    if not may_publish(page, user):
        raise PermissionDenied
    update(page, user, timezone.now(), text=text, above=True)
    Breaking.objects.filter(pk=breaking.pk).update(published_by=user, approved_by=None, edition=None, at=timezone.now())
    note(user, "updated breaking", page.public_id)
    page.workflow_states.active().filter(requested_by=breaking.published_by_id).update(requested_by=user)
    ask_for_approval(ArticlePage.objects.get(pk=page.pk), user)


def _pages_of(breaking: Breaking) -> QuerySet[ArticlePage]:
    """The article, while readers have it."""
    return ArticlePage.objects.filter(pk=breaking.page_id, live=True)


def may_publish(page: Any, user: Any) -> bool:
    """Whether this person may do it here."""
    return bool(user.has_perm(RIGHT) and page.permissions_for_user(user).can_publish())


def may_approve(breaking: Breaking, user: Any) -> bool:
    """Another editor of that section, not whoever published it; only what readers have."""
    page = _pages_of(breaking).first()
    is_another = breaking.published_by_id != user.pk and breaking.approved_by_id is None
    return bool(is_another and page and page.permissions_for_user(user).can_publish())


@transaction.atomic
def approve(breaking: Breaking, *, user: Any, version: int | None) -> None:
    """A second person has read this version. Nothing is published by it: it is out, and drafts stay drafts."""
    if not may_approve(breaking, user):
        raise RefusedError("Somebody else has to approve it: an editor of this section who did not publish it.")
    page = ArticlePage.objects.select_for_update().get(pk=breaking.page_id)
    if page.live_revision_id != version:
        raise RefusedError("It was changed meanwhile: read it again.")
    Breaking.objects.filter(pk=breaking.pk).update(approved_by=user)
    note(user, "approved breaking afterwards", page.public_id)
    end_approval(page, user, asked_by=breaking.published_by_id)


def waiting_for(user: Any) -> list[Breaking]:
    """What went out at once and this person could approve."""
    unapproved = Breaking.objects.filter(approved_by=None).select_related("page").order_by("at")
    return [one for one in unapproved if may_approve(one, user)]


def _body(paragraphs: list[str]) -> list[dict[str, Any]]:
    parts = [line.strip() for text in paragraphs for line in text.splitlines() if line.strip()]
    return [{"type": "text", "value": "".join(f"<p>{escape(one, quote=False)}</p>" for one in parts)}]
