"""A visit to one's own page: a link is used up, it lasts half an hour, and the browser keeps nothing after it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from tamizdat.contributions.codes import random_code
from tamizdat.contributions.models import Link, Supporter
from tamizdat.contributions.vault import digest_of

COOKIE = "own"
LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is here. ``code`` lies in a cookie that the browser forgets when it is closed."""

    supporter: Supporter
    code: str

    @property
    def form_token(self) -> str:
        """Stands in every form: a page of others that does not know it cannot send one."""
        return hmac.digest(self.code.encode(), b"tamizdat: form", "sha256").hex()[:32]

    def may(self, token: str) -> bool:
        return hmac.compare_digest(self.form_token.encode(), token.encode())


def is_link(code: str, now: datetime) -> bool:
    """Would it open a page? Looking uses nothing up: scanners of mail look at every link."""
    return Link.objects.filter(code=digest_of(code), purpose="in", used=None, expires__gt=now).exists()


def enter(code: str, now: datetime) -> Visit | None:
    """Use a link up; None when it was used, is too old, or never was."""
    mine = Link.objects.filter(code=digest_of(code), purpose="in", used=None, expires__gt=now)
    if not mine.update(used=now):
        return None
    supporter = Link.objects.select_related("supporter").get(code=digest_of(code)).supporter
    if supporter.sealed_key is None:
        return None
    visit = Visit(supporter, random_code())
    Link.objects.create(code=digest_of(visit.code), supporter=supporter, purpose="visit", expires=now + LASTS)
    return visit


def find_visit(request: HttpRequest, now: datetime) -> Visit | None:
    """Whose cookie it is; None: nobody's, or the half hour is over."""
    code = request.COOKIES.get(COOKIE, "")
    links = Link.objects.select_related("supporter").filter(purpose="visit", expires__gt=now)
    link = links.filter(code=digest_of(code)).first() if code else None
    return Visit(link.supporter, code) if link and link.supporter.sealed_key is not None else None


def leave(visit: Visit) -> None:
    """The cookie opens nothing any more."""
    Link.objects.filter(code=digest_of(visit.code), purpose="visit").delete()


def set_cookie(response: HttpResponse, visit: Visit, *, is_secure: bool) -> None:
    """No lifetime: it goes when the browser is closed. Not for scripts, and not for other sites."""
    response.set_cookie(COOKIE, visit.code, httponly=True, samesite="Strict", secure=is_secure)


def drop_cookie(response: HttpResponse) -> None:
    """Ask the browser to forget, and to throw away whatever else it kept."""
    response.delete_cookie(COOKIE, samesite="Strict")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
