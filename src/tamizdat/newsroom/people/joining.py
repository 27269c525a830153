"""Somebody joins: an account without a password, and a link that opens once to set one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import Invitation
from tamizdat.shell.errors import RefusedError

LASTS = timedelta(days=3)


@transaction.atomic
def join(name: str, *, roles: Sequence[str] = (), is_admin: bool = False, by: Any = None) -> tuple[Any, str]:
    """Make an account; gives it with the token of its invitation, which cannot be read again."""
    accounts = get_user_model()
    wanted = list(Group.objects.filter(name__in=roles))
    missing = set(roles) - {one.name for one in wanted}
    if missing:
        known = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
        raise RefusedError(f"There is no role {sorted(missing)[0]!r}. Roles are: {known}.")
    if not wanted and not is_admin:
        raise RefusedError("Give at least one role: without one the account may not enter the desk.")
    account = accounts(username=name.strip().casefold(), is_superuser=is_admin, is_staff=is_admin)
    account.set_unusable_password()
    _check(account)
    account.save()
    account.groups.set(wanted)
    note(by, "joined", ", ".join([*sorted(roles), *(["administrator"] if is_admin else [])]), about=account)
    return account, invite(account)


def _check(account: Any) -> None:
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as error:
        raise RefusedError(f"No account can be called {account.username!r}: {' '.join(error.messages)}") from None


def invite(account: Any) -> str:
    """A new link for this account; an older one stops working."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.update_or_create(
        account=account, defaults={"digest": digest_of(token), "until": timezone.now() + LASTS}
    )
    return token


def find_invitation(token: str) -> Invitation | None:
    """Whose link it is; None when it was used, has run out, or never was."""
    found = Invitation.objects.filter(digest=digest_of(token), until__gt=timezone.now(), account__is_active=True)
    return found.select_related("account").first()


@transaction.atomic
def accept(invitation: Invitation, password: str) -> None:
    """Set the password; the link is used up."""
    account = invitation.account
    account.set_password(password)
    account.save(update_fields=["password"])
    invitation.delete()
    note(account, "password set with the link", about=account)


def digest_of(token: str) -> str:
    """The database holds no link that works."""
    return hashlib.sha256(token.encode()).hexdigest()
