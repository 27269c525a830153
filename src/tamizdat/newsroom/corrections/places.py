"""Where a name stands: in articles and their versions, in corrections, in the words around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry, Revision

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
from tamizdat.newsroom.slugs import make_slug

RECORDS: list[tuple[type[Model], tuple[str, ...]]] = [
    (FrontPage, (
        "title", "draft_title", "tagline", "notice_title", "notice_text", "notice_link", "letter_title", "letter_text",
        "letter_signed", "support_title", "support_text", "ways_title", "ways_text",
        "about_policy", "ethics_policy", "corrections_policy", "verification_policy", "sources_policy",
        "ownership_policy", "feedback_policy", "masthead_policy", "contact_text", "contact_onion", "contact_signal",
        "contact_mail", "contact_pgp", "contact_post",
    )),
    (Pick, ("slot",)),
    (SectionPage, ("title", "draft_title", "description")),
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
            for words in swap.find([getattr(one, name) for name in fields]):
                yield Place(str(model._meta.verbose_name), str(one.pk), words)
    versions = sum(any(swap.find(opened(revision))) for revision in Revision.objects.iterator())
    if versions:
        yield Place(_("Versions and drafts"), str(versions), "")


def _articles(swap: Swap, byline: Byline | None) -> Iterator[Place]:
    what = str(ArticlePage._meta.verbose_name)
    signed = set(byline.article_bylines.values_list("page_id", flat=True)) if byline else set()
    for page in ArticlePage.objects.iterator(chunk_size=200):
        for words in find_in_article(page, swap):
            yield Place(what, page.title, words)
        if byline and page.pk in signed:
            yield Place(_("The byline of an article"), page.title, byline.name)
        if slug_without(page.slug_public, swap) != page.slug_public:
            yield Place(_("The address of an article"), page.title, page.path_public or page.slug_public)


def opened(revision: Revision) -> dict[str, Any]:
    """A version's content, with its body as blocks and not as text in text."""
    content = dict(revision.content)
    if isinstance(content.get("body"), str):
        content["body"] = json.loads(content["body"] or "[]")
    return content


def slug_without(slug: str, swap: Swap) -> str:
    """The same slug, or address, with the other name where it holds one."""
    for old, new in swap.words:
        wanted = make_slug(old, "")
        if wanted:
            slug = re.sub(rf"(?<!\w){re.escape(wanted)}(?!\w)", make_slug(new, "x"), slug)
    return slug
