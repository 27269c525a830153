"""Who approves what: the step between writing and publishing, and roles in one section."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, Task, TaskState

from tamizdat.newsroom.people.models import Breaking

ROLES = ("writer", "editor", "chief")


class RoleInSection(models.Model):
    """A group that holds one role in one section. Made when somebody is given that role there."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role_in_section")
    section = models.ForeignKey("newsroom.SectionPage", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=[(one, one) for one in ROLES])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "role"], name="one_group_per_role_and_section")]


class Approval(Task):
    """Somebody who may change the page, and who did not ask for it themselves, approves; then it is published."""

    def may_approve(self, page: Page, user: Any) -> bool:
        """An editor of that section approves the work of others; a chief editor also their own, unless it is out."""
        if Breaking.went_out_by(page, user):
            return False
        rights = page.permissions_for_user(user)
        if user.is_superuser or rights.can_publish():
            return bool(user.is_active)
        if "change" not in getattr(rights, "permissions", ()):
            return False
        state = page.current_workflow_state
        return page.owner_id != user.pk and (state is None or state.requested_by_id != user.pk)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """While editors look at it nobody else changes it, but whoever published breaking news goes on with it."""
        return not self.may_approve(obj, user) and not Breaking.went_out_by(obj, user)

    def user_can_lock(self, obj: Page, user: Any) -> bool:
        """Whoever approves may also hold it."""
        return self.may_approve(obj, user)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        """Approve, or say what is missing."""
        if not self.may_approve(obj, user):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a remark"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits for this person."""
        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task_id=self.pk)
        chosen = [
            one.pk
            for one in waiting.select_related("workflow_state", "revision")
            if isinstance(page := one.workflow_state.content_object, Page) and self.may_approve(page, user)
        ]
        return waiting.filter(pk__in=chosen)

    @classmethod
    def get_description(cls) -> str:
        """For Wagtail's list of tasks."""
        return _("Editors of the section approve; nobody approves what they wrote themselves.")
