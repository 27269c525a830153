"""What happens whenever somebody signs in, and whenever Wagtail writes its own log."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.signals import page_unpublished, workflow_approved

from tamizdat.newsroom.desk.stop_waiting import stop_approval
from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import Breaking
from tamizdat.newsroom.people.sessions import end_sessions, note_beginning

NOBODY = "account"


@receiver(user_logged_in)
def note_session(request: HttpRequest | None = None, **words: Any) -> None:
    """Its owner will want to know it from others."""
    if request is not None and hasattr(request, "session"):
        note_beginning(request)


@receiver(pre_save, sender=ModelLogEntry)
def name_nobody(instance: ModelLogEntry, **words: Any) -> None:
    """Wagtail writes down how the account is called that an administrator made or changed."""
    if _is_account(instance):
        instance.label = NOBODY


PAGES = {
    "wagtail.publish": "published",
    "wagtail.publish.schedule": "scheduled",
    "wagtail.unpublish": "taken from readers",
    "wagtail.delete": "deleted",
}
ACCOUNTS = {"wagtail.create": "account made", "wagtail.edit": "account changed", "wagtail.delete": "account deleted"}


@receiver(post_save, sender=PageLogEntry)
def note_publishing(instance: PageLogEntry, created: bool, **words: Any) -> None:
    """Whatever way somebody makes a page public or takes it away at the desk, it is on record."""
    if created and instance.action in PAGES:
        note(instance.user, PAGES[instance.action], f"page {instance.page_id}")


@receiver(post_save, sender=ModelLogEntry)
def note_account(instance: ModelLogEntry, created: bool, **words: Any) -> None:
    """Accounts that an administrator made, changed or deleted."""
    if created and _is_account(instance) and instance.action in ACCOUNTS:
        about = get_user_model().objects.filter(pk=instance.object_id).first()
        note(instance.user, ACCOUNTS[instance.action], about=about)


@receiver(authenticator_added)
def note_added(user: Any, authenticator: Any, **words: Any) -> None:
    """A second factor more."""
    note(user, "second factor added", authenticator.type)


@receiver(authenticator_removed)
def note_removed(user: Any, authenticator: Any, request: HttpRequest, **words: Any) -> None:
    """A second factor less, perhaps because somebody else has it: whoever else is signed in has to come in anew."""
    note(user, "second factor removed", authenticator.type)
    end_sessions(user.pk, but=request.session.session_key)


@receiver(workflow_approved)
def note_second_editor(instance: Any, user: Any, **words: Any) -> None:
    """Breaking news that somebody else approved at the desk needs no second approval on its own page."""
    if user is not None and isinstance(instance.content_object, Page):
        unapproved = Breaking.objects.filter(page_id=instance.content_object.pk, approved_by=None)
        unapproved.exclude(published_by=user).update(approved_by=user)


@receiver(page_unpublished)
def stop_what_was_asked(instance: Page, **words: Any) -> None:
    """Whatever way it is taken from readers, no approval that was asked for before brings it back."""
    stop_approval(instance)


def _is_account(entry: ModelLogEntry) -> bool:
    kind = entry.content_type
    return kind is not None and (kind.app_label, kind.model) == ("auth", "user")
