"""Several articles at once: each is checked as if it were published alone, and none is withdrawn without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from tamizdat.newsroom.desk.checks import find_findings
from tamizdat.newsroom.desk.findings import Weight
from tamizdat.newsroom.models import ArticlePage


@hooks.register("before_bulk_action")
def check_each(request: HttpRequest, deed: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Those that the checks stop are left out, each with its reason; the others are published."""
    if deed != "publish" or action.model is not Page:
        return None
    for page in list(objects):
        stopped = [one for one in _reached(page, action, live=False) if _refused(request, one)]
        if stopped:
            objects.remove(page)
    return None if objects else redirect(action.next_url)


@hooks.register("before_bulk_action")
def withdraw_each(request: HttpRequest, deed: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """What readers have is withdrawn, one by one: with a reason, and a list of what that reaches."""
    if deed != "unpublish" or action.model is not Page:
        return None
    for page in list(objects):
        articles = list(_reached(page, action, live=True))
        for one in articles:
            words = _("“%(title)s” is not taken from readers: withdraw it by itself, and say why.")
            _tell(request, words % {"title": one.title}, reverse("desk_withdraw", args=[one.pk]), _("Withdraw"))
        if articles:
            objects.remove(page)
    return None if objects else redirect(action.next_url)


def _reached(page: Any, action: Any, *, live: bool) -> Iterator[ArticlePage]:
    """The articles that this would reach: the page itself and, if that was ticked, those beneath it."""
    pages = Page.objects.filter(pk=page.pk)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages = pages | page.get_descendants().filter(live=live)
    yield from ArticlePage.objects.filter(pk__in=pages.values("pk"), alias_of=None)


def _refused(request: HttpRequest, article: ArticlePage) -> bool:
    """Say what the checks refuse, and what they ask: nobody can be asked about many at once."""
    draft = article.get_latest_revision_as_object()
    heavy = [one.words for one in find_findings(draft) if one.weight in (Weight.REFUSE, Weight.ASK)]
    if heavy:
        words = _("“%(title)s” is not published. %(why)s") % {"title": draft.title, "why": " ".join(heavy)}
        _tell(request, words, reverse("wagtailadmin_pages:edit", args=[article.pk]), _("Open it"))
    return bool(heavy)


def _tell(request: HttpRequest, words: str, address: str, name: str) -> None:
    messages.error(request, words, buttons=[messages.button(address, name)])
