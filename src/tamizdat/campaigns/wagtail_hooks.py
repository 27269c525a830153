"""What campaigns add to the desk."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from tamizdat.campaigns.desk import Appeals, support_page

register_snippet(Appeals)


@hooks.register("register_admin_urls")
def support_urls() -> list[URLPattern]:
    """One page on what is known of the money, and why a reader saw an appeal."""
    return [path("support/", support_page, name="campaigns_support")]


@hooks.register("register_admin_menu_item")
def link_to_support() -> MenuItem:
    """After the appeals."""
    return MenuItem(
        _("Money and meter"), reverse("campaigns_support"), name="support", icon_name="info-circle", order=330
    )
