"""Somebody joins: an account without a password, and a link that opens once to set one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tamizdat.newsroom.desk.approval import ROLES
from tamizdat.newsroom.desk.roles import give_role
from tamizdat.newsroom.models import SectionPage
from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import Invitation
from tamizdat.newsroom.private_words import STOPS, stops_editions
from tamizdat.shell.errors import RefusedError

LASTS = timedelta(days=3)


@transaction.atomic
def join(
    name: str, *, role: str = "", sections: Sequence[SectionPage] = (), is_admin: bool = False, by: Any = None
) -> tuple[Any, str]:
    """Make an account; gives it with the token of its invitation, which cannot be read again. No section: all."""
    if role and role not in ROLES:
        raise RefusedError(f"There is no role {role!r}. Roles are: {', '.join(ROLES)}.")
    if not role and not is_admin:
        raise RefusedError("Give a role: without one the account may not enter the desk.")
    account = get_user_model()(username=name.strip().casefold(), is_superuser=is_admin, is_staff=is_admin)
    account.set_unusable_password()
    _check(account)
    account.save()
    give_role(account, role, sections)
    note(by, "joined", " ".join([role, *(["administrator"] if is_admin else [])]).strip(), about=account)
    return account, invite(account)


def _check(account: Any) -> None:
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as error:
        raise RefusedError(f"No account can be called {account.username!r}: {' '.join(error.messages)}") from None
    if stops_editions(account.username):
        raise RefusedError(f"{account.username!r} {STOPS}")


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
