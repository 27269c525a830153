"""The newsroom's records. Other rooms get values through its doors, never these models."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Orderable, Page, TranslatableMixin

from tamizdat.newsroom import desk_panels
from tamizdat.newsroom.blocks import BodyBlock
from tamizdat.newsroom.desk_pages import DeskPage
from tamizdat.newsroom.public_ids import random_public_id


class Fact(models.Model):
    """One thing that is public, as the press reads it. Format: docs/formats/facts-v1.md."""

    name = models.CharField(max_length=120, unique=True)
    value = models.TextField(null=True)
    """Canonical JSON; null once withdrawn, so that the press sees the change."""
    digest = models.CharField(max_length=64, blank=True)
    change = models.BigIntegerField(db_index=True)
    """Grows with every write; the press asks for all facts after the last change it saw."""


class Counter(models.Model):
    """The highest number ever given: article sequence, place in a list, change of facts."""

    name = models.CharField(max_length=160, unique=True)
    value = models.BigIntegerField(default=0)


class Picture(AbstractImage):
    """A picture as uploaded. The original never leaves the newsroom; readers get re-encoded renditions."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    credit = models.CharField(max_length=255, help_text="Who made it, and where it comes from.")
    licence = models.CharField(max_length=255, blank=True)
    renditions_public = models.JSONField(default=list, editable=False)
    """The ``renditions`` of the picture's fact, made once."""
    source_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    admin_form_fields = ("title", "file", "description", "credit", "licence", "tags", "collection")


class PictureRendition(AbstractRendition):
    """A thumbnail for the newsroom's own pages; never part of an edition."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Named(TranslatableMixin, models.Model):
    """What topics and bylines have in common."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    class Meta(TranslatableMixin.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="one_%(class)s_per_slug_and_language"),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(Named):
    """What an article is about."""


class Byline(Named):
    """A name that stands above articles. It has no link to any account, so nothing public can join the two."""

    is_pseudonym = models.BooleanField(default=False)


class FrontPage(DeskPage, Page):
    """The paper in one language: its front, and the words that stand on all its pages."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    tagline = models.CharField(max_length=255, blank=True)
    notice_title = models.CharField(max_length=120, blank=True)
    notice_text = RichTextField(blank=True, features=["bold", "italic", "link"])
    notice_link = models.CharField(max_length=60, blank=True)
    letter_title = models.CharField(max_length=120, blank=True)
    letter_text = RichTextField(blank=True, features=["bold", "italic", "link"])
    letter_signed = models.CharField(max_length=120, blank=True)
    support_title = models.CharField(max_length=120, blank=True)
    support_text = RichTextField(blank=True, features=["h3", "bold", "italic", "link", "ol", "ul"])
    ways_title = models.CharField(max_length=120, blank=True)
    ways_text = RichTextField(blank=True, features=["h3", "bold", "italic", "link", "ol", "ul"])
    lead = models.ForeignKey("ArticlePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    edit_handler = desk_panels.front_form
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.SectionPage", "newsroom.ArticlePage"]


class SectionPage(DeskPage, Page):
    """A part of the paper, such as Harbour or Culture."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    description = models.TextField(blank=True)

    edit_handler = desk_panels.section_form
    parent_page_types = ["newsroom.FrontPage"]
    subpage_types = ["newsroom.ArticlePage"]


class ArticlePage(DeskPage, Page):
    """One article in one language. ``title`` is its headline; translations share ``group``."""

    KINDS = [
        ("news", "News"),
        ("brief", "Brief"),
        ("feature", "Feature"),
        ("opinion", "Opinion"),
        ("interview", "Interview"),
        ("analysis", "Analysis"),
        ("gallery", "Gallery"),
        ("page", "Standing page"),
    ]

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    group = models.CharField(max_length=13, default=random_public_id, editable=False, db_index=True)
    kind = models.CharField(max_length=12, choices=KINDS, default="news")
    standfirst = models.TextField(blank=True)
    dateline = models.CharField(max_length=120, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    picture_alt = models.TextField(blank=True)
    picture_caption = RichTextField(blank=True, features=["bold", "italic", "link"])
    licence = models.CharField(max_length=255, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    """When readers are told it was published; empty for an undated article of an archive."""
    updated_at = models.DateTimeField(null=True, blank=True)
    undated = models.BooleanField(default=False, editable=False)
    sequence = models.BigIntegerField(null=True, unique=True, editable=False)
    path_public = models.CharField(max_length=600, null=True, unique=True, editable=False)
    places = models.JSONField(default=dict, editable=False)
    legacy = models.JSONField(default=list, editable=False)
    source_identity = models.CharField(max_length=64, null=True, unique=True, editable=False)
    """SHA-256 of the kind of source and the identity there."""
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    """Digest of the incoming article as last accepted: equal means nothing to do."""

    edit_handler = desk_panels.article_form
    parent_page_types = ["newsroom.SectionPage", "newsroom.FrontPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = [
        "public_id", "sequence", "path_public", "places", "legacy", "source_identity", "source_digest",
    ]  # fmt: skip


class Pick(Orderable):
    """An article that editors put on the front."""

    page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="picks")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")


class ArticleTopic(Orderable):
    """A topic of an article, in the order that editors chose."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="article_topics")


class ArticleByline(Orderable):
    """A name above an article, in order."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_bylines")
    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="article_bylines")


class RelatedArticle(Orderable):
    """An article that editors picked for "Read more"."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")


class Correction(Orderable):
    """What was wrong, said in public, above the text."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    text = RichTextField(features=["bold", "italic", "link"])
