"""The pages of the verbs, and the desk's list of what was changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.locks import BasicLock

from tamizdat.newsroom.corrections import deeds
from tamizdat.newsroom.corrections.forms import NOT_THERE, CorrectForm, UpdateForm, WithdrawForm
from tamizdat.newsroom.corrections.reach import what_is_reached
from tamizdat.newsroom.embargo import find_embargo
from tamizdat.newsroom.models import ArticlePage, Change, CorrectionLine
from tamizdat.shell.errors import RefusedError

SHOWN = 50


def open_article(request: HttpRequest, key: int) -> ArticlePage:
    """An article that readers have, for somebody who may change that. No lock keeps anybody from withdrawing."""
    page = get_object_or_404(ArticlePage, pk=key, live=True, alias_of=None)
    if find_embargo(page):
        raise Http404("It is under embargo: a line of corrections would tell that it exists.")
    if not _may(request, page):
        raise PermissionDenied
    return page


def correct(request: HttpRequest, key: int) -> HttpResponse:
    """What was wrong, what is right."""
    page = open_article(request, key)
    form = CorrectForm(page, request.POST or None)
    if request.method == "POST" and not _is_locked(request, page) and form.is_valid():
        values = form.cleaned_data
        try:
            count = deeds.correct(
                page, values["note"], request.user, timezone.now(), swap=form.swap(),
                with_draft=values.get("with_draft", False),
            )  # fmt: skip
        except RefusedError:  # somebody else was faster
            messages.error(request, _(NOT_THERE))
            return redirect("desk_correct", key)
        said = ngettext(
            "Corrected. %(count)s place in the text changed.", "Corrected. %(count)s places in the text changed.", count
        )
        return _done(request, page, said % {"count": count})
    return _form(request, page, form, _("Correct"), _("Correct"), "check")


def update(request: HttpRequest, key: int) -> HttpResponse:
    """New developments."""
    page = open_article(request, key)
    form = UpdateForm(page, request.POST or None)
    if request.method == "POST" and not _is_locked(request, page) and form.is_valid():
        values = form.cleaned_data
        deeds.update(
            page, request.user, timezone.now(), text=values["text"], above=bool(values["above"]),
            with_draft=values.get("with_draft", False),
        )  # fmt: skip
        return _done(request, page, _("Updated. Readers are told when."))
    return _form(request, page, form, _("Update"), _("Publish the update"), "rotate")


def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """First what it will reach, then the deed."""
    page = open_article(request, key)
    others = [one for one in page.get_translations() if one.live and _may(request, one)]
    form = WithdrawForm(bool(others), request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = [page, *(others if form.cleaned_data.get("translations") else [])]
        for one in wanted:
            deeds.withdraw(one, form.cleaned_data["reason"], request.user, timezone.now())
        messages.success(request, _("Withdrawn. The next edition is without it."))
        return redirect("desk_withdrawn", page.pk)
    reached = what_is_reached(page, settings.HOME)
    return _form(request, page, form, _("Withdraw"), _("Withdraw it"), "warning", reached=reached, others=others)


def withdrawn(request: HttpRequest, key: int) -> HttpResponse:
    """What has happened of it so far."""
    page = get_object_or_404(ArticlePage, pk=key)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context = {"page": page, "reached": what_is_reached(page, settings.HOME), "reach": _reach_address()}
    return render(request, "corrections/withdrawn.html", context)


def changes(request: HttpRequest) -> HttpResponse:
    """What was changed after readers had seen it, first of all that of which nobody said what it was."""
    found = [one for one in Change.objects.select_related("article")[:400] if _may(request, one.article)]
    unsaid = [one for one in found if one.kind == "unsaid"]
    context = {
        "unsaid": unsaid[:SHOWN],
        "said": [one for one in found if one.kind != "unsaid"][:SHOWN],
        "lines": CorrectionLine.objects.order_by("-pk")[:SHOWN],
        "may_hide": _may_hide(request),
    }
    return render(request, "corrections/changes.html", context)


@require_POST
def say_kind(request: HttpRequest, key: int) -> HttpResponse:
    """It was only spelling, or an update; a correction has its own form."""
    change = get_object_or_404(Change, pk=key, kind="unsaid")
    if not _may(request, change.article):
        raise PermissionDenied
    kind = request.POST.get("kind", "")
    if kind not in ("spelling", "update", "correct"):
        return HttpResponse(status=400)
    if kind == "correct":
        return redirect("desk_correct", change.article_id)
    Change.objects.filter(pk=key).update(kind=kind)
    return redirect("desk_changes")


def _may(request: HttpRequest, page: ArticlePage) -> bool:
    return bool(page.permissions_for_user(request.user).can_publish())


def _may_hide(request: HttpRequest) -> bool:
    from tamizdat.newsroom.corrections.hide_view import may_hide  # it needs this file

    return may_hide(request.user)


def _is_locked(request: HttpRequest, page: ArticlePage) -> bool:
    """Somebody else is at work on it: two hands on one text lose words."""
    lock = page.get_lock()
    if not isinstance(lock, BasicLock) or not lock.for_user(request.user):
        return False
    messages.error(request, _("Somebody else has locked this article. Ask them to unlock it, or unlock it yourself."))
    return True


def _done(request: HttpRequest, page: ArticlePage, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _form(
    request: HttpRequest, page: ArticlePage, form: Any, title: str, button: str, icon: str, **more: Any
) -> HttpResponse:
    context = {"page": page, "form": form, "title": title, "button": button, "icon": icon, **more}
    return render(request, "corrections/form.html", context)


def _reach_address() -> str:
    try:
        return reverse("mirrors_reach")
    except NoReverseMatch:
        return ""
