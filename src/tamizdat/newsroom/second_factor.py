"""Nobody sees a page of the newsroom without a second factor given in this session."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from tamizdat.newsroom.people.key import PeopleKeyError
from tamizdat.newsroom.people.sessions import note_use

WAY_IN = {
    "account_login", "mfa_authenticate", "mfa_login_webauthn", "account_logout", "desk_icon",
    "people_join", "preview_shown", "preview_shown_file",
}  # fmt: skip
"""All that a stranger can see."""
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Codes from a phone, and passkeys. Recovery codes alone are none."""
SET_UP = {"mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout", "desk_icon"}
"""All that somebody without a second factor can see: the way to get one."""


class SecondFactor:
    """Stands before every page; what is not listed above is closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return refuse(request) or self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Without the people's key nobody can be let in; why, stands on the newsroom's machine."""
        if not isinstance(exception, PeopleKeyError):
            return None
        logging.getLogger(__name__).error("%s", exception)
        return render(request, "people/no_key.html", status=503)


def refuse(request: HttpRequest) -> HttpResponse | None:
    """Where whoever asks must go first; None when the page may be shown."""
    name = _name_of(request.path_info)
    if not request.user.is_authenticated:
        return None if name in WAY_IN else _send_to_login(request)
    if not Authenticator.objects.filter(user=request.user, type__in=FACTORS).exists():
        return None if name in SET_UP else _answer(request, redirect("mfa_activate_totp"))
    if not gave_second_factor(request):
        logout(request)
        return _send_to_login(request)
    if name != "account_logout" and not request.user.has_perm("wagtailadmin.access_admin"):
        return render(request, "desk/no_access.html", status=403)
    note_use(request)
    return None


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether this session, not only this account, has shown one that the account still has."""
    records = get_authentication_records(request, request.user)
    shown = [one.get("id") for one in records if one["method"] == "mfa"]
    return Authenticator.objects.filter(user=request.user, pk__in=shown).exists()


def _name_of(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def _send_to_login(request: HttpRequest) -> HttpResponse:
    comes_back = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return _answer(request, redirect_to_login(comes_back, reverse("account_login")))


def _answer(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """Scripts get a plain refusal; they could do nothing with a login page."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return HttpResponseForbidden("Log in first.", content_type="text/plain; charset=utf-8")
    return page


@receiver(authenticator_added)
def note_new_factor(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever has just set a second factor up has also just shown it."""
    if authenticator.type in FACTORS:
        _note_shown(request, authenticator)


@receiver(authenticator_reset)
def note_new_codes(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever came in with an old recovery code, and makes new ones, stays in."""
    _note_shown(request, authenticator)


def _note_shown(request: HttpRequest, authenticator: Authenticator) -> None:
    record_authentication(
        request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
