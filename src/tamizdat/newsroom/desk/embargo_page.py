"""The page on which an embargo is set, moved, lifted or cancelled; and what the editor's own page says of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from tamizdat.newsroom import embargo
from tamizdat.newsroom.embargo_records import Embargo
from tamizdat.newsroom.models import ArticlePage

LIFT, CANCEL = "lift", "cancel"


class EmbargoForm(forms.Form):
    """Until when, and why."""

    lifts_at = forms.DateTimeField(
        required=False,
        label=gettext_lazy("It lifts at"),
        help_text=gettext_lazy("In the newsroom’s own time. Empty: only a person lifts it."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For this desk alone: readers never see it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    translations = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("Also for its translations that readers do not know yet")
    )


def may_set(article: ArticlePage, user: Any) -> bool:
    """Whoever may write in it may confine it."""
    return bool(article.permissions_for_user(user).can_edit())


def may_end(article: ArticlePage, user: Any) -> bool:
    """Moving, lifting and cancelling decide when readers learn of it, so they need the right to publish."""
    return bool(article.permissions_for_user(user).can_publish())


def embargo_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the state of an article, and change it."""
    article = get_object_or_404(ArticlePage, pk=page_id, alias_of=None)
    if not may_set(article, request.user):
        raise PermissionDenied
    held = embargo.find_embargo(article)
    ends = may_end(article, request.user)
    form = EmbargoForm(request.POST or None, initial=_begin(held))
    if request.method == "POST":
        if (held and not ends) or ("deed" in request.POST and not ends):
            raise PermissionDenied
        if answer := _post(request, article, form):
            return answer
    now = embargo.trusted_now()
    return render(
        request,
        "desk/embargo.html",
        {
            "article": article, "held": held, "form": form, "may_end": ends,
            "others": embargo.waiting_translations(article, now).select_related("locale"),
            "public": embargo.is_known(article, now),
        },
    )  # fmt: skip


def _begin(held: Embargo | None) -> dict[str, Any]:
    local = localtime(held.lifts_at) if held and held.lifts_at else None
    return {"lifts_at": local, "reason": held.reason if held else "", "translations": True}


def _post(request: HttpRequest, article: ArticlePage, form: EmbargoForm) -> HttpResponse | None:
    deed = request.POST.get("deed", "")
    try:
        if deed == LIFT:
            embargo.lift_embargo(article, now=embargo.trusted_now(), user=request.user)
            messages.success(request, _("The embargo is lifted. What is published goes out with the next edition."))
        elif deed == CANCEL:
            embargo.cancel_embargo(article, now=embargo.trusted_now(), user=request.user)
            messages.success(request, _("The embargo is cancelled. The article is a draft; nothing goes out."))
        elif form.is_valid():
            _set(request, article, form.cleaned_data)
        else:
            return None
    except embargo.EmbargoError as error:
        messages.error(request, str(error))
        return None
    return redirect("wagtailadmin_pages:edit", article.pk)


def _set(request: HttpRequest, article: ArticlePage, given: dict[str, Any]) -> None:
    articles = [article]
    if given["translations"]:
        others = embargo.waiting_translations(article, embargo.trusted_now())
        articles += [one for one in others if _may_change(one, request.user)]
    for one in articles:
        embargo.set_embargo(one, lifts_at=given["lifts_at"], reason=given["reason"], user=request.user)
    words = _("Held until %(time)s.") if given["lifts_at"] else _("Held until a person lifts it.")
    messages.success(request, words % {"time": _time(given["lifts_at"])})


def _may_change(article: ArticlePage, user: Any) -> bool:
    """A translation in a section of others is theirs to hold."""
    return may_end(article, user) if embargo.find_embargo(article) else may_set(article, user)


def _time(at: Any) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def say_state(held: Embargo, live: bool) -> str:
    """One line for the editor."""
    until = (
        _("Under embargo until %(time)s.") % {"time": _time(held.lifts_at)}
        if held.lifts_at
        else _("Under embargo until a person lifts it.")
    )
    ready = (
        _("It is published and goes out when the embargo lifts.")
        if live
        else _("Nobody has published it: it stays a draft when the embargo lifts.")
    )
    return f"{until} {ready}"


@hooks.register("register_admin_urls")
def embargo_address() -> list[URLPattern]:
    """Its address."""
    return [path("embargo/<int:page_id>/", embargo_page, name="desk_embargo")]


@hooks.register("register_page_header_buttons")
def embargo_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """In the menu beside the headline."""
    if isinstance(page.specific, ArticlePage) and not page.alias_of_id and may_set(page.specific, user):
        yield Button(_("Embargo …"), reverse("desk_embargo", args=[page.pk]), icon_name="time", priority=5)


@hooks.register("before_edit_page")
def say_embargo(request: HttpRequest, page: Any) -> None:
    """Whoever opens the article sees the state that it is in."""
    if request.method != "GET" or "text/html" not in request.headers.get("Accept", "text/html"):
        return
    held = embargo.find_embargo(page) if isinstance(page, ArticlePage) else None
    if held:
        words = say_state(held, page.live) + (f" {_('Why:')} {held.reason}" if held.reason else "")
        button = messages.button(reverse("desk_embargo", args=[page.pk]), _("Embargo …"))
        messages.warning(request, words, buttons=[button])


@hooks.register("after_publish_page", order=900)
def say_held(request: HttpRequest, page: Any) -> HttpResponse | None:
    """In place of Wagtail's words that it is published."""
    held = embargo.find_embargo(page) if isinstance(page, ArticlePage) else None
    if held is None:
        return None
    messages.success(request, say_state(held, page.live))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_convert_alias_page")
def keep_alias(request: HttpRequest, page: Any) -> HttpResponse | None:
    """An alias that becomes an article of its own would carry the words out."""
    source = page.alias_of
    if source is None or not embargo.is_held(source.specific, embargo.due_now()):
        return None
    messages.error(request, _("The original is under embargo: lift that first."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
