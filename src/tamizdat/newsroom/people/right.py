"""Who may do what with accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

ENTER = "wagtailadmin.access_admin"
MANAGE = "auth.change_user"

View = Callable[..., HttpResponse]


def needs(permission: str) -> Callable[[View], View]:
    """Refuse a page to whoever has not this right; that somebody is signed in is seen to before."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **words)

        return checked

    return decorate


def colleagues() -> QuerySet[Any]:
    """Everybody whose account is open and may enter the desk."""
    accounts = get_user_model().objects.filter(is_active=True)
    may = Q(permissions__codename="access_admin", permissions__content_type__app_label="wagtailadmin")
    from django.contrib.auth.models import Group

    return accounts.filter(Q(is_superuser=True) | Q(groups__in=Group.objects.filter(may))).distinct().order_by("pk")


def shown_name(account: Any) -> str:
    """As colleagues know somebody."""
    return account.get_full_name() or account.get_username()
