"""Told on saving: what would keep a page from its readers, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from tamizdat.newsroom.desk.checks import find_faults
from tamizdat.newsroom.models import ArticlePage


def warn_of_page(request: HttpRequest, page: Any) -> None:
    """One warning for each fault; saving itself always works."""
    if "text/html" not in request.headers.get("Accept", "text/html"):
        return  # saved by itself in the background: nobody is there to read
    if getattr(request, "faults_told", False):
        return  # publishing calls this twice
    request.faults_told = True  # type: ignore[attr-defined]
    for fault in find_faults(page):
        messages.warning(request, fault)
    if isinstance(page, ArticlePage) and (where := unsaid_change(page)):
        messages.warning(request, _("Readers have seen other words than these. Say what it was."), buttons=[where])


def unsaid_change(page: ArticlePage) -> Any:
    """A link to the list, when nobody said what the last change was."""
    last = page.changes.first()
    if last is None or last.kind != "unsaid":
        return None
    return messages.button(reverse("desk_changes"), _("Say what it was"))
