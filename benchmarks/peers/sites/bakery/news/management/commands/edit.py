"""``manage.py edit SLUG MARK``: one article's text is changed and saved."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from news.models import ArticlePage


class Command(BaseCommand):
    """Add a paragraph."""

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("slug")
        parser.add_argument("mark")

    def handle(self, *args: Any, slug: str, mark: str, **options: Any) -> None:
        article = ArticlePage.objects.get(slug=slug)
        article.body.append(("quote", mark))
        article.save()
