"""The form that hides a person: first every place, then the deed."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from tamizdat.newsroom.corrections.forms import HideForm
from tamizdat.newsroom.corrections.hide import hide_person
from tamizdat.newsroom.corrections.left import Left, what_is_left
from tamizdat.newsroom.corrections.places import Place, find_places
from tamizdat.newsroom.corrections.swap import Swap
from tamizdat.newsroom.models import FrontPage

SHOWN = 300


def may_hide(user: Any) -> bool:
    """It changes articles of every section and language: whoever may publish in all of them."""
    fronts = list(FrontPage.objects.filter(alias_of=None))
    return bool(fronts) and all(one.permissions_for_user(user).can_publish() for one in fronts)


def hide(request: HttpRequest) -> HttpResponse:
    """Look for the name; with the second button, put the other one in its place."""
    if not may_hide(request.user):
        raise PermissionDenied
    form = HideForm(request.POST or None)
    places: list[Place] | None = None
    left: Left | None = None
    if request.method == "POST" and form.is_valid():
        byline, swap = form.cleaned_data["byline"], form.swap()
        if "do" in request.POST:
            count = hide_person(swap, byline, form.cleaned_data["pseudonym"], request.user, timezone.now())
            left = what_is_left(swap)
            if not left.places:
                return _hidden(request, count)
            messages.warning(request, _replaced(count) + " " + _("The name still stands in some places: see below."))
            form = HideForm({**form.data.dict(), "byline": "", "names": _lines(swap)})  # that byline is gone
        else:
            places = list(islice(find_places(swap, byline), SHOWN + 1))
            left = what_is_left(swap)
    context = {"form": form, "places": places and places[:SHOWN], "found": places is not None, "left": left,
               "is_more": bool(places) and len(places or ()) > SHOWN}  # fmt: skip
    return render(request, "corrections/hide.html", context)


def _hidden(request: HttpRequest, count: int) -> HttpResponse:
    """Only when all that was read again is without the name."""
    messages.success(request, _replaced(count) + " " + _("The next edition has the other name alone."))
    return redirect("desk_changes")


def _lines(swap: Swap) -> str:
    return "\n".join(f"{old} = {new}" for old, new in swap.words)


def _replaced(count: int) -> str:
    said = ngettext("Hidden in %(count)s article.", "Hidden in %(count)s articles.", count)
    return said % {"count": count}
