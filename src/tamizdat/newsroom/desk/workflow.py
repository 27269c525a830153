"""Writer, editor, readers: the one way from a draft to an edition when somebody else has to look at it first."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from tamizdat.newsroom.desk.approval import Approval

NAME = "Before publishing"
WAGTAILS = "Moderators approval"


@transaction.atomic
def make_workflow() -> Workflow:
    """One approval for every page of the paper, in place of Wagtail's own; what a newsroom set up itself stays."""
    step = Approval.objects.first() or Approval.objects.create(name="An editor’s approval")
    workflow = Workflow.objects.filter(workflow_tasks__task=step).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=0)
        for old in Workflow.objects.filter(name=WAGTAILS, active=True):
            old.deactivate()
    root = Page.objects.filter(depth=1).first()
    if root and not WorkflowPage.objects.filter(page=root).exists():
        WorkflowPage.objects.create(page=root, workflow=workflow)
    return workflow


@transaction.atomic
def ask_for_approval(page: Page, user: Any) -> WorkflowState | None:
    """Send the latest draft of a page to its editors; gives the state it is in. Asked twice it waits once.

    None where no workflow stands above the page.
    """
    page = page.specific
    state: WorkflowState | None = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return state
    if page.get_latest_revision() is None:
        page.save_revision(user=user)
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        return state
    workflow = page.get_workflow()
    return workflow.start(page, user) if workflow else None


def end_approval(page: Page, user: Any, *, asked_by: int | None) -> None:
    """What this person asked for is out already and was read: that is noted, and no draft is published by it."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or state.current_task_state is None:
        return
    if state.requested_by_id != asked_by:
        return  # somebody asks for another thing: a draft of theirs
    state.current_task_state.approve(user=user, update=False)
    if state.get_next_task():
        state.update(user=user)
    else:
        state.status = WorkflowState.STATUS_APPROVED
        state.save()
