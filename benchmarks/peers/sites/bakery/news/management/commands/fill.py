"""``manage.py fill COUNT INPUT``: articles straight into Wagtail's tables, many rows at a time."""

from __future__ import annotations

import json
import uuid
from itertools import count as counting
from pathlib import Path
from typing import Any

from benchmarks.peers.articles import ADDRESS, NAME, SECTIONS, TOPICS, Article, make_article, read_texts, to_html
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from taggit.models import Tag
from wagtail.models import Locale, Page, Site

from news.models import ArticlePage, HomePage, SectionPage, Tagged

STEP = 2_000


class Command(BaseCommand):
    """Articles FIRST … FIRST + COUNT - 1; with FIRST above 0 they join those that are there."""

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("input", type=Path)
        parser.add_argument("--first", type=int, default=0)

    def handle(self, *args: Any, count: int, input: Path, first: int, **options: Any) -> None:
        texts = read_texts(input)
        if not first:
            make_frame()
        with transaction.atomic():
            writer = Writer()
            for start in range(first, first + count, STEP):
                end = min(start + STEP, first + count)
                writer.write([make_article(texts, number) for number in range(start, end)])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def make_frame() -> None:
    """Home in the place of Wagtail's welcome page, sections below it, topics."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title=NAME, slug="ledger"))
    host = ADDRESS.partition("://")[2]
    Site.objects.update(root_page=home, hostname=host, port=443)
    Page.objects.filter(depth=2, slug="home").delete()
    home = HomePage.objects.get()
    for name in SECTIONS:
        home.add_child(instance=SectionPage(title=name, slug=name))
    Tag.objects.bulk_create([Tag(name=one, slug=one) for one in TOPICS])


class Writer:
    """Rows of three tables, keyed as Wagtail would have done it."""

    def __init__(self) -> None:
        self.sections = {one.slug: one for one in SectionPage.objects.all()}
        self.topics = dict(Tag.objects.values_list("name", "pk"))
        self.kind, self.locale = ContentType.objects.get_for_model(ArticlePage), Locale.objects.get()
        self.keys = counting(Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1)

    def write(self, articles: list[Article]) -> None:
        rows = [self._page(one) for one in articles]
        Page.objects.bulk_create(rows, batch_size=500)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {ArticlePage._meta.db_table} (page_ptr_id, standfirst, author, body)"
                " VALUES (%s, %s, %s, %s)",
                [(row.pk, one.standfirst, one.author, body_of(one)) for row, one in zip(rows, articles, strict=True)],
            )
        uses = ((row.pk, topic) for row, one in zip(rows, articles, strict=True) for topic in one.topics)
        Tagged.objects.bulk_create([Tagged(content_object_id=pk, tag_id=self.topics[name]) for pk, name in uses])
        for section in self.sections.values():
            Page.objects.filter(pk=section.pk).update(numchild=section.numchild)

    def _page(self, article: Article) -> Page:
        section = self.sections[article.section]
        section.numchild += 1
        return Page(
            pk=next(self.keys), path=Page._get_path(section.path, section.depth + 1, section.numchild),
            depth=section.depth + 1, numchild=0, title=article.headline, draft_title=article.headline,
            slug=article.slug, url_path=f"{section.url_path}{article.slug}/", content_type=self.kind,
            locale=self.locale, live=True, first_published_at=article.published,
            last_published_at=article.published, translation_key=uuid.uuid4(),
        )  # fmt: skip


def body_of(article: Article) -> str:
    """The blocks as StreamField keeps them."""
    blocks = []
    for number, block in enumerate(article.blocks):
        kind = block.kind if block.kind in ("heading", "quote") else "text"
        value = to_html(block) if kind == "text" else block.texts[0]
        blocks.append({"type": kind, "value": value, "id": str(uuid.UUID(int=article.number * 1000 + number))})
    return json.dumps(blocks)
