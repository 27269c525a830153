"""What the desk shows of translations, live coverage, recordings and series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from tamizdat.newsroom.formats.brought_over import note_brought_over
from tamizdat.newsroom.formats.listings import Recordings, SeriesList, follow_series
from tamizdat.newsroom.formats.live_page import edit_entry, write_live
from tamizdat.newsroom.formats.translations_page import show_translations
from tamizdat.newsroom.models import ArticlePage


@hooks.register("register_admin_urls")
def formats_urls() -> list[URLPattern]:
    """Pages of our own."""
    return [
        path("translations/", show_translations, name="desk_translations"),
        path("live/<int:page_id>/", write_live, name="desk_live"),
        path("live/<int:page_id>/<int:entry_id>/", edit_entry, name="desk_live_entry"),
    ]


@hooks.register("register_admin_menu_item")
def translations_menu() -> MenuItem:
    """The state of all translations."""
    return MenuItem(_("Translations"), reverse("desk_translations"), name="translations", icon_name="globe", order=120)


@hooks.register("register_page_header_buttons")
def write_live_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From live coverage to the page on which it is written."""
    if isinstance(page, ArticlePage) and page.kind == "live" and page.pk:
        yield Button(_("Write live"), reverse("desk_live", args=(page.pk,)), icon_name="edit", priority=5)


register_snippet(Recordings)
register_snippet(SeriesList)
hooks.register("after_edit_page", note_brought_over)
for name in ("after_create_snippet", "after_edit_snippet"):
    hooks.register(name, follow_series)
