"""What the desk shows and what it leaves out, so that an editor who is no engineer is at home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from tamizdat.newsroom.corrections import hooks as _corrections  # noqa: F401 - the verbs have hooks of their own
from tamizdat.newsroom.desk import (  # noqa: F401 - each registers itself
    action_menu,
    bulk,
    copies_page,
    embargo_log,
    embargo_page,
    home_panel,
    rights_page,
    still_named,
    writing_hooks,
)
from tamizdat.newsroom.desk.listings import Articles, Bylines, Topics
from tamizdat.newsroom.desk.summary import read_current
from tamizdat.newsroom.desk.translate import TranslatePage
from tamizdat.newsroom.desk.warnings import warn_of_page
from tamizdat.newsroom.formats import hooks as _formats_hooks  # noqa: F401 - registers its own
from tamizdat.newsroom.models import FrontPage, SectionPage
from tamizdat.newsroom.people import hooks as people_hooks  # noqa: F401 - registered by being read
from tamizdat.newsroom.standing import desk as standing_desk  # noqa: F401 - it registers the certifier's page

LEFT_OUT_OF_MENU = {"documents", "help", "snippets"}
LEFT_OUT_OF_SETTINGS = {"sites", "collections", "workflow-tasks", "redirects"}
LEFT_OUT_OF_REPORTS = {"aging-pages", "page-types-usage", "workflow-tasks"}

register_snippet(Topics)
register_snippet(Bylines)


@hooks.register("register_admin_viewset")
def list_articles() -> ViewSet:
    """All articles, whatever their section."""
    return Articles("articles")


@hooks.register("register_admin_urls", order=-1)
def translate_here() -> list[URLPattern]:
    """Stands before Wagtail's page of the same address."""
    return [path("translation/submit/page/<int:page_id>/", TranslatePage.as_view(), name="desk_translate")]


@hooks.register("construct_main_menu")
def trim_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Only what editors use."""
    items[:] = [item for item in items if item.name not in LEFT_OUT_OF_MENU]
    for item in items:
        if item.name == "explorer":
            item.label, item.order = _("The paper"), 90
        elif item.name == "images":
            item.label, item.order = _("Pictures"), 200


@hooks.register("construct_settings_menu")
def trim_settings(request: HttpRequest, items: list[MenuItem]) -> None:
    """Sites and collections are set by the program itself."""
    items[:] = [item for item in items if item.name not in LEFT_OUT_OF_SETTINGS]


@hooks.register("construct_reports_menu")
def trim_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Reports on pages that age say nothing about a newspaper."""
    items[:] = [item for item in items if item.name not in LEFT_OUT_OF_REPORTS]


@hooks.register("register_admin_menu_item")
def link_to_public_site() -> MenuItem:
    """Where readers read."""
    return PublicSite(
        _("Public site"), settings.PUBLIC_ADDRESS, name="public-site", icon_name="link-external", order=20_000
    )


class PublicSite(MenuItem):
    """Shown when the newsroom has told the desk its public address."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only with an address."""
        return bool(self.url)


@hooks.register("register_account_menu_item")
def link_to_second_factor(request: HttpRequest) -> dict[str, Any]:
    """Codes and phones, from the account page."""
    return {"url": reverse("mfa_index"), "label": _("Second factor"), "help_text": _("Phone and recovery codes.")}


class Readers(Component):
    """What readers see now."""

    name = "what_readers_see"
    order = 50
    template_name = "desk/readers_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """Number, age and size of the current edition, and what waits for the next."""
        current = read_current(settings.HOME.public_tree)
        return {
            "current": current,
            "stale": bool(current and current.fresh_until < timezone.now()),
            "waiting": Page.objects.filter(has_unpublished_changes=True).exclude(depth=1).count(),
            "address": settings.PUBLIC_ADDRESS,
            "papers": where_to_write(parent_context["request"]),
        }


def where_to_write(request: HttpRequest) -> list[dict[str, Any]]:
    """Each paper with the sections in which this editor may begin an article."""
    papers = []
    for front in FrontPage.objects.filter(alias_of=None).select_related("locale").order_by("path"):
        sections = SectionPage.objects.child_of(front).order_by("path")
        open_to = [one for one in sections if one.permissions_for_user(request.user).can_add_subpage()]
        if open_to:
            papers.append({"language": front.locale, "sections": open_to})
    return papers


@hooks.register("construct_homepage_panels")
def show_readers(request: HttpRequest, panels: list[Component]) -> None:
    """First what readers see, then one's own work."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") != "whats_new_in_wagtail_version"]
    panels.append(Readers())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, items: list[Component]) -> None:
    """How many pages there are is of no use to anybody."""
    items.clear()


@hooks.register("insert_global_admin_css")
def desk_style() -> SafeString:
    """A calm look."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


for hook in ("after_create_page", "after_edit_page", "after_publish_page"):
    hooks.register(hook, warn_of_page)
