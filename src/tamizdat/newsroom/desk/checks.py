"""What is wrong with a page as it stands at the desk, in words for its editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tamizdat.newsroom.desk.preview import render_page
from tamizdat.newsroom.formats.faults import recording_faults
from tamizdat.newsroom.models import ArticlePage, Picture
from tamizdat.pages.errors import PageError


def find_faults(page: Any) -> list[str]:
    """Everything that would hold this page back, or that a reader would miss."""
    faults = [*_picture_faults(page)] if isinstance(page, ArticlePage) else []
    if isinstance(page, ArticlePage) and page.live and not page.body.raw_data:
        faults.append(_("Nothing stands under the headline: readers see an article without text."))
    if isinstance(page, ArticlePage):
        faults += recording_faults(page)
    try:
        render_page(page)
    except PageError as error:
        faults.insert(0, _("Readers would not get this page as it is. %(reason)s") % {"reason": error})
    return faults


def _picture_faults(page: ArticlePage) -> Iterator[str]:
    shown = [(page.picture_id, page.picture_alt)] if page.picture_id else []
    shown += [(one["picture"], one.get("alt", "")) for one in _figures(page.body.raw_data)]
    pictures = Picture.objects.in_bulk([key for key, _alt in shown if key])
    for key, alt in shown:
        picture = pictures.get(key)
        if picture is None:
            continue
        if not (alt or picture.description).strip():
            yield _("The picture “%(title)s” has no words for readers who cannot see it. Say what it shows.") % {
                "title": picture.title
            }
        if not picture.credit.strip():
            yield _("The picture “%(title)s” has no credit. Open it under Pictures and say whose it is.") % {
                "title": picture.title
            }


def _figures(raw: Any) -> Iterator[Mapping[str, Any]]:
    for block in raw:
        if block["type"] == "figure":
            yield block["value"]
        elif block["type"] == "gallery":
            yield from (one.get("value", one) for one in block["value"])
