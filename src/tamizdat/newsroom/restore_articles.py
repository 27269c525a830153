"""Articles rebuilt from their facts, with the numbers, places and addresses that readers know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wagtail.models import Page

from tamizdat.newsroom.body import ToNewsroom, blocks_to_body, newsroom_html
from tamizdat.newsroom.compose_articles import short_title
from tamizdat.newsroom.formats.restore import recording_fields, restore_live
from tamizdat.newsroom.models import (
    ArticleByline,
    ArticlePage,
    ArticleTopic,
    Byline,
    Correction,
    FrontPage,
    Picture,
    RelatedArticle,
    SectionPage,
    Topic,
)
from tamizdat.newsroom.papers import fronts_by_language
from tamizdat.newsroom.related import LINK, find_articles, linked_articles, listed_articles
from tamizdat.newsroom.save_articles import free_page_slugs, show_to_editors, translation_keys
from tamizdat.newsroom.tree import add_children

Value = Mapping[str, Any]


def restore_articles(values: Sequence[Value]) -> None:
    """A batch of articles. Links to later ones wait until ``join_awaited``."""
    desk = _Desk(values)
    below: dict[int, list[ArticlePage]] = {}
    parents = {parent.pk: parent for parent in map(desk.parent, values)}
    keys = translation_keys([(one["group"], desk.parent(one).locale_id) for one in values])
    pages = {one["id"]: desk.page(one) for one in values}
    for one, key in zip(values, keys, strict=True):
        pages[one["id"]].translation_key = key
        below.setdefault(desk.parent(one).pk, []).append(pages[one["id"]])
    for parent, children in below.items():
        free_page_slugs(children, parents[parent])
        add_children(ArticlePage, children, parents[parent])
    desk.write_beside([(pages[one["id"]].pk, one) for one in values])
    restore_live(values, {one["id"]: pages[one["id"]].pk for one in values})
    _describe_pictures(values)
    show_to_editors(list(pages.values()))


def join_articles(values: Sequence[Value]) -> None:
    """Write again what names other articles, now that they are all there."""
    desk = _Desk(values)
    keys = find_articles(one["id"] for one in values)
    for model in (Correction, RelatedArticle):
        model.objects.filter(page_id__in=keys.values()).delete()
    for one in values:
        page = desk.page(one)
        ArticlePage.objects.filter(pk=keys[one["id"]]).update(
            body=page.body, picture_caption=page.picture_caption, awaits=page.awaits
        )
    desk.write_texts([(keys[one["id"]], one) for one in values])
    show_to_editors(list(ArticlePage.objects.filter(pk__in=keys.values())))


class _Desk:
    """What a batch needs, looked up once."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.fronts: dict[str, FrontPage] = fronts_by_language()
        sections = SectionPage.objects.filter(public_id__in={one["section"] for one in values})
        self.sections: dict[str, SectionPage] = {one.public_id: one for one in sections}
        self.topics = _keys(Topic, (name for one in values for name in one["topics"]))
        self.bylines = _keys(Byline, (name for one in values for name in one["bylines"]))
        self.pictures = _keys(Picture, (name for one in values for name in _pictures(one)))
        self.linked = {one["id"]: linked_articles(one["body"]) for one in values}
        named = (
            name for one in values for name in (*one["related"], *listed_articles(one["body"]), *self.linked[one["id"]])
        )
        self.articles = find_articles(named)
        self.to = ToNewsroom(picture=self.pictures.get, article=self.articles.get)

    def parent(self, value: Value) -> Page:
        """Its section, or the front."""
        return self.sections.get(value["section"]) or self.fronts[value["language"]]

    def page(self, value: Value) -> ArticlePage:
        """The page, not yet placed."""
        lead = value["picture"] or {}
        published, updated = _moment(value["published"]), _moment(value["updated"])
        headline = value["headline"]
        return ArticlePage(
            public_id=value["id"],
            locale_id=self.parent(value).locale_id,
            title=short_title(headline),
            headline_full=headline if short_title(headline) != headline else "",
            slug=value["slug"],
            slug_public=value["slug"],
            path_public=value["path"],
            sequence=value["sequence"],
            places=value["places"],
            legacy=value["legacy"],
            group=value["group"],
            kind=value["kind"],
            standfirst=value["standfirst"],
            dateline=value["dateline"],
            licence=value["licence"],
            no_appeals=value.get("no_appeals", False),
            **recording_fields(value),
            body=blocks_to_body(value["body"], self.to),
            picture_id=self.pictures.get(lead.get("picture")),
            picture_alt=lead.get("alt", ""),
            picture_caption=newsroom_html(lead.get("caption", ""), self.to),
            published_at=published,
            updated_at=updated,
            undated=published is None,
            awaits=self._awaits(value),
            live=True,
            first_published_at=published,
            last_published_at=updated or published,
            latest_revision_created_at=updated or published,
        )

    def _awaits(self, value: Value) -> list[str]:
        related = [*value["related"], *listed_articles(value["body"])]
        links = [f"{LINK}{one}" for one in self.linked[value["id"]] if one not in self.articles]
        return [one for one in related if one not in self.articles] + links

    def write_beside(self, pages: Sequence[tuple[int, Value]]) -> None:
        """Rows of other tables, in order."""
        ArticleTopic.objects.bulk_create(
            ArticleTopic(page_id=key, topic_id=self.topics[one], sort_order=number)
            for key, value in pages
            for number, one in enumerate(value["topics"])
        )
        ArticleByline.objects.bulk_create(
            ArticleByline(page_id=key, byline_id=self.bylines[one], sort_order=number)
            for key, value in pages
            for number, one in enumerate(value["bylines"])
        )
        self.write_texts(pages)

    def write_texts(self, pages: Sequence[tuple[int, Value]]) -> None:
        """Corrections and related articles: they may name articles that are not there yet."""
        Correction.objects.bulk_create(
            Correction(page_id=key, at=_moment(one["at"]), text=newsroom_html(one["html"], self.to), sort_order=number)
            for key, value in pages
            for number, one in enumerate(value["corrections"])
            if "line" not in one  # the chain has those
        )
        RelatedArticle.objects.bulk_create(
            RelatedArticle(page_id=key, article_id=self.articles[one], sort_order=number)
            for key, value in pages
            for number, one in enumerate(value["related"])
            if one in self.articles
        )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _pictures(value: Value) -> dict[str, str]:
    """Public ids of all pictures of an article, with the words that stand for them."""
    shown = [value["picture"]] if value["picture"] else []
    for block in value["body"]:
        shown += [block] if block["type"] == "figure" else block["pictures"] if block["type"] == "gallery" else []
        shown += [block["poster"]] if "poster" in block else []
    return {one["picture"]: one["alt"] for one in reversed(shown)}


def _describe_pictures(values: Sequence[Value]) -> None:
    """A picture's own alternative text is no fact; what an article says of it serves."""
    for value in values:
        for public_id, alt in _pictures(value).items():
            Picture.objects.filter(public_id=public_id, description="").update(description=alt)


def _keys(model: type[Topic] | type[Byline] | type[Picture], ids: Any) -> dict[str, int]:
    wanted = list(dict.fromkeys(ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 300):
        rows = model.objects.filter(public_id__in=wanted[start : start + 300])
        found.update(rows.values_list("public_id", "pk"))
    return found
