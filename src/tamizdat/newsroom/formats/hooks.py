"""What the desk shows of translations, live coverage, recordings and series."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat.newsroom.formats.brought_over import note_brought_over
from tamizdat.newsroom.formats.translations_page import show_translations


@hooks.register("register_admin_urls")
def formats_urls() -> list[URLPattern]:
    """Pages of our own."""
    return [path("translations/", show_translations, name="desk_translations")]


@hooks.register("register_admin_menu_item")
def translations_menu() -> MenuItem:
    """The state of all translations."""
    return MenuItem(_("Translations"), reverse("desk_translations"), name="translations", icon_name="globe", order=120)


hooks.register("after_edit_page", note_brought_over)
