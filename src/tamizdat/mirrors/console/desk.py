"""The desk's page on mirrors: what is readable from where, since when, why we think so, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from tamizdat.mirrors.console.grid import make_cards, make_past, make_tables
from tamizdat.mirrors.console.rights import DECIDE, may_decide
from tamizdat.mirrors.watch.decide import apply_proposal, dismiss_proposal
from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.look import look
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.propose import propose
from tamizdat.mirrors.watch.settings import read_watch_settings
from tamizdat.mirrors.watch.show import is_doubtful
from tamizdat.mirrors.watch.words import LIMITS, NEXT_STEPS, NOTHING_YET
from tamizdat.newsroom import doors
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import read_registry

KEPT = timedelta(days=90)
PAGE = "mirrors_reach"


@permission_required("wagtailadmin.access_admin")
def reach_page(request: HttpRequest) -> HttpResponse:
    """The grid, what is proposed, and what was changed. Nothing is probed for it."""
    may = may_decide(request.user)
    context: dict[str, Any] = {"may_decide": may, "next_steps": [_(one) for one in NEXT_STEPS], "limits": _(LIMITS)}
    try:
        context |= _read(settings.HOME, may, timezone.now())
    except TamizdatError as error:
        context["refused"] = str(error) if may else _("What is known of mirrors cannot be read. Ask your engineer.")
    return render(request, "mirrors_console/reach.html", context)


def _read(home: Home, may_see: bool, now: datetime) -> dict[str, Any]:
    watch, registry = read_watch_settings(home), read_registry(home.mirrors)
    with History(home.mirrors) as history:
        rows = look(registry, history, watch.policy, now)
        return {
            "tables": make_tables(registry, rows, may_see),
            "cards": make_cards(propose(registry, history, watch.policy, now)),
            "past": make_past(history.changes(now - KEPT)),
            "nothing_yet": _(NOTHING_YET) if is_doubtful(rows) else "",
            "last_round": history.last_round,
            "is_watched": watch.watch,
            "is_automatic": watch.decides == "automatic",
        }


@require_POST
@permission_required(DECIDE, raise_exception=True)
def apply(request: HttpRequest) -> HttpResponse:
    """Carry out what was proposed."""

    def deed(home: Home, history: History, policy: Policy, proposal: str) -> str:
        change = apply_proposal(home.mirrors, history, policy, proposal, timezone.now(), "person")
        doors.refresh_mirrors(home)
        words = _(
            "%(gone)s was taken out; %(woken)s is announced in its place with the next edition and the next list."
        )
        return words % {"gone": change.mirror, "woken": change.woken}

    return _decide(request, deed)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def dismiss(request: HttpRequest) -> HttpResponse:
    """Not now."""

    def deed(home: Home, history: History, policy: Policy, proposal: str) -> str:
        dismiss_proposal(home.mirrors, history, policy, proposal, timezone.now())
        return _("Not now. It is not proposed again for %(hours)s hours.") % {"hours": policy.dismissed_hours}

    return _decide(request, deed)


def _decide(request: HttpRequest, deed: Callable[[Home, History, Policy, str], str]) -> HttpResponse:
    home: Home = settings.HOME
    try:
        policy = read_watch_settings(home).policy
        with History(home.mirrors) as history:
            messages.success(request, deed(home, history, policy, request.POST.get("proposal", "")))
    except TamizdatError as error:
        messages.error(request, str(error))
    return redirect(PAGE)
