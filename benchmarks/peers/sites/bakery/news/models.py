"""Home, sections and articles in Wagtail's tree; topics are tags."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class HomePage(Page):
    """The newest fifty articles."""

    template = "home.html"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        articles = ArticlePage.objects.live().order_by("-first_published_at")[:50]
        return {**super().get_context(request, *args, **kwargs), "articles": articles}


class SectionPage(Page):
    """The first page of a section's list; the others are written by ``views.Lists``."""

    template = "list.html"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.articles(), 50).get_page(1)
        return {**super().get_context(request, *args, **kwargs), "name": self.title, "list": page, "base": self.url}

    def articles(self) -> models.QuerySet[Any]:
        return ArticlePage.objects.child_of(self).live().order_by("-first_published_at")


class Tagged(TaggedItemBase):
    """An article has a topic."""

    content_object = ParentalKey("ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticlePage(Page):
    """One article."""

    template = "article.html"
    standfirst = models.TextField()
    author = models.CharField(max_length=100)
    body = StreamField([("heading", CharBlock()), ("quote", CharBlock()), ("text", RichTextBlock())])
    topics = ClusterTaggableManager(through=Tagged)
