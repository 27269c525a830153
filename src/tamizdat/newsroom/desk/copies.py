"""Duplicates of an article, and templates: articles that recur, such as a weekly column, begun from one form."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.slugs import make_slug
from tamizdat.shell.errors import RefusedError


@transaction.atomic
def copy_article(article: ArticlePage, user: Any, *, title: str = "", place: Page | None = None) -> ArticlePage:
    """A draft with the words of the latest version; it has no public past: no number, address, date or correction."""
    place = place or article.get_parent()
    if not place.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    source = article.get_latest_revision_as_object()
    title = title.strip() or source.title
    twin: ArticlePage = source.copy(
        to=place,
        update_attrs={
            "title": title,
            "slug": find_available_slug(place, make_slug(title, "article")),
            "locale": place.locale,
        },
        copy_revisions=False,
        keep_live=False,
        user=user,
        log_action="wagtail.copy",
    )
    ArticlePage.objects.filter(pk=twin.pk).update(owner=user)
    return ArticlePage.objects.get(pk=twin.pk)


@transaction.atomic
def make_template(article: ArticlePage, user: Any, *, title: str = "", place: Page | None = None) -> ArticlePage:
    """A template with this article's words; the article stays as it is."""
    twin = copy_article(article, user, title=title, place=place)
    ArticlePage.objects.filter(pk=twin.pk).update(is_template=True)
    return ArticlePage.objects.get(pk=twin.pk)


@transaction.atomic
def use_template(template: ArticlePage, user: Any, *, place: Page | None = None) -> ArticlePage:
    """A new draft from a template."""
    if not template.is_template:
        raise RefusedError("That article is no template.")
    return copy_article(template, user, place=place)
