"""Ways from the desk to the pages on people, and to breaking news."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.people.right import MANAGE


class Staff(MenuItem):
    """For whoever manages accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Others need not know that it is there."""
        return bool(request.user.has_perm(MANAGE))


@hooks.register("register_admin_menu_item")
def link_to_breaking() -> MenuItem:
    """News that cannot wait."""
    return MenuItem(_("Breaking"), reverse_lazy("breaking_write"), name="breaking", icon_name="warning", order=95)


@hooks.register("register_settings_menu_item")
def link_to_staff() -> MenuItem:
    """Joining and leaving."""
    return Staff(_("Joining and leaving"), reverse_lazy("people_staff"), name="staff", icon_name="group", order=590)


@hooks.register("register_admin_menu_item")
def link_to_lock() -> MenuItem:
    """For everybody: on a bad day nobody should have to look for it."""
    return MenuItem(_("Lock an account"), reverse_lazy("people_lock"), name="lock", icon_name="lock", order=19_000)


@hooks.register("register_account_menu_item")
def link_to_sessions(request: HttpRequest) -> dict[str, Any]:
    """Where one is signed in, from the account page."""
    return {
        "url": reverse("people_sessions"),
        "label": _("Where you are signed in"),
        "help_text": _("End a session that you do not know."),
    }


@hooks.register("register_page_header_buttons")
def link_to_preview_links(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From the article to the links that show its draft."""
    if isinstance(page.specific_deferred, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Show this draft to somebody"), reverse("preview_links", args=[page.pk]), icon_name="link", priority=95
        )
