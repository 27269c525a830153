"""Who may ask readers: whoever may publish."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

CHIEFS = ("Chief editors", "Moderators")
"""One group, by its name here and by Wagtail's, which it has until the newsroom's roles are made."""


def allow_moderators() -> None:
    """Appeals are public as soon as they are saved, so editors who may not publish may not set them up."""
    lacking = Group.objects.filter(name__in=CHIEFS).exclude(permissions__content_type__app_label="campaigns")
    for group in lacking:
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="campaigns", content_type__model="appeal")
        )
