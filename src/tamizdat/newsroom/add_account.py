"""A new account: its password and its second factor are made together, so that none exists without."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from tamizdat.shell.errors import RefusedError


@transaction.atomic
def add_account(name: str, password: str, *, email: str = "", is_admin: bool = True) -> str:
    """Make an account; gives the secret (base32) of its one-time codes, which cannot be read again."""
    accounts = get_user_model().objects
    if accounts.filter(username=name).exists():
        raise RefusedError(f"There is an account {name!r} already: choose another name.")
    make = accounts.create_superuser if is_admin else accounts.create_user
    account = make(username=name, email=email, password=password)
    if not is_admin:
        account.groups.set(Group.objects.filter(name="Editors"))
    if email:
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    assert Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    return secret
