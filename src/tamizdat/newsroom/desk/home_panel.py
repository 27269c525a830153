"""The first page of the desk, in place of Wagtail's: one calm column, drawn in one request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter

from tamizdat.newsroom.clock import confirm_clock, look_at_clock
from tamizdat.newsroom.desk import front_desk
from tamizdat.newsroom.desk.roles import publishes_everywhere
from tamizdat.newsroom.desk.summary import read_current
from tamizdat.newsroom.not_out import NOT_OUT
from tamizdat.newsroom.trusted_time import read_clocks
from tamizdat.shell.press_state import read_press_state

REPLACED = {"user_objects_in_workflow_moderation", "workflow_objects_to_moderate"}
"""Wagtail's panels that tell the same."""


class FrontDesk(Component):
    """What waits, what is confined, what goes out, what readers get next, who writes."""

    name = "front_desk"
    order = 40
    template_name = "desk/front_desk.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """All lists of this person."""
        request = parent_context["request"]
        user, clock = request.user, look_at_clock()
        current, press = read_current(settings.HOME.public_tree), read_press_state(settings.HOME)
        waiting_for_press = front_desk.read_next(user, _newest(current and current.pressed, press.done_at))
        return {
            "request": request,
            "clock": clock,
            "clock_says": read_clocks().wall if clock.doubt else None,
            "is_chief": publishes_everywhere(user),
            "waiting": front_desk.waits_for(user),
            "asked": front_desk.asked_by(user),
            "held": front_desk.under_embargo(user),
            "goes_out": front_desk.goes_out(user, clock.now),
            "unconfirmed": front_desk.unconfirmed(user, clock.now),
            "next": waiting_for_press,
            "stopped": press if press.failed_at else None,
            "is_late": not press.failed_at and front_desk.is_late(waiting_for_press, clock.now),
            "stayed_in": front_desk.stayed_in(user, clock.due),
            "left_out": front_desk.left_out(user, press.held),
            "edited": front_desk.edited_now(user),
        }


def _newest(*moments: datetime | None) -> datetime | None:
    return max(filter(None, moments), default=None)


@require_POST
@permission_required("wagtailadmin.access_admin")
def confirm_time(request: HttpRequest) -> HttpResponse:
    """Somebody looked at another clock."""
    if not publishes_everywhere(request.user):
        raise PermissionDenied
    confirm_clock()
    messages.success(request, _("The time is confirmed. What is due goes out within a minute."))
    return redirect("wagtailadmin_home")


@hooks.register("register_admin_urls")
def clock_address() -> list[URLPattern]:
    """Its address."""
    return [path("clock/confirm/", confirm_time, name="desk_confirm_time")]


class NotOut(LogFormatter):
    """In an article's history: a planned version that could not go out, and why."""

    label = gettext_lazy("Could not go out at its hour")

    def format_message(self, log_entry: Any) -> str:
        """The reason is the program's own, in English."""
        return f"{self.label}: {log_entry.data.get('why', '')}"


@hooks.register("register_log_actions")
def name_failure(actions: Any) -> None:
    """Wagtail writes only deeds that it was told of."""
    actions.register_action(NOT_OUT)(NotOut)


@hooks.register("construct_homepage_panels")
def show_front_desk(request: HttpRequest, panels: list[Component]) -> None:
    """First of all."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in REPLACED]
    panels.append(FrontDesk())
