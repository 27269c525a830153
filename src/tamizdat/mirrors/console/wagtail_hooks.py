"""What mirrors add to the desk."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat.mirrors.console.desk import apply, dismiss, reach_page
from tamizdat.mirrors.console.rights import offered


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def reach_urls() -> list[URLPattern]:
    """One page, and the two answers to a proposal."""
    return [
        path("mirrors/", reach_page, name="mirrors_reach"),
        path("mirrors/apply/", apply, name="mirrors_apply"),
        path("mirrors/dismiss/", dismiss, name="mirrors_dismiss"),
    ]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def link_to_reach() -> MenuItem:
    """After the money."""
    return MenuItem(_("Where we can be read"), reverse("mirrors_reach"), name="reach", icon_name="globe", order=340)


@hooks.register("register_permissions")  # type: ignore[untyped-decorator]
def rights_to_give() -> QuerySet[Permission]:
    """The right can be given to a group."""
    return offered()
