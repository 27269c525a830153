"""A new account: its password and its second factor are made together, so that none exists without."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from tamizdat.newsroom.people.key import MARK, has_key, make_key
from tamizdat.shell.errors import RefusedError


def make_first_key() -> None:
    """With the first account comes the people's key; a key that is lost or destroyed is not made anew by itself."""
    if not has_key() and not _any_sealed():
        make_key()


def _any_sealed() -> bool:
    column = get_user_model()._meta.get_field("username").column
    return get_user_model().objects.extra(where=[f"{column} LIKE %s"], params=[f"{MARK}%"]).exists()


@transaction.atomic
def add_account(name: str, password: str, *, email: str = "", is_admin: bool = True) -> str:
    """Make an account; gives the secret (base32) of its one-time codes, which cannot be read again."""
    make_first_key()
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
