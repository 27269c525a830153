"""Two small pages without a script: write it, and see how far it has come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tamizdat.newsroom.breaking.publish import (
    approve,
    may_approve,
    may_publish,
    places_for,
    publish_now,
    update_now,
    waiting_for,
)
from tamizdat.newsroom.breaking.state import look
from tamizdat.newsroom.desk.roles import publishes_everywhere
from tamizdat.newsroom.people.models import Breaking
from tamizdat.newsroom.people.right import ENTER, needs
from tamizdat.shell.errors import RefusedError


class BreakingForm(forms.Form):
    """A headline, two sentences, and where."""

    section = forms.ChoiceField(label=gettext_lazy("Section"))
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Two sentences"), max_length=1200, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )

    def __init__(self, sections: list[Any], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["headline"].widget.attrs["dir"] = "auto"
        self.fields["section"].choices = [(str(one.pk), f"{one.locale} · {one.title}") for one in sections]


class UpdateForm(forms.Form):
    """What is known since."""

    text = forms.CharField(
        label=gettext_lazy("What is known since"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


@never_cache
@needs(ENTER)
def write(request: HttpRequest) -> HttpResponse:
    """Write it; whoever may not publish at once sees what waits for approval."""
    places = places_for(request.user)
    form = BreakingForm(places, request.POST or None)
    if request.method == "POST" and not places:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and (made := _publish(request, form, places)):
        return redirect("breaking_state", made.pk)
    context = {"form": form, "may": bool(places), "waiting": waiting_for(request.user)}
    context["mine"] = Breaking.objects.filter(published_by=request.user).select_related("page").order_by("-at")[:5]
    return render(request, "breaking/write.html", context)


def _publish(request: HttpRequest, form: BreakingForm, places: list[Any]) -> Breaking | None:
    place = next(one for one in places if str(one.pk) == form.cleaned_data["section"])
    headline = " ".join(form.cleaned_data["headline"].split())
    try:
        return publish_now(place, headline, form.cleaned_data["text"], user=request.user)
    except RefusedError as error:
        form.add_error("headline", _(str(error)))
        return None


@never_cache
@needs(ENTER)
def state(request: HttpRequest, key: int) -> HttpResponse:
    """How far it has come; looks again by itself. From here it is updated, or approved by somebody else."""
    breaking = get_object_or_404(Breaking.objects.select_related("page", "approved_by"), pk=key)
    page = breaking.page.specific
    may, second = may_publish(page, request.user), may_approve(breaking, request.user)
    if not may and not second:
        raise PermissionDenied
    form = UpdateForm(request.POST if "text" in request.POST else None)
    if request.method == "POST" and _do(request, breaking, form):
        return redirect("breaking_state", key)
    progress = look(breaking)
    context = {"breaking": breaking, "page": page, "progress": progress, "form": form, "may": may, "second": second}
    context |= {"stopped": progress.stopped, "is_chief": publishes_everywhere(request.user)}
    return render(request, "breaking/state.html", context)


def _do(request: HttpRequest, breaking: Breaking, form: UpdateForm) -> bool:
    try:
        if request.POST.get("deed") == "approve":
            version = request.POST.get("version", "")
            approve(breaking, user=request.user, version=int(version) if version.isdecimal() else None)
            messages.success(request, _("Approved."))
            return True
        if form.is_valid():
            update_now(breaking, form.cleaned_data["text"], user=request.user)
            return True
    except RefusedError as error:
        messages.error(request, _(str(error)))
        return True
    return False
