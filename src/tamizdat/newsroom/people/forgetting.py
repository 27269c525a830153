"""The people's key is destroyed: nobody can say any more who wrote what, and everybody joins anew."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.users.models import UserProfile

from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.key import destroy_key
from tamizdat.newsroom.people.models import Invitation, LockAsk, OpenSession, PreviewLink
from tamizdat.newsroom.people.profiles import forget_profiles


def forget() -> int:
    """First the key, then what it sealed: cut short, the key is gone all the same. How many accounts there were."""
    destroy_key()
    with transaction.atomic():
        for model in (OpenSession, Invitation, LockAsk, PreviewLink, Authenticator, EmailAddress):
            model.objects.all().delete()
        forget_profiles(UserProfile.objects.all())
        count = get_user_model().objects.update(
            is_active=False, is_superuser=False, is_staff=False, password="", first_name="", last_name="", email=""
        )
        note(None, "the people's key was destroyed")
    return count
