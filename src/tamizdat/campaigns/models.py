"""What editors set up, and what is known of the two signed values. Other rooms get values through doors."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Locale, Orderable, PreviewableMixin

from tamizdat.newsroom.public_ids import random_public_id

appeal_saved = Signal()
"""Sent inside the transaction that saved an appeal with its words."""


class Appeal(PreviewableMixin, ClusterableModel):
    """The newsroom asks its readers: where, when, whom and how often; in each language with words of its own."""

    PLACES = [
        ("notice", _("A strip at the top, which a reader can close")),
        ("letter", _("A letter inside the article")),
        ("end", _("After the article")),
    ]
    PRIORITIES = [(10, _("First")), (20, _("Usual")), (30, _("Last"))]

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=8, choices=PLACES, default="letter")
    is_on = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=PRIORITIES, default=20)
    sections = models.JSONField(default=list, blank=True)
    """Public ids: a section that is deleted leaves its id here, so that a narrow appeal never becomes a wide one."""
    not_sections = models.JSONField(default=list, blank=True)
    meter = models.CharField(max_length=60, blank=True)
    """Empty, ``month`` (the published costs), or the id of a commitment."""
    most = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("appeal"), _("appeals")
        ordering = ["priority", "public_id"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with all words, and let the facts follow."""
        super().save(*args, **kwargs)
        appeal_saved.send(Appeal, instance=self)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """In every language that it has words in."""
        return [(one.locale.language_code, str(one.locale)) for one in self.words.all()] or [("", _("Preview"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The newest article, or the front, with this appeal."""
        from tamizdat.campaigns.preview import preview_appeal  # it needs the models

        return preview_appeal(self, mode_name)


class AppealWords(Orderable):
    """An appeal in one language."""

    appeal = ParentalKey(Appeal, on_delete=models.CASCADE, related_name="words")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("Language"))
    title = models.CharField(max_length=120, blank=True)
    text = RichTextField(blank=True, features=["bold", "italic", "link"])
    link = models.CharField(max_length=255, blank=True)
    signed = models.CharField(max_length=120, blank=True)

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["appeal", "locale"], name="one_text_per_appeal_and_language")]


class KnownValue(models.Model):
    """When offer or statement was looked for last, and why the newest one was not taken."""

    name = models.CharField(max_length=12, unique=True)
    looked_at = models.DateTimeField()
    brought_at = models.DateTimeField(null=True)
    refused = models.TextField(blank=True)
