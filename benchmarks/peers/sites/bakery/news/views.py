"""What wagtail-bakery does not write by itself: lists of topics, further pages of lists, feeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import get_template
from taggit.models import Tag

from news.models import ArticlePage, SectionPage

NAMES = ["news", "politics", "climate", "economy", "health", "culture", "science", "world", "opinion", "sport"]


def sections(request: object) -> dict[str, list[str]]:
    """What the head of every page lists."""
    return {"sections": NAMES}


class Lists:
    """A view as django-bakery wants it: ``build_method`` writes all of its files."""

    @property
    def build_method(self) -> Any:
        return self.build

    def build(self) -> None:
        articles = ArticlePage.objects.live().order_by("-first_published_at")
        self.feed("", "Latest", articles)
        for section in SectionPage.objects.live():
            self.pages(section.slug, section.title, section.articles(), first=2)
            self.feed(section.slug + "/", section.title, section.articles())
        topics = list(Tag.objects.order_by("slug"))
        for topic in topics:
            self.pages(f"topics/{topic.slug}", topic.name, articles.filter(topics=topic), first=1)
        self.write("topics/index.html", "topics.html", {"topics": topics})

    def pages(self, folder: str, name: str, articles: Any, first: int) -> None:
        paginator = Paginator(articles, 50)
        for number in range(first, paginator.num_pages + 1):
            path = f"{folder}/index.html" if number == 1 else f"{folder}/page/{number}/index.html"
            context = {"name": name, "list": paginator.page(number), "base": f"/{folder}/"}
            self.write(path, "list.html", context)

    def feed(self, folder: str, name: str, articles: Any) -> None:
        self.write(f"{folder}feed.xml", "feed.xml", {"name": name, "articles": articles[:50]})

    def write(self, path: str, template: str, context: dict[str, Any]) -> None:
        file = Path(settings.BUILD_DIR) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(get_template(template).render({**context, **sections(None)}))
