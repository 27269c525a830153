"""A draft shown to somebody without an account: one article, until an hour, and it can be taken back."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from tamizdat.newsroom.desk.files import serve_preview_file
from tamizdat.newsroom.desk.preview import preview_page, render_page, rewrite_links
from tamizdat.newsroom.embargo import is_held, trusted_now
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import PreviewLink
from tamizdat.pages.errors import PageError

HOURS = (1, 8, 24, 72, 168)
FILES = re.compile(r'/preview-files/([^"\s?#]+)')
BODY = re.compile(rb"<body[^>]*>")


def preview_links(request: HttpRequest, page_id: int) -> HttpResponse:
    """Links to one article: make one, see which there are, take one back."""
    page = _page_for(request, page_id)
    if request.method == "POST":
        if request.POST.get("take_back"):
            return _take_back(request, page)
        return _make(request, page)
    return _show(request, page)


def _show(request: HttpRequest, page: Page, **more: Any) -> HttpResponse:
    links = PreviewLink.objects.filter(page=page, until__gt=timezone.now()).order_by("until")
    context = {"page": page, "links": links, "hours": HOURS, "is_embargoed": is_held(page, trusted_now()), **more}
    response = render(request, "people/preview_links.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _make(request: HttpRequest, page: Page) -> HttpResponse:
    hours = request.POST.get("hours", "")
    if hours not in {str(one) for one in HOURS}:
        raise Http404
    embargoed = is_held(page, trusted_now())
    if embargoed and request.POST.get("embargoed") != "show":
        return _show(request, page, asks_again=True, chosen=int(hours))
    token = secrets.token_urlsafe(32)
    until = timezone.now() + timedelta(hours=int(hours))
    PreviewLink.objects.create(
        page=page, made_by=request.user, digest=_digest(token), until=until, shows_embargoed=embargoed
    )
    note(request.user, "preview link made", f"{page.pk}: {hours} h" + (", embargoed" if embargoed else ""))
    return _show(request, page, made=request.build_absolute_uri(reverse("preview_shown", args=[token])))


def _take_back(request: HttpRequest, page: Page) -> HttpResponse:
    PreviewLink.objects.filter(page=page, pk=request.POST["take_back"]).delete()
    note(request.user, "preview link taken back", str(page.pk))
    messages.success(request, _("Taken back. Whoever opens it finds nothing."))
    return redirect("preview_links", page.pk)


def _page_for(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(ArticlePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def shown(request: HttpRequest, token: str) -> HttpResponse:
    """The draft as it would be printed, for whoever holds the link; nothing for anybody else."""
    page = _linked(token)
    response = preview_page(page, request.GET.get("mode", ""))
    banner = render_to_string("people/shown_banner.html").encode()
    files = reverse("preview_shown", args=[token]) + "files/"
    data = response.content.replace(b"/preview-files/", files.encode())
    response.content = BODY.sub(lambda found: found[0] + banner, data, count=1)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def shown_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A picture or a style that the draft itself loads, and no other."""
    if name not in _files_of(_linked(token)):
        raise Http404
    response = serve_preview_file(request, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _files_of(page: Any) -> set[str]:
    try:
        printed = [one for one in render_page(page) if one.media_type.startswith("text/html")]
    except PageError:
        return set()
    paths = [one.path for one in printed]
    return {name for one in printed for name in FILES.findall(rewrite_links(one, paths))}


def _linked(token: str) -> Any:
    link = PreviewLink.objects.filter(digest=_digest(token), until__gt=timezone.now()).select_related("page").first()
    if link is None:
        raise Http404
    page = link.page.get_latest_revision_as_object()
    if is_held(page, trusted_now()) and not link.shows_embargoed:
        raise Http404  # it was embargoed after the link was made: nobody said yes to that
    return page


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
