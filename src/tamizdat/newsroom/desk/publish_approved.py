"""What the last approval does. Wagtail reads this while its models are still being made: nothing of it is imported."""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """The approval is the right: an editor need not have another one to publish."""
    page = workflow_state.content_object
    page.get_latest_revision().publish(user=user, skip_permission_checks=True)
