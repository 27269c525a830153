"""Who may see private addresses, and confirm or dismiss what is proposed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

DECIDE = "mirrors_console.decide"


def may_decide(user: Any) -> bool:
    """Superusers, and members of groups that were given the right."""
    return bool(user.has_perm(DECIDE))


def offered() -> QuerySet[Permission]:
    """What can be ticked for a group."""
    return Permission.objects.filter(content_type__app_label="mirrors_console", codename="decide")
