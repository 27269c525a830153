"""A code of the second factor opens the newsroom once, and no older code does after it (RFC 6238, section 5.2)."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

LAST = "last_counter"
"""The half minute (counted from 1970) whose code was taken last; kept with the secret, so a restart forgets nothing."""


class _OnceForm(BaseAuthenticateForm):
    """Asks for a code that nobody has used yet."""

    def clean_code(self) -> str:
        """allauth remembers a used code for 30 seconds, and takes it for 90."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not take_code(self.authenticator.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class LoginCodeForm(_OnceForm, AuthenticateForm):
    """The code at the door."""


class AgainCodeForm(_OnceForm, ReauthenticateForm):
    """The code before a second factor is changed."""


@transaction.atomic
def take_code(key: int, code: str) -> bool:
    """Use this code up; False when it, or a later one, was used before."""
    authenticator = Authenticator.objects.select_for_update().get(pk=key)
    counter = _unused_counter(authenticator, code)
    if counter is not None:
        authenticator.data[LAST] = counter
        authenticator.save(update_fields=["data"])
    return counter is not None


def is_unused_code(authenticator: Authenticator, code: str) -> bool:
    """Whether it would be taken now; it stays unused."""
    return "secret" in authenticator.data and _unused_counter(authenticator, code) is not None


def _unused_counter(authenticator: Authenticator, code: str) -> int | None:
    secret, last = decrypt(authenticator.data["secret"]), authenticator.data.get(LAST, 0)
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > last and compare_user_code(actual=code, expected=expected):
            return counter
    return None
