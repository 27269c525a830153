"""What waited stops with the article: approvals, breaking news to be read by a second editor, links to its draft."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, WorkflowState

from tamizdat.newsroom.people.models import Breaking, PreviewLink


def stop_all(page: Page, user: Any = None) -> None:
    """For an article that is withdrawn: nothing that was asked for before brings it back, and nobody is shown it."""
    stop_approval(page, user)
    PreviewLink.objects.filter(page_id=page.pk).delete()


def stop_approval(page: Page, user: Any = None) -> None:
    """Whoever wants it approved after all asks anew."""
    Breaking.objects.filter(page_id=page.pk).delete()
    state = page.specific.current_workflow_state
    if state is not None and state.current_task_state is not None:
        state.cancel(user=user)
    elif state is not None:
        WorkflowState.objects.filter(pk=state.pk).update(status=WorkflowState.STATUS_CANCELLED)
