"""A picture or recording that a draft or live entry names is not deleted: Wagtail's list of uses does not know it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images.views.images import DeleteView
from wagtail.models import Revision
from wagtail.permissions import policy_registry

from tamizdat.newsroom.desk.front_desk import within
from tamizdat.newsroom.models import ArticlePage, LiveEntry, Picture, Recording

KEYS: dict[type[Model], str] = {Picture: "picture", Recording: "recording"}
"""Under which name an article holds it; blocks of the body use the same."""


def articles_that_name(thing: Model) -> list[ArticlePage]:
    """Articles whose newest draft, planned version or live entry does; the words that readers have Wagtail knows."""
    unpublished = ArticlePage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    wanted = Q(pk__in=unpublished) | Q(approved_go_live_at__isnull=False)
    name = KEYS[type(thing)]
    found = {
        int(one.object_id)
        for one in Revision.page_revisions.filter(wanted).iterator()
        if _names(one.content, name, thing.pk)
    }
    if isinstance(thing, Picture):
        found |= set(LiveEntry.objects.filter(picture=thing).values_list("page_id", flat=True))
    return list(ArticlePage.objects.filter(pk__in=found).select_related("locale").order_by("pk"))


def _names(content: dict[str, Any], name: str, key: int) -> bool:
    body = json.loads(content.get("body") or "[]")
    return key in (content.get(name), *_named_in(body, name))


def _named_in(value: Any, name: str) -> Iterator[Any]:
    """All that stands under this name, however deep."""
    if isinstance(value, dict):
        yield value.get(name)
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _named_in(one, name)


def keep(request: HttpRequest, things: Sequence[Model]) -> HttpResponse | None:
    """The page that says why not, and where to take it out first; None when nobody needs any of them."""
    articles = list(dict.fromkeys(article for one in things for article in articles_that_name(one)))
    if not articles:
        return None
    mine = set(ArticlePage.objects.filter(within(request.user)).values_list("pk", flat=True))
    shown = [one for one in articles if one.pk in mine]
    context = {"things": things, "articles": shown, "others": len(articles) - len(shown)}
    return render(request, "desk/still_named.html", context)


def delete_picture(request: HttpRequest, image_id: int) -> HttpResponse:
    """Wagtail's own page, where nobody needs the picture."""
    picture = get_object_or_404(Picture, pk=image_id)
    may = policy_registry.get_by_type(Picture).user_has_permission_for_instance(request.user, "delete", picture)
    answer: HttpResponse | None = keep(request, [picture]) if may else None
    return answer or DeleteView.as_view()(request, image_id=image_id)


@hooks.register("register_admin_urls", order=-1)
def delete_here() -> list[URLPattern]:
    """Stands before Wagtail's page of the same address."""
    return [path("images/<int:image_id>/delete/", delete_picture, name="desk_delete_picture")]


@hooks.register("before_delete_snippet")
def keep_recordings(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """One or several."""
    return keep(request, [one for one in instances if isinstance(one, Recording)])


@hooks.register("before_bulk_action")
def keep_pictures(request: HttpRequest, deed: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """Several at once: nothing is deleted while somebody needs one of them."""
    return keep(request, [one for one in objects if isinstance(one, Picture)]) if deed == "delete" else None
