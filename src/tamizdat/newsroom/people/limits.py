"""Guessing is slowed down, for each account and for the door as a whole; no stranger can shut an editor out.

Over Tor everybody comes from one address, so addresses tell nothing. Passwords for one account are looked at five times
in five minutes. Whoever gives the code of their phone with the password goes past that queue: a stranger who keeps it
full cannot know the code. Kept in memory for minutes, written nowhere.
"""

from __future__ import annotations

import hashlib
import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.cache import cache

from tamizdat.newsroom.code_once import is_unused_code

ACCOUNT = (5, 300)
DOOR = (90, 60)
"""So many passwords a minute, for all accounts together: each costs the processor a tenth of a second."""
PER_CODE = (3, 300)
"""A code that somebody guessed gives three tries, not as many as fit into a minute."""


def may_try(name: str, code: str) -> bool:
    """Whether this password may be looked at; counts it."""
    account = _short(name.casefold())
    if code and _is_right(name, code) and _take(f"code:{account}:{_short(code)}", *PER_CODE):
        return True
    return _take(f"account:{account}", *ACCOUNT) and _take("door", *DOOR)


def gave_right_password(name: str) -> None:
    """A right password was no guess."""
    key = f"tries:account:{_short(name.casefold())}"
    cache.set(key, (cache.get(key) or [])[:-1], ACCOUNT[1])


def _take(key: str, most: int, seconds: int) -> bool:
    now = time.time()
    tries = [one for one in cache.get(f"tries:{key}") or [] if one > now - seconds]
    if len(tries) >= most:
        return False
    cache.set(f"tries:{key}", [*tries, now], seconds)
    return True


def _is_right(name: str, code: str) -> bool:
    """Looked at, not used up: it is asked for again after the password."""
    account = get_user_model().objects.filter(username=name).first()
    if account is None:
        return False
    for factor in Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN):
        if factor.type == Authenticator.Type.TOTP and is_unused_code(factor, code):
            return True
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            unused = factor.wrap().get_unused_codes()
            if any(compare_user_code(actual=code, expected=one) for one in unused):
                return True
    return False


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
