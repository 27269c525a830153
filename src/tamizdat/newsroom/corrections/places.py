"""Where a name stands: in articles and their versions, in corrections, in the words around them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.documents.models import Document
from wagtail.embeds.models import Embed
from wagtail.models import (
    APIToken,
    Collection,
    Comment,
    CommentReply,
    ModelLogEntry,
    PageLogEntry,
    Revision,
    Site,
    Task,
    TaskState,
    Workflow,
)

from tamizdat.newsroom.corrections.records import CorrectionLine
from tamizdat.newsroom.corrections.swap import Swap, find_in_article
from tamizdat.newsroom.models import (
    ArticlePage,
    Byline,
    Correction,
    Embargo,
    FrontPage,
    LiveCoverage,
    LiveEntry,
    Pick,
    Picture,
    Recording,
    SectionPage,
    Series,
    Topic,
    TranslationState,
    WatchWord,
)

FOUND_BY = ("seo_title", "search_description")
"""Wagtail's words about a page for search engines: this desk shows them nowhere, and keeps them."""
DESK_TEXTS = ("draft_title", *FOUND_BY)
"""What an article has besides the words that it prints."""
SLUGS = ("slug", "slug_public", "path_public", "url_path")
RECORDS: list[tuple[type[Model], tuple[str, ...]]] = [
    (FrontPage, (
        "title", "draft_title", "tagline", "notice_title", "notice_text", "notice_link", "letter_title", "letter_text",
        "letter_signed", "support_title", "support_text", "ways_title", "ways_text",
        "about_policy", "ethics_policy", "corrections_policy", "verification_policy", "sources_policy",
        "ownership_policy", "feedback_policy", "masthead_policy", "contact_text", "contact_onion", "contact_signal",
        "contact_mail", "contact_pgp", "contact_post", *FOUND_BY,
    )),
    (Pick, ("slot",)),
    (SectionPage, ("title", "draft_title", "description", *FOUND_BY)),
    (Topic, ("name", "description")),
    (Byline, ("name", "description", "biography")),
    (Picture, ("title", "description", "credit", "licence")),
    (Series, ("name", "description")),
    (Recording, ("title", "credit")),
    (LiveCoverage, ("points",)),
    (LiveEntry, ("title", "text", "html", "picture_alt")),
    (Correction, ("text",)),
]  # fmt: skip
"""What is printed besides articles, and the fields that hold words. A room above adds its own when Django starts."""
INSIDE: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Comment, ("text",)),
    (CommentReply, ("text",)),
    (PageLogEntry, ("label", "data")),
    (ModelLogEntry, ("label", "data")),
    (TranslationState, ("words",)),
    (Embargo, ("reason",)),
    (WatchWord, ("advice",)),
    (TaskState, ("comment",)),
    (Task, ("name",)),
    (Workflow, ("name",)),
    (Collection, ("name",)),
    (Site, ("site_name",)),
    (APIToken, ("name",)),
    (Embed, ("url", "title", "author_name", "html")),
    (Document, ("title",)),
)
"""What only the desk sees."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what it is, which one, and the words around the name."""

    what: str
    which: str
    words: str


def find_places(swap: Swap, byline: Byline | None) -> Iterator[Place]:
    """Every place in which readers, or the desk, can find the name."""
    yield from _articles(swap, byline)
    for line in CorrectionLine.objects.filter(opening__isnull=False):
        for words in swap.find(line.opening["html"]):
            yield Place(_("A correction"), f"{line.language} {line.number}", words)
    for model, fields in (*RECORDS, *INSIDE):
        for one in model._default_manager.iterator():
            yield from _record(one, fields, swap)
    for tag in Tag.objects.iterator():
        if changed_tag(tag, swap):
            yield Place(_("The keyword of a picture"), str(tag.pk), tag.name)
    versions = sum(opened(revision) != without(revision, swap) for revision in Revision.objects.iterator())
    if versions:
        yield Place(_("Versions and drafts"), str(versions), "")


def _record(one: Any, fields: tuple[str, ...], swap: Swap) -> Iterator[Place]:
    what = str(one._meta.verbose_name)
    for words in swap.find([getattr(one, name) for name in fields]):
        yield Place(what, str(one.pk), words)
    slug = getattr(one, "slug", "")
    if slug and swap.address(slug) != slug:
        yield Place(_("The address of: %(what)s") % {"what": what}, str(one.pk), slug)


def _articles(swap: Swap, byline: Byline | None) -> Iterator[Place]:
    signed = set(byline.article_bylines.values_list("page_id", flat=True)) if byline else set()
    for page in ArticlePage.objects.iterator(chunk_size=200):
        yield from _article(page, swap)
        if byline and page.pk in signed:
            yield Place(_("The byline of an article"), page.title, byline.name)


def _article(page: ArticlePage, swap: Swap) -> Iterator[Place]:
    for words in find_in_article(page, swap):
        yield Place(str(ArticlePage._meta.verbose_name), page.title, words)
    desk = [getattr(page, name) for name in DESK_TEXTS if getattr(page, name) != page.title]
    for words in swap.find(desk):
        yield Place(_("What only the desk sees of an article"), page.title, words)
    if any(swap.address(one) != one for one in (page.slug, page.slug_public)):
        yield Place(_("The address of an article"), page.title, page.path_public or page.slug_public or page.slug)
    for old in page.legacy:
        if swap.address(old) != old:
            yield Place(_("An old address of an article: it will lead nowhere"), page.title, old)


def opened(revision: Revision) -> dict[str, Any]:
    """A version's content, with its body as blocks and not as text in text."""
    content = dict(revision.content)
    if isinstance(content.get("body"), str):
        content["body"] = json.loads(content["body"] or "[]")
    return content


def without(revision: Revision, swap: Swap) -> dict[str, Any]:
    """The content of a version with the other name."""
    content: dict[str, Any] = swap.value({key: one for key, one in opened(revision).items() if key not in SLUGS})
    before = opened(revision)
    for name in SLUGS:
        if name in before:
            content[name] = swap.address(before[name]) if isinstance(before[name], str) else before[name]
    if isinstance(before.get("legacy"), list):
        content["legacy"] = [one for one in before["legacy"] if swap.address(one) == one]
    return content


def changed_tag(tag: Tag, swap: Swap) -> bool:
    """Does this keyword hold the name?"""
    return bool(swap.text(tag.name) != tag.name or swap.address(tag.slug) != tag.slug)
