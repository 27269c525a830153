"""What Wagtail keeps in plain about somebody: language and looks; in older days also a picture and a time zone."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.users.models import UserProfile


def forget_profiles(profiles: QuerySet[UserProfile]) -> None:
    """All of it, for whoever has left."""
    _forget_pictures(profiles)
    profiles.delete()


def forget_needless() -> None:
    """Pictures, and zones that tell where somebody lives, from the days when the account page asked for them."""
    _forget_pictures(UserProfile.objects.all())
    UserProfile.objects.exclude(current_time_zone="").update(current_time_zone="")


def _forget_pictures(profiles: QuerySet[UserProfile]) -> None:
    for one in profiles.exclude(avatar=""):
        one.avatar.delete(save=True)
