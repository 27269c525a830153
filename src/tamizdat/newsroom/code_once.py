"""A code of the second factor opens the newsroom once, and no older code does after it (RFC 6238, section 5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

LAST = "last_counter"
"""The half minute (counted from 1970) whose code was taken last; kept with the secret, so a restart forgets nothing."""
LATELY = 5
"""So many half minutes before the next one: whoever waits for a second code sends both over a slow link."""


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


def unused_counters(authenticator: Authenticator, code: str) -> list[int]:
    """Of which half minutes, now and shortly before, this is the code that nobody has used; it stays unused."""
    if "secret" not in authenticator.data:
        return []
    now = max(yield_hotp_counters_from_time())
    return list(_matching(authenticator, code, range(now - LATELY, now + 1)))


def _unused_counter(authenticator: Authenticator, code: str) -> int | None:
    return next(_matching(authenticator, code, yield_hotp_counters_from_time()), None)


def _matching(authenticator: Authenticator, code: str, counters: Iterable[int]) -> Iterator[int]:
    secret, last = decrypt(authenticator.data["secret"]), authenticator.data.get(LAST, 0)
    for counter in counters:
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > last and compare_user_code(actual=code, expected=expected):
            yield counter
