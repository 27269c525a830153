"""The buttons under an article: each says what it will do in the state that the article is in."""

from __future__ import annotations

import copy
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.action_menu import SubmitForModerationMenuItem

from tamizdat.newsroom.embargo import find_embargo
from tamizdat.newsroom.models import ArticlePage

OF_A_TEMPLATE = {"action-save-draft", "action-page-locked"}


class AskForApproval(SubmitForModerationMenuItem):
    """Wagtail names the workflow; a writer knows what an approval is."""

    def get_context_data(self, parent_context: Any) -> Any:
        """Asked again, it says so."""
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        again = state and state.status == state.STATUS_NEEDS_CHANGES
        context["label"] = _("Ask again for approval") if again else _("Ask for approval")
        return context


@hooks.register("construct_page_action_menu")
def name_buttons(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Wagtail shares its items between all requests: a changed one is another one."""
    page = context.get("page")
    if isinstance(page, ArticlePage) and page.is_template:
        items[:] = [item for item in items if item.name in OF_A_TEMPLATE]
    held = page.pk and find_embargo(page) if isinstance(page, ArticlePage) else None
    for number, item in enumerate(items):
        if item.name == "action-submit":
            items[number] = AskForApproval(order=item.order)
        elif item.name == "action-publish" and held:
            items[number] = copy.copy(item)
            items[number].label = _("Publish when the embargo lifts")
