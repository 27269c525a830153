"""Where the desk shows the verbs: beside every published article, and one entry of the menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem

from tamizdat.newsroom.corrections import views
from tamizdat.newsroom.corrections.hide_view import hide
from tamizdat.newsroom.models import ArticlePage


@hooks.register("register_admin_urls")
def verb_urls() -> list[URLPattern]:
    """A page for each verb, and the list."""
    return [
        path("corrections/", views.changes, name="desk_changes"),
        path("corrections/say/<int:key>/", views.say_kind, name="desk_say_kind"),
        path("corrections/hide/", hide, name="desk_hide"),
        path("corrections/<int:key>/correct/", views.correct, name="desk_correct"),
        path("corrections/<int:key>/update/", views.update, name="desk_update"),
        path("corrections/<int:key>/withdraw/", views.withdraw, name="desk_withdraw"),
        path("corrections/<int:key>/withdrawn/", views.withdrawn, name="desk_withdrawn"),
    ]


@hooks.register("register_admin_menu_item")
def link_to_changes() -> MenuItem:
    """After articles and pictures."""
    return MenuItem(_("Corrections"), reverse("desk_changes"), name="corrections", icon_name="check", order=250)


class Verb(PageMenuItem):
    """A verb in the menu of an article that readers have."""

    def is_shown(self, user: Any) -> bool:
        """To whoever may do it."""
        page = self.page
        is_article = page.specific_class is ArticlePage and page.live and not page.alias_of_id
        return bool(is_article and page.permissions_for_user(user).can_publish())


class Correct(Verb):
    label, icon_name, url_name = _("Correct"), "check", "desk_correct"


class Update(Verb):
    label, icon_name, url_name = _("Update"), "rotate", "desk_update"


class Withdraw(Verb):
    label, icon_name, url_name = _("Withdraw"), "warning", "desk_withdraw"


@hooks.register("register_page_header_buttons")
def verbs_in_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[PageMenuItem]:
    """On the article's own page."""
    yield from _verbs(page)


@hooks.register("register_page_listing_more_buttons")
def verbs_in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[PageMenuItem]:
    """In lists of articles."""
    yield from _verbs(page)


def _verbs(page: Any) -> Iterator[PageMenuItem]:
    for number, verb in enumerate((Correct, Update, Withdraw)):
        yield verb(page=page, priority=11 + number)


@hooks.register("before_unpublish_page")
def unpublish_is_withdraw(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Whoever takes an article back says why, to the desk alone, and reads what that reaches."""
    return redirect("desk_withdraw", page.pk) if isinstance(page, ArticlePage) and not page.alias_of_id else None


@hooks.register("construct_page_action_menu")
def no_unpublish(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """“Withdraw” stands in its place."""
    if isinstance(context.get("page"), ArticlePage):
        items[:] = [one for one in items if one.name != "action-unpublish"]
