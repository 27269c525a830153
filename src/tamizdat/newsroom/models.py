"""The newsroom's records. Other rooms get values through its doors, never these models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, WagtailImageField, get_upload_to
from wagtail.models import Orderable, Page, TranslatableMixin

from tamizdat.newsroom.blocks import BodyBlock
from tamizdat.newsroom.covered import FILL, MOSAIC
from tamizdat.newsroom.desk import panels as desk_panels
from tamizdat.newsroom.desk.pages import DeskPage
from tamizdat.newsroom.gone_keys import without_gone
from tamizdat.newsroom.originals import check_file, original_name, originals_storage, renew_renditions
from tamizdat.newsroom.people import models as people_tables  # noqa: F401 - Django finds them here
from tamizdat.newsroom.public_ids import random_public_id
from tamizdat.newsroom.slugs import free_slug, make_slug
from tamizdat.newsroom.standing.policies import check_contact

record_saved = Signal()
"""Sent inside the transaction that saved a record, when all that belongs to it is saved too."""


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


class Use(models.Model):
    """A public article names a topic, byline or picture, or links to an article (public or not)."""

    article = models.CharField(max_length=13, db_index=True)
    name = models.CharField(max_length=120, db_index=True)
    """The name of the fact."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "name"], name="one_use_of_a_fact_per_article")]


