"""What happens whenever somebody signs in, and whenever Wagtail writes its own log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import ModelLogEntry

from tamizdat.newsroom.people.sessions import note_beginning

NOBODY = "account"


@receiver(user_logged_in)
def note_session(request: HttpRequest | None = None, **words: Any) -> None:
    """Its owner will want to know it from others."""
    if request is not None and hasattr(request, "session"):
        note_beginning(request)


@receiver(pre_save, sender=ModelLogEntry)
def name_nobody(instance: ModelLogEntry, **words: Any) -> None:
    """Wagtail writes down how the account is called that an administrator made or changed."""
    kind = instance.content_type
    if kind is not None and (kind.app_label, kind.model) == ("auth", "user"):
        instance.label = NOBODY
