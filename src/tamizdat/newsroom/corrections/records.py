"""What is kept of corrections and of changes. No record says who did it: that is the audit log's, under its key."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CorrectionLine(models.Model):
    """A line of its language's public chain: only its words may go. Format: docs/formats/corrections-v1.md."""

    number = models.BigIntegerField()
    language = models.CharField(max_length=100)
    day = models.CharField(max_length=10)
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    opening = models.JSONField(null=True)
    """Article, time, words and salt; null once forgotten. Readers get it while the article is public."""
    article = models.CharField(max_length=13, blank=True, db_index=True)
    """Public id of the article; empty once the words are forgotten."""

    class Meta:
        app_label = "newsroom"
        ordering = ("language", "number")
        constraints = [models.UniqueConstraint(fields=["language", "number"], name="one_correction_per_number")]


class Change(models.Model):
    """What was done to the words of an article after readers had seen them."""

    KINDS = [
        ("correct", _("Corrected")),
        ("update", _("Updated")),
        ("spelling", _("Only spelling")),
        ("unsaid", _("Nothing was said")),
        ("withdraw", _("Withdrawn")),
    ]
    REASONS = [
        ("legal", _("A court or a law demands it")),
        ("safety", _("It endangers somebody")),
        ("error", _("It is wrong as a whole")),
        ("consent", _("Somebody took back their consent")),
    ]

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    reason = models.CharField(max_length=10, choices=REASONS, blank=True)
    """Why it was withdrawn: for the desk alone; readers are told that it was, and no more."""

    class Meta:
        app_label = "newsroom"
        ordering = ("-at", "-pk")


class Reworded(models.Model):
    """A person was hidden: what was printed of this so far must be forgotten. Written with the new words."""

    public_id = models.CharField(max_length=13, db_index=True)
    """Of an article, a byline or a topic; it says nothing of what was in it. Empty: of anything."""

    class Meta:
        app_label = "newsroom"