class Picture(AbstractImage):
    """A picture as uploaded. The original never leaves the newsroom; readers get re-encoded renditions."""

    file = WagtailImageField(
        upload_to=get_upload_to, width_field="width", height_field="height", storage=originals_storage
    )
    description = models.TextField("alternative text", help_text="What the picture shows, for who cannot see it.")

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    credit = models.CharField(max_length=500, help_text="Who made it, and where it comes from.")
    licence = models.CharField(max_length=500, blank=True)
    protect = models.BooleanField(default=False)
    """Somebody in it must not be recognised: it becomes no fact before that is seen to."""
    covered = models.TextField(blank=True)
    """Parts that are painted over: ``left top width height`` in percent, one a line."""
    cover_how = models.CharField(max_length=8, choices=[(FILL, _("Grey")), (MOSAIC, _("Mosaic"))], default=FILL)
    looked = models.BooleanField(default=False)
    """An editor looked at the protected picture as readers will see it, and says that nobody can be recognised."""
    drawn_as = models.CharField(max_length=64, blank=True, editable=False)
    """Digest of what editors wished when the renditions were made."""
    renditions_public = models.JSONField(default=list, editable=False)
    """The ``renditions`` of the picture's fact, made once."""
    content_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    """SHA-256 of the file that the renditions were made from."""

    former_id: str | None = None
    """Its public id before it was drawn anew for somebody's safety, while that is being saved."""
    admin_form_fields = (
        "title", "file", "description", "credit", "licence", "protect", "covered", "cover_how", "looked", "tags",
        "collection", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name, verbose_name_plural = _("picture"), _("pictures")

    def get_upload_to(self, filename: str) -> str:
        """The uploader's name for it is forgotten."""
        return original_name(filename)

    @property
    def is_held(self) -> bool:
        """Whoever is in it is not yet safe: readers do not get it, whatever way it takes."""
        return self.protect and not self.looked

    def clean(self) -> None:
        """Say at once when a file cannot be shown to readers."""
        super().clean()
        check_file(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the renditions anew when the file changed."""
        changed = renew_renditions(self)
        self.looked = self.looked and not changed  # what was looked at is not what readers would get now
        if changed and self.pk and (self.protect or self.covered):
            # Another picture for readers: the earlier one is withdrawn, and all kept editions forget it.
            self.former_id, self.public_id = self.public_id, random_public_id()
        if changed and kwargs.get("update_fields") is not None:
            drawn = {"renditions_public", "content_digest", "drawn_as", "looked", "public_id"}
            kwargs["update_fields"] = {*kwargs["update_fields"], *drawn}
        # Drawing takes a second, so it is over before the database is locked.
        with transaction.atomic():
            super().save(*args, **kwargs)
            record_saved.send(Picture, instance=self)


class WatchWord(models.Model):
    """A word of the newsroom's own list: whoever is about to publish it is asked first. Never public."""

    word = models.CharField(max_length=120)
    advice = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)


class PictureRendition(AbstractRendition):
    """A thumbnail for the newsroom's own pages; never part of an edition."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Named(TranslatableMixin, models.Model):
    """What topics and bylines have in common."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=200, blank=True, help_text="The end of its address; empty takes the name.")
    description = models.TextField(blank=True)

    exclude_fields_in_copy: ClassVar[list[str]] = ["public_id", "slug"]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="one_%(class)s_per_slug_and_language"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A name without an address gets one."""
        if not self.slug:
            others = type(self).objects.filter(locale_id=self.locale_id).exclude(pk=self.pk)
            wanted = make_slug(self.name, self.public_id)
            taken = others.filter(slug__startswith=wanted).values_list("slug", flat=True)
            self.slug = free_slug(wanted, set(taken))
        super().save(*args, **kwargs)
        record_saved.send(type(self), instance=self)


class Topic(Named):
    """What an article is about."""

    class Meta(Named.Meta):
        verbose_name, verbose_name_plural = _("topic"), _("topics")


class Byline(Named):
    """A name that stands above articles. It has no link to any account, so nothing public can join the two."""

    is_pseudonym = models.BooleanField(default=False)
    is_guest = models.BooleanField(default=False)
    biography = RichTextField(blank=True, features=["bold", "italic", "link", "ol", "ul"])
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Named.Meta):
        verbose_name, verbose_name_plural = _("byline"), _("bylines")


class Series(Named, ClusterableModel):
    """Articles that belong together, in the order in which they are to be read."""

    class Meta(Named.Meta):
        verbose_name, verbose_name_plural = _("series"), _("series")


class PublicPage(DeskPage, Page):
    """What front, section and article have in common: a public id, and facts that follow what is saved."""

    kept: ClassVar[tuple[str, ...]] = ("public_id",)
    """What a page is given once: an older draft of the page cannot bring back other values."""

    public_id = models.CharField(max_length=13, unique=True, default=random_public_id, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(cls, data: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """A draft is read whatever was deleted since: without that."""
        return super().from_serializable_data(without_gone(cls, data), *args, **kwargs)

    def with_content_json(self, content: Mapping[str, Any]) -> Any:
        """A draft of this page, with what was given to it since."""
        page = super().with_content_json(content)
        for name in self.kept:
            setattr(page, name, getattr(self, name))
        return page

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, and let the facts follow in the same transaction."""
        if self._state.adding and self.alias_of_id:
            self.public_id = random_public_id()
        result = super().save(*args, **kwargs)
        record_saved.send(type(self), instance=self, update_fields=kwargs.get("update_fields"))
        return result


class FrontPage(PublicPage):
    """The paper in one language: its front, and the words that stand on all its pages."""

    tagline = models.CharField(max_length=255, blank=True)
    notice_title = models.CharField(max_length=120, blank=True)
    notice_text = RichTextField(blank=True, features=["bold", "italic", "link"])
    notice_link = models.CharField(max_length=255, blank=True)
    letter_title = models.CharField(max_length=120, blank=True)
    letter_text = RichTextField(blank=True, features=["bold", "italic", "link"])
    letter_signed = models.CharField(max_length=120, blank=True)
    support_title = models.CharField(max_length=120, blank=True)
    support_text = RichTextField(blank=True, features=["h3", "bold", "italic", "link", "ol", "ul"])
    ways_title = models.CharField(max_length=120, blank=True)
    ways_text = RichTextField(blank=True, features=["h3", "bold", "italic", "link", "ol", "ul"])
    about_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    ethics_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    corrections_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    verification_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    sources_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    ownership_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    feedback_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    masthead_policy = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    contact_text = RichTextField(blank=True, features=desk_panels.PLAIN_TEXT)
    contact_onion = models.CharField(max_length=255, blank=True)
    contact_signal = models.CharField(max_length=255, blank=True)
    contact_mail = models.CharField(max_length=255, blank=True)
    contact_pgp = models.TextField(blank=True)
    contact_post = models.TextField(blank=True)
    lead = models.ForeignKey("ArticlePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead_until = models.DateTimeField(null=True, blank=True)
    """From then on the newest article leads."""

    class Meta:
        verbose_name, verbose_name_plural = _("front"), _("fronts")

    edit_handler = desk_panels.front_form
    printed_at = "/{language}/index.html"
    exclude_fields_in_copy = ["public_id"]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.SectionPage", "newsroom.ArticlePage"]

    def clean(self) -> None:
        """Say at once what would endanger whoever writes to us."""
        super().clean()
        check_contact(self)


class SectionPage(PublicPage):
    """A part of the paper, such as Harbour or Culture."""

    description = models.TextField(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("section"), _("sections")

    edit_handler = desk_panels.section_form
    printed_at = "/{language}/section/{slug}/index.html"
    exclude_fields_in_copy = ["public_id"]
    parent_page_types = ["newsroom.FrontPage"]
    subpage_types = ["newsroom.ArticlePage"]


class ArticlePage(PublicPage):
    """One article in one language. ``title`` is its headline; translations share ``group``."""

    KINDS = [
        ("news", _("News")),
        ("brief", _("Brief")),
        ("feature", _("Feature")),
        ("opinion", _("Opinion")),
        ("interview", _("Interview")),
        ("analysis", _("Analysis")),
        ("gallery", _("Gallery")),
        ("live", _("Live")),
        ("audio", _("Episode")),
        ("video", _("Video")),
        ("page", _("Standing page")),
    ]

    group = models.CharField(max_length=13, default=random_public_id, editable=False, db_index=True)
    kind = models.CharField(max_length=12, choices=KINDS, default="news")
    standfirst = models.TextField(blank=True)
    dateline = models.CharField(max_length=255, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    picture_alt = models.TextField(blank=True)
    picture_caption = RichTextField(blank=True, features=["bold", "italic", "link"])
    recording = models.ForeignKey(
        "newsroom.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    chapters = models.TextField(blank=True)
    """One a line: ``12:30 Words``."""
    transcript = models.TextField(blank=True)
    picture_sensitive = models.CharField(max_length=200, blank=True)
    """Why the lead picture is covered until a reader asks for it; empty: it is not."""
    typography = models.BooleanField(default=True)
    """Quotation marks, dashes and spaces are set as the language has them when an editor saves."""
    licence = models.TextField(blank=True)
    no_appeals = models.BooleanField(default=False)
    """Readers of this article are asked for nothing."""
    change_kind = models.CharField(
        max_length=10,
        blank=True,
        choices=[("spelling", _("Only spelling")), ("update", _("New developments")), ("correct", _("Corrected"))],
    )
    """What the editor says of a change to words that readers know; empty again once it was published."""
    published_at = models.DateTimeField(null=True, blank=True)
    """When readers are told it was published; empty for an undated article of an archive."""
    updated_at = models.DateTimeField(null=True, blank=True)
    undated = models.BooleanField(default=False, editable=False)
    is_template = models.BooleanField(default=False, editable=False)
    """A form for articles that recur: it is copied, and never public itself."""
    sequence = models.BigIntegerField(null=True, unique=True, editable=False)
    slug_public = models.CharField(max_length=200, blank=True, editable=False)
    """The readable part of its public address: Wagtail's slug may carry a number that nobody outside needs to see."""
    path_public = models.CharField(max_length=600, null=True, unique=True, editable=False)
    headline_full = models.TextField(blank=True, editable=False)
    """A headline from an archive that is longer than Wagtail's title; it counts while the title is its beginning."""
    awaits = models.JSONField(default=list, editable=False)
    """Public ids of related articles that an archive named before it brought them."""
    places = models.JSONField(default=dict, editable=False)
    legacy = models.JSONField(default=list, editable=False)
    source_identity = models.CharField(max_length=64, null=True, unique=True, editable=False)
    """SHA-256 of the kind of source and the identity there."""
    source_name = models.CharField(max_length=500, blank=True, db_index=True, editable=False)
    """The identity itself, cut."""
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    """Digest of the incoming article as last accepted: equal means nothing to do."""

    class Meta:
        verbose_name, verbose_name_plural = _("article"), _("articles")

    edit_handler = desk_panels.article_form
    parent_page_types = ["newsroom.SectionPage", "newsroom.FrontPage"]
    subpage_types: list[str] = []
    kept = (
        "public_id", "group", "sequence", "slug_public", "path_public", "headline_full", "awaits", "places", "legacy",
        "source_identity", "source_name", "source_digest", "undated", "is_template",
    )  # fmt: skip
    exclude_fields_in_copy = [*kept, "published_at", "updated_at", "go_live_at", "expire_at", "corrections"]
    """A copy was never public: readers know neither its dates nor what was wrong with it."""

    def with_content_json(self, content: Mapping[str, Any]) -> Any:
        """A draft of this article; the times that readers saw stay, unless the draft has later ones."""
        page = super().with_content_json(content)
        page.published_at = page.published_at or self.published_at
        if self.updated_at and (not page.updated_at or page.updated_at < self.updated_at):
            page.updated_at = self.updated_at
        return page

    @property
    def status_string(self) -> Any:
        """What lists at the desk say of it; an article that an embargo holds is never called live."""
        if self.is_template:
            return _("template")
        held = self.pk and Embargo.objects.filter(article_id=self.pk, state=Embargo.HELD).exists()
        return (_("embargo, ready") if self.live else _("embargo")) if held else super().status_string

    @transaction.atomic
    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """A copy begins as a draft when readers may not know the original, and is held as it is."""
        held = Embargo.objects.filter(article_id=self.pk, state=Embargo.HELD).first()
        kwargs["keep_live"] = kwargs.get("keep_live", True) and not (held or self.is_template)
        twin = super().copy(*args, **kwargs)
        if held:
            Embargo.objects.create(article=twin, lifts_at=held.lifts_at, reason=held.reason)
        return twin

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A translation joins the group of its original."""
        if self._state.adding:
            self._join_group()
        result = super().save(*args, **kwargs)
        if self.live and self.sequence is None:
            self._take_numbers()
        return result

    def _take_numbers(self) -> None:
        """Know what was given to it while it was saved: else the next save would lose that, and leave a gap."""
        given = ("sequence", "slug_public", "path_public", "places", "published_at")
        row = type(self).objects.filter(pk=self.pk).values(*given).first() or {}
        for name, value in row.items():
            setattr(self, name, value)

    def _join_group(self) -> None:
        original = ArticlePage.objects.filter(translation_key=self.translation_key).first()
        if original:
            self.group = original.group
        if self.alias_of_id:
            for name in set(self.kept) - {"group"}:
                setattr(self, name, self._meta.get_field(name).get_default())


class Pick(Orderable):
    """An article that editors put on the front."""

    page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="picks")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(SectionPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """It leads this section's part of the front."""
    slot = models.CharField(max_length=80, blank=True)
    """The name of a part of the front that editors made up."""
    until = models.DateTimeField(null=True, blank=True)


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
    at = models.DateTimeField(default=timezone.now)
    text = RichTextField(features=["bold", "italic", "link"])


from tamizdat.newsroom.corrections.records import (  # noqa: E402 - Django looks for records here
    Change,
    CorrectionLine,
    Reworded,
)
from tamizdat.newsroom.desk.approval import Approval, RoleInSection  # noqa: E402 - they name the models above
from tamizdat.newsroom.embargo_records import Embargo, TrustedClock  # noqa: E402
from tamizdat.newsroom.formats.models import (  # noqa: E402 - they point to the pages above
    LiveCoverage,
    LiveEntry,
    Recording,
    SeriesPart,
    TranslationState,
)
from tamizdat.newsroom.standing.records import Disclosure  # noqa: E402

__all__ = [
    "Approval", "ArticleByline", "ArticlePage", "ArticleTopic", "Byline", "Change", "Correction", "CorrectionLine",
    "Counter", "Disclosure", "Embargo", "Fact", "FrontPage", "LiveCoverage", "LiveEntry", "Named", "Pick", "Picture",
    "PictureRendition", "PublicPage", "Recording", "RelatedArticle", "Reworded", "RoleInSection", "SectionPage",
    "Series", "SeriesPart", "Topic", "TranslationState", "TrustedClock", "Use", "record_saved",
]  # fmt: skip
