"""What people with an account may do who do not run the newsroom."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

ROLES = ("Editors", "Moderators")
"""Wagtail's two: an editor writes, a moderator also publishes."""


def allow_editors() -> None:
    """Whoever writes may name topics and bylines and begin translations; Wagtail alone grants neither."""
    names = Q(content_type__app_label="newsroom", content_type__model__in=["topic", "byline"])
    write = names & Q(codename__regex="^(add|change)_")
    translate = Q(content_type__app_label="simple_translation", codename="submit_translation")
    granted = list(Permission.objects.filter(write | translate))
    for group in Group.objects.filter(name__in=ROLES):
        group.permissions.add(*granted)
    watch = Permission.objects.filter(content_type__app_label="newsroom", codename="change_watchword")
    for group in Group.objects.filter(name=ROLES[1]):
        group.permissions.add(*watch)
