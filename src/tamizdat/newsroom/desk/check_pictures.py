"""Pictures before they are published: described, credited, and nobody in them in danger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tamizdat.newsroom.desk.findings import Draft, Finding, Weight
from tamizdat.newsroom.models import ArticlePage, Picture


def check_pictures(draft: Draft) -> Iterator[Finding]:
    """Each picture of an article, with the words that it has here."""
    if not isinstance(draft.page, ArticlePage):
        return
    shown = list(_shown(draft.page))
    pictures = Picture.objects.in_bulk([key for key, _alt in shown if key])
    for key, alt in shown:
        if key in pictures:
            for words in _faults(pictures[key], alt):
                yield Finding(Weight.REFUSE, words % {"title": pictures[key].title})


def _faults(picture: Picture, alt: str) -> Iterator[str]:
    if not (alt or picture.description).strip():
        yield _("The picture “%(title)s” has no words for readers who cannot see it. Say what it shows.")
    if not picture.credit.strip():
        yield _("The picture “%(title)s” has no credit. Open it under Pictures and say whose it is.")
    if picture.is_held:
        yield _(
            "Somebody in the picture “%(title)s” must not be recognised. Open it under Pictures, cover what tells who "
            "it is, look at it as readers will, and tick that you looked. Or take it out."
        )


def _shown(page: ArticlePage) -> Iterator[tuple[int | None, str]]:
    if page.picture_id:
        yield page.picture_id, page.picture_alt
    for one in _figures(page.body.raw_data):
        yield one.get("picture"), one.get("alt") or ""


def _figures(raw: Any) -> Iterator[Mapping[str, Any]]:
    for block in raw:
        if block["type"] == "figure":
            yield block["value"]
        elif block["type"] == "gallery":
            yield from (one.get("value", one) for one in block["value"])
