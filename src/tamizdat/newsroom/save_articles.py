"""Prepared articles become pages of the newsroom, with their topics, bylines, corrections and related articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from wagtail.models import Page

from tamizdat.newsroom.accept_pictures import digest_of
from tamizdat.newsroom.body import Block, ToNewsroom, blocks_to_body
from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.compose_articles import short_title
from tamizdat.newsroom.find_names import find_named, find_sections
from tamizdat.newsroom.models import (
    ArticleByline,
    ArticlePage,
    ArticleTopic,
    Byline,
    Correction,
    RelatedArticle,
    Topic,
)
from tamizdat.newsroom.prepare_article import Prepared
from tamizdat.newsroom.related import LINK, find_articles, linked_articles, listed_articles
from tamizdat.newsroom.tree import add_children, index_again, note_references

CHUNK = 300
GROUPS = UUID("74616d69-7a64-4174-8072-6f7570730000")
LINKED_PAGE = 'linktype="page"'


class Writer:
    """Saves a batch: everything that several articles need is looked up once."""

    def __init__(self, articles: Sequence[Prepared], pictures: Mapping[str, int], now: datetime) -> None:
        self.pictures, self.now = pictures, now
        self.parents = find_sections((one.language, one.section) for one in articles)
        self.topics = find_named(Topic, ((one.language, name) for one in articles for name in one.topics))
        self.bylines = find_named(Byline, ((one.language, name) for one in articles for name in one.bylines))
        self.linked = {one.public_id: linked_articles(one.blocks) for one in articles}
        named = (public_id for one in articles for public_id in self._named(one))
        self.related = find_articles(named)

    def _named(self, article: Prepared) -> list[str]:
        return [*article.related, *listed_articles(article.blocks), *self.linked[article.public_id]]

    def _awaits(self, article: Prepared) -> list[str]:
        """Articles that it names and that are not here yet."""
        listed = [one for one in listed_articles(article.blocks) if one not in self.related]
        missing = any(one not in self.related for one in article.related)
        links = [f"{LINK}{one}" for one in self.linked[article.public_id] if one not in self.related]
        return [*(article.related if missing else ()), *listed, *links]

    def parent(self, article: Prepared) -> Page:
        """The page it belongs under."""
        return self.parents[article.language, article.section]

    def fields(self, article: Prepared) -> dict[str, Any]:
        """What the article's own row holds."""
        incoming = article.incoming
        keys = self._keys(article)
        lead = article.lead
        return {
            "title": short_title(article.headline),
            "headline_full": article.headline if short_title(article.headline) != article.headline else "",
            "slug_public": article.slug,
            "group": article.group,
            "kind": article.kind,
            "standfirst": clean_text(incoming.standfirst),
            "dateline": clean_text(incoming.dateline)[:255],
            "body": self._body(article, keys),
            "picture_id": keys.get(lead.picture) if lead else None,
            "picture_alt": lead.alt if lead else "",
            "picture_caption": lead.caption if lead else "",
            "picture_sensitive": lead.sensitive[:200] if lead else "",
            "licence": clean_text(incoming.licence),
            "published_at": article.published,
            "updated_at": article.updated,
            "undated": article.published is None,
            "legacy": list(article.legacy),
            "source_identity": article.source_identity,
            "source_name": clean_text(incoming.identity)[:500],
            "source_digest": article.source_digest,
            "awaits": self._awaits(article),
            "live": not article.is_draft,
            "has_unpublished_changes": article.is_draft,
            "first_published_at": None if article.is_draft else article.published or self.now,
            "last_published_at": None if article.is_draft else article.updated or article.published or self.now,
            "latest_revision_created_at": article.updated or article.published or self.now,
        }

    def _keys(self, article: Prepared) -> dict[str, int]:
        """Keys of the archive → primary keys of pictures that came."""
        came = ((one.key, digest_of(one.content)) for one in article.incoming.pictures if one.content is not None)
        return {key: self.pictures[digest] for key, digest in came if digest in self.pictures}

    def _body(self, article: Prepared, keys: Mapping[str, int]) -> list[dict[str, Any]]:
        to = ToNewsroom(picture=keys.get, article=self.related.get)
        return blocks_to_body(_with_missing(article, keys), to)

    def join_batch(self, saved: Sequence[tuple[int, Prepared]]) -> None:
        """Articles of one batch may name each other: write again those that do, now that all have their keys."""
        new = {one.public_id: key for key, one in saved}
        self.related.update(new)
        for key, one in saved:
            if any(name in new for name in self._named(one)):
                body = self._body(one, self._keys(one))
                ArticlePage.objects.filter(pk=key).update(body=body, awaits=self._awaits(one))

    def write_beside(self, pages: Iterable[tuple[int, Prepared]]) -> None:
        """Rows of other tables, in order."""
        topics, bylines, corrections, related = [], [], [], []
        for key, one in pages:
            for n, name in enumerate(one.topics):
                topics.append(ArticleTopic(page_id=key, topic_id=self.topics[one.language, name], sort_order=n))
            for n, name in enumerate(one.bylines):
                bylines.append(ArticleByline(page_id=key, byline_id=self.bylines[one.language, name], sort_order=n))
            for n, (at, html) in enumerate(one.corrections):
                corrections.append(Correction(page_id=key, at=at, text=html, sort_order=n))
            ids = [self.related[public_id] for public_id in one.related if public_id in self.related]
            related.extend(RelatedArticle(page_id=key, article_id=one, sort_order=n) for n, one in enumerate(ids))
        ArticleTopic.objects.bulk_create(topics, batch_size=CHUNK)
        ArticleByline.objects.bulk_create(bylines, batch_size=CHUNK)
        Correction.objects.bulk_create(corrections, batch_size=CHUNK)
        RelatedArticle.objects.bulk_create(related, batch_size=CHUNK)


