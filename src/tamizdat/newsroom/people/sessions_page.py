"""Where am I signed in? Each session can be ended, and all others at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.sessions import end_sessions, sessions_of


def sessions_page(request: HttpRequest) -> HttpResponse:
    """One's own, with the hour and the kind of browser; no addresses are kept, so none are shown."""
    own = request.session.session_key
    if request.method == "POST":
        ended = _end(request, own)
        note(request.user, "sessions ended", str(ended))
        messages.success(request, _("Ended: %(count)s.") % {"count": ended})
        return redirect("people_sessions")
    return render(request, "people/sessions.html", {"sessions": sessions_of(request.user.pk), "own": own})


def _end(request: HttpRequest, own: str | None) -> int:
    number = request.POST.get("session", "")
    if not number:
        return end_sessions(request.user.pk, but=own)
    found = [one["key"] for one in sessions_of(request.user.pk) if one["name"] == number and one["key"] != own]
    return sum(end_sessions(request.user.pk, only=key) for key in found)
