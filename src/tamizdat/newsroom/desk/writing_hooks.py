"""What pictures, checks and pasting add to the desk: addresses, a menu item, scripts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from tamizdat.newsroom.desk.checks import find_findings
from tamizdat.newsroom.desk.watch_list import watch_list
from tamizdat.newsroom.picture_notes import read_notes

MOST_OF_A_HEAD = 2**20


@require_POST
def picture_notes(request: HttpRequest) -> HttpResponse:
    """What the beginning of a picture file says of who made it. Nothing of it is kept."""
    if not request.user.has_perm("newsroom.add_picture"):
        return HttpResponse(status=403)
    head = request.FILES.get("head")
    if head is None or head.size > MOST_OF_A_HEAD:
        return HttpResponse(status=400)
    notes = read_notes(head.read())
    warning = _("Take it over only if it may be public and endangers nobody.")
    return JsonResponse(
        {"credit": notes.credit, "description": notes.caption, "says": _("The file says:"), "warning": warning,
         "take": _("Take over")}
    )  # fmt: skip


def show_findings(request: HttpRequest, page_id: int) -> HttpResponse:
    """What the checks say of the newest draft of a page."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        return HttpResponse(status=403)
    return render(request, "desk/findings.html", {"findings": find_findings(page.get_latest_revision_as_object())})


@hooks.register("register_admin_urls", order=-1)
def addresses() -> list[URLPattern]:
    """Before Wagtail's own."""
    return [
        path("desk/picture-notes/", picture_notes, name="desk_picture_notes"),
        path("desk/findings/<int:page_id>/", show_findings, name="desk_findings"),
        path("desk/watch-list/", watch_list, name="desk_watch_list"),
    ]


class WatchListItem(MenuItem):
    """For those who may change it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Moderators, and whoever runs the newsroom."""
        return bool(request.user.has_perm("newsroom.change_watchword"))


@hooks.register("register_settings_menu_item")
def link_to_watch_list() -> MenuItem:
    """Beside the other settings."""
    return WatchListItem(_("Watch list"), reverse("desk_watch_list"), name="watch-list", icon_name="warning", order=50)


@hooks.register("insert_global_admin_js")
def scripts() -> SafeString:
    """Small, our own, and not needed: every form works without them."""
    names: list[tuple[Any, ...]] = [(static("desk/paste.js"),), (static("desk/pictures.js"),)]
    return format_html_join("\n", '<script src="{}" defer></script>', names)


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    """Their look."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/writing.css"))