def save_new(articles: Sequence[Prepared], pictures: Mapping[str, int], now: datetime) -> None:
    """Make pages, many at once."""
    writer = Writer(articles, pictures, now)
    below: dict[int, list[tuple[ArticlePage, Prepared]]] = {}
    parents = {parent.pk: parent for parent in writer.parents.values()}
    keys = translation_keys([(one.group, writer.parent(one).locale_id) for one in articles])
    for one, key in zip(articles, keys, strict=True):
        parent = writer.parent(one)
        page = ArticlePage(public_id=one.public_id, locale_id=parent.locale_id, slug=one.slug, **writer.fields(one))
        page.translation_key = key
        below.setdefault(parent.pk, []).append((page, one))
    for key, pages in below.items():
        free_page_slugs([page for page, _ in pages], parents[key])
        add_children(ArticlePage, [page for page, _ in pages], parents[key])
    saved = [(page.pk, one) for pages in below.values() for page, one in pages]
    writer.join_batch(saved)
    writer.write_beside(saved)
    show_to_editors([page for pages in below.values() for page, _ in pages])


def translation_keys(groups: Sequence[tuple[str, int]]) -> list[UUID]:
    """Wagtail's key of each (group, locale): shared by translations, but once in a language."""
    wanted = [uuid5(GROUPS, group) for group, _ in groups]
    rows = Page.objects.filter(translation_key__in=set(wanted)).values_list("translation_key", "locale_id")
    taken = set(rows)
    keys: list[UUID] = []
    for key, (_, locale) in zip(wanted, groups, strict=True):
        keys.append(uuid4() if (key, locale) in taken else key)
        taken.add((key, locale))
    return keys


def free_page_slugs(pages: Sequence[ArticlePage], parent: Page) -> None:
    """Wagtail wants each slug once below a parent; readers never see the added letters."""
    wanted = [page.slug for page in pages]
    taken = set(Page.objects.child_of(parent).filter(slug__in=wanted).values_list("slug", flat=True))
    for page in pages:
        if page.slug in taken:
            page.slug = f"{page.slug}-{page.public_id}"
        taken.add(page.slug)


def save_changed(changed: Sequence[tuple[int, Prepared]], pictures: Mapping[str, int], now: datetime) -> None:
    """Bring pages up to date with what the archive now says. Slug and address stay."""
    if not changed:
        return
    writer = Writer([one for _, one in changed], pictures, now)
    keys = [key for key, _ in changed]
    for model in (ArticleTopic, ArticleByline, Correction, RelatedArticle):
        model.objects.filter(page_id__in=keys).delete()
    for key, one in changed:
        fields = writer.fields(one)
        fields.pop("slug_public")
        ArticlePage.objects.filter(pk=key).update(draft_title=fields["title"], **fields)
        _move(key, writer.parent(one))
    writer.write_beside(changed)
    show_to_editors(list(ArticlePage.objects.filter(pk__in=keys)))
    index_again(ArticlePage, keys)


def show_to_editors(pages: Sequence[ArticlePage]) -> None:
    """Make known what saved articles use. ``publish_accepted`` makes them findable."""
    related = RelatedArticle.objects.filter(page_id__in=[page.pk for page in pages])
    with_related = set(related.values_list("page_id", flat=True))
    note_references(page for page in pages if page.picture_id or page.pk in with_related or _uses_others(page))


def _uses_others(page: ArticlePage) -> bool:
    return any(one["type"] in ("figure", "gallery", "related") or LINKED_PAGE in str(one) for one in page.body.raw_data)


def _move(key: int, parent: Page) -> None:
    """The archive may have put it in another section."""
    page = Page.objects.get(pk=key)
    if not page.is_child_of(parent):
        free_page_slugs([page.specific], parent)
        page.move(Page.objects.get(pk=parent.pk), pos="last-child")


def _with_missing(article: Prepared, keys: Mapping[str, int]) -> list[Block]:
    """Figures whose picture did not come keep their place and words, for the day when it comes."""
    blocks: list[Block] = []
    for block in article.blocks:
        if block["type"] == "figure" and block["picture"] not in keys:
            blocks.append(_missing(block))
        elif block["type"] == "gallery":
            here = [one for one in block["pictures"] if one["picture"] in keys]
            blocks.extend([{"type": "gallery", "pictures": here}] if here else [])
            blocks.extend(_missing(one) for one in block["pictures"] if one["picture"] not in keys)
        else:
            blocks.append(block)
    return blocks


def _missing(figure: Mapping[str, Any]) -> Block:
    return {
        "type": "missing_picture",
        "key": clean_text(figure["picture"]),
        "alt": figure["alt"],
        "caption": figure["caption"],
    }
