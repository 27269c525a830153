"""The button under a difference: "I have brought this over"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages

from tamizdat.newsroom.formats.translations import bring_over
from tamizdat.newsroom.models import ArticlePage


def note_brought_over(request: HttpRequest, page: Any) -> None:
    """After saving with that button. What it was shown counts: a later change is not hidden by it."""
    digest = request.POST.get("brought_over")
    if not digest or not isinstance(page, ArticlePage):
        return
    if bring_over(page, digest):
        messages.success(request, _("Noted: this translation says what its original says."))
    else:
        messages.warning(request, _("The original has changed again meanwhile. Look at the difference once more."))
