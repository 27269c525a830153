"""What the newsroom keeps of embargoes, and of the clock that lifts them. Nothing here is ever a fact."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class Embargo(models.Model):
    """An article that readers may not know of. A state, not a date: only who ends it lets the article out."""

    HELD, LIFTED, CANCELLED = "held", "lifted", "cancelled"

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="embargoes")
    state = models.CharField(max_length=9, default=HELD, choices=[(one, one) for one in (HELD, LIFTED, CANCELLED)])
    lifts_at = models.DateTimeField(null=True, blank=True)
    """When the press ends it; empty: only a person does."""
    reason = models.TextField(blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article"], condition=Q(state="held"), name="one_embargo_holds_an_article"),
        ]
        indexes = [models.Index(fields=["lifts_at"], condition=Q(state="held"), name="embargoes_that_hold")]


class TrustedClock(models.Model):
    """The one row that says which time was last believed, and what the machine had counted since it was switched on."""

    wall = models.DateTimeField()
    """A time that was believed …"""
    boot = models.FloatField()
    """… when the machine had run for so many seconds …"""
    boot_id = models.CharField(max_length=64)
    """… since this start of it."""
    last = models.DateTimeField()
    """The latest time that was believed."""


def is_under_embargo() -> Q:
    """Articles that an embargo holds, whatever the clock says."""
    return Q(Exists(Embargo.objects.filter(article=OuterRef("pk"), state=Embargo.HELD)))
