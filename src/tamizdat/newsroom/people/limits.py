"""Guessing is slowed down, for each account and for the door as a whole; no stranger can shut an editor out.

Over Tor everybody comes from one address, so addresses tell nothing. Passwords for one account are looked at five times
in five minutes, and so many a minute in all. Whoever gives two codes of their phone, one and then the next, together
with the password goes past both queues: twelve digits cannot be found by trying, so how often somebody tries them need
not be counted, and nobody can keep their owner waiting. One code alone opens nothing here: a million of them are tried
in an hour. Kept in memory for minutes, written nowhere.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.cache import cache

from tamizdat.newsroom.code_once import unused_counters

ACCOUNT = (5, 300)
DOOR = (90, 60)
"""So many passwords a minute, for all accounts together: each costs the processor a tenth of a second."""
PER_PAIR = (3, 300)
"""Two codes that somebody saw give three tries, not as many as fit into a minute."""
LENGTHS = (6, 8)
"""A code of a phone, and a recovery code on paper."""

_ONE_AT_A_TIME = threading.Lock()


def may_try(name: str, codes: str) -> bool:
    """Whether this password may be looked at; counts it."""
    account = _short(name.casefold())
    pair = _digits(codes)
    if _are_right(name, pair) and _take(f"codes:{account}:{_short(pair)}", *PER_PAIR):
        return True
    # The door is looked at first: a name that is refused there is not remembered, so invented names push nothing out.
    return _has_room("door", *DOOR) and _take(f"account:{account}", *ACCOUNT) and _take("door", *DOOR)


def gave_right_password(name: str) -> None:
    """A right password was no guess."""
    key = f"tries:account:{_short(name.casefold())}"
    with _ONE_AT_A_TIME:
        cache.set(key, (cache.get(key) or [])[:-1], ACCOUNT[1])


def _take(key: str, most: int, seconds: int) -> bool:
    with _ONE_AT_A_TIME:
        tries = _tries(key, seconds)
        if len(tries) >= most:
            return False
        cache.set(f"tries:{key}", [*tries, time.time()], seconds)
        return True


def _has_room(key: str, most: int, seconds: int) -> bool:
    return len(_tries(key, seconds)) < most


def _tries(key: str, seconds: int) -> list[float]:
    return [one for one in cache.get(f"tries:{key}") or [] if one > time.time() - seconds]


def _are_right(name: str, pair: str) -> bool:
    """Two codes, both unused. Looked at, not used up: one is asked for again after the password."""
    halves = [(pair[:n], pair[n:]) for n in LENGTHS if len(pair) - n in LENGTHS]
    account = get_user_model().objects.filter(username=name).first() if halves else None
    if account is None:
        return False
    factors = list(Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN))
    return any(_are_two(factors, *one) for one in halves)


def _are_two(factors: Iterable[Any], first: str, second: str) -> bool:
    one, other = ([place for factor in factors for place in _places(factor, code)] for code in (first, second))
    return any(_follows(there, here) for here in one for there in other)


def _places(factor: Any, code: str) -> Iterator[int]:
    """Which half minute of the phone this is the code of; below zero, which line of the paper."""
    if factor.type == Authenticator.Type.TOTP:
        yield from unused_counters(factor, code)
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        for number, one in enumerate(factor.wrap().get_unused_codes(), start=1):
            if compare_user_code(actual=code, expected=one):
                yield -number


def _follows(there: int, here: int) -> bool:
    """A phone shows one code after the other; on paper any two do."""
    return there == here + 1 if min(there, here) > 0 else there != here


def _digits(codes: str) -> str:
    """However somebody parts them, and in whatever digits."""
    return "".join(str(int(one)) for one in codes if one.isdecimal())


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
