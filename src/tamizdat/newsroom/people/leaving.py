"""Somebody leaves: one deed ends every way in, and hands over what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from wagtail.models import Page, WorkflowState
from wagtail.users.models import UserProfile

from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import BylineRecord, Invitation, LockAsk, PreviewLink
from tamizdat.newsroom.people.profiles import forget_profiles
from tamizdat.newsroom.people.right import MANAGE, colleagues
from tamizdat.newsroom.people.sessions import end_sessions
from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Left:
    """What was ended, and what only people can do."""

    sessions: int
    factors: int
    links: int
    locks: int
    drafts: int
    tasks: int
    records: int
    """Byline records: one of them may be about whoever left."""


def check_leaving(account: Any, successor: Any) -> None:
    """Raises RefusedError when nobody could run the newsroom afterwards, or take over."""
    if successor.pk == account.pk or not successor.is_active:
        raise RefusedError("Choose somebody else, with an open account, to take over what waits.")
    others = [one for one in colleagues() if one.pk != account.pk and one.has_perm(MANAGE)]
    if not others:
        raise RefusedError(
            "Nobody else may manage accounts. Make another administrator first (`tamizdat people join`)."
        )


@transaction.atomic
def leave(account: Any, successor: Any, *, by: Any = None) -> Left:
    """All at once; done twice, it is the same as done once."""
    check_leaving(account, successor)
    locked = Page.objects.filter(locked_by=account)
    waiting = WorkflowState.objects.filter(requested_by=account, status=WorkflowState.STATUS_IN_PROGRESS)
    left = Left(
        sessions=end_sessions(account.pk),
        factors=Authenticator.objects.filter(user=account).delete()[0],
        links=PreviewLink.objects.filter(made_by=account).delete()[0],
        locks=locked.update(locked=False, locked_by=None, locked_at=None),
        drafts=Page.objects.filter(owner=account, live=False).update(owner=successor),
        tasks=waiting.update(requested_by=successor),
        records=BylineRecord.objects.count(),
    )
    _close(account)
    note(by, "left", "", about=account)
    return left


def _close(account: Any) -> None:
    Invitation.objects.filter(account=account).delete()
    LockAsk.objects.filter(account=account).delete()
    LockAsk.objects.filter(asked_by=account).delete()
    EmailAddress.objects.filter(user=account).delete()
    forget_profiles(UserProfile.objects.filter(user=account))
    account.groups.clear()
    account.user_permissions.clear()
    account.set_unusable_password()
    account.is_active = account.is_superuser = account.is_staff = False
    account.email = ""
    account.save()
