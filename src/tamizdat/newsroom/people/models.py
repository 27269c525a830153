"""What is kept about the newsroom's people: accounts are rows without a name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from tamizdat.shell.errors import RefusedError

ACCOUNT = settings.AUTH_USER_MODEL


class OpenSession(AbstractBaseSession):
    """Somebody who is signed in: since which hour, with what kind of browser. No address, no exact time."""

    account = models.ForeignKey(ACCOUNT, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    began = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)

    class Meta:
        app_label = "newsroom"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Django asks."""
        from tamizdat.newsroom.people.sessions import SessionStore

        return SessionStore


class AuditLine(models.Model):
    """A deed on record. Lines are added, never changed; each holds the digest of the one before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=20)
    """To the minute, UTC."""
    actor = models.CharField(max_length=200, blank=True)
    """Sealed: who did it; empty for the program itself."""
    deed = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    """Sealed: whom it was done to."""
    what = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "newsroom"
        ordering = ["number"]

    def save(self, *args: Any, **words: Any) -> None:
        """A line is written once."""
        if not self._state.adding:
            raise RefusedError("A line of the audit log cannot be changed. Note what happened since in a new line.")
        super().save(*args, **words)

    def delete(self, *args: Any, **words: Any) -> Any:
        """Never."""
        raise RefusedError("A line of the audit log cannot be taken away.")


class Invitation(models.Model):
    """A link that opens once: whoever joins sets a password and a second factor with it."""

    account = models.OneToOneField(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    class Meta:
        app_label = "newsroom"


class PreviewLink(models.Model):
    """One article shown to somebody without an account, until an hour or until it is taken back."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    shows_embargoed = models.BooleanField(default=False)

    class Meta:
        app_label = "newsroom"


class LockAsk(models.Model):
    """Somebody asks that an account be closed, or opened again; a second one has to say so within a quarter hour."""

    account = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    closes = models.BooleanField()
    asked_by = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        app_label = "newsroom"
        constraints = [models.UniqueConstraint(fields=["account", "closes"], name="one_ask_per_account")]


class Breaking(models.Model):
    """An article that went out at once: who is asked to approve it afterwards, and which mirrors have it."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    published_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    edition = models.PositiveIntegerField(null=True)
    """The first edition that was seen to have its words."""

    class Meta:
        app_label = "newsroom"
        permissions = [("publish_breaking", "May publish breaking news at once")]

    @classmethod
    def went_out_by(cls, page: models.Model, user: models.Model) -> bool:
        """Did this person publish it at once, and has nobody else read it yet?"""
        return cls.objects.filter(page_id=page.pk, published_by_id=user.pk, approved_by=None).exists()


class BylineRecord(models.Model):
    """Who stands behind a byline, sealed to named people's public keys: nobody here can open it."""

    byline = models.ForeignKey("newsroom.Byline", on_delete=models.CASCADE, related_name="+")
    sealed = models.JSONField()

    class Meta:
        app_label = "newsroom"
