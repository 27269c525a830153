"""The newsroom's records of live coverage, recordings, series and translations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from tamizdat.newsroom.originals import original_name, originals_storage
from tamizdat.newsroom.public_ids import random_public_id


def recording_name(instance: Any, filename: str) -> str:
    """The uploader's name for it is forgotten."""
    return f"recordings/{original_name(filename)}"


class Recording(models.Model):
    """A sound or film as uploaded. The original never leaves the newsroom; readers get it without metadata."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    title = models.CharField(max_length=255)
    credit = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to=recording_name, storage=originals_storage)
    public = models.JSONField(default=dict, editable=False)
    """``digest bytes media_type extension seconds`` of what readers get."""
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    """SHA-256 of the file that ``public`` was made from."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("recording"), _("recordings")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Say at once when a file cannot go to readers."""
        from tamizdat.newsroom.formats.recordings import check_file

        super().clean()
        check_file(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make what readers get anew when the file changed."""
        from tamizdat.newsroom.formats.recordings import renew
        from tamizdat.newsroom.models import record_saved

        renew(self)
        with transaction.atomic():
            super().save(*args, **kwargs)
            record_saved.send(Recording, instance=self)


class LiveCoverage(models.Model):
    """What stands above the entries of live coverage."""

    page = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="live_coverage")
    points = models.TextField(blank=True)
    """Key points, one a line."""
    ended_at = models.DateTimeField(null=True, blank=True)


class LiveEntry(models.Model):
    """One entry of live coverage. No draft of the page brings back an older one: it stands in a table of its own."""

    page = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="live_entries")
    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    part = models.PositiveIntegerField()
    """The further page on which it stands for good, counting from the oldest."""
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    """As typed: paragraphs, ``**bold**``, ``[words](address)``."""
    html = models.TextField(blank=True, editable=False)
    """What readers get of it, made when it is saved."""
    picture = models.ForeignKey("newsroom.Picture", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    picture_alt = models.CharField(max_length=500, blank=True)
    """What it shows; empty takes the picture's own words."""
    pinned = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Typed text becomes html."""
        from tamizdat.newsroom.formats.typed import typed_html

        self.html = typed_html(self.text)
        super().save(*args, **kwargs)


class SeriesPart(Orderable):
    """An article in its series, in the order in which it is to be read."""

    series = ParentalKey("newsroom.Series", on_delete=models.CASCADE, related_name="parts")
    article = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="series_part")


class TranslationState(models.Model):
    """What a translation was made from. No translation is ever changed by it."""

    page = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="translation_state")
    original = models.ForeignKey(
        "newsroom.ArticlePage", null=True, on_delete=models.SET_NULL, related_name="translations_made"
    )
    words = models.JSONField(default=list)
    """The original's words when it was translated, or last brought over."""
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    outdated_since = models.DateTimeField(null=True, blank=True, db_index=True)
