"""A form's token: signed, of an age that can be told, about nobody. Sent twice, it is one gift."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LASTS = timedelta(hours=12)
MAC = 32
_token = re.compile(r"([0-9a-f]{24})([0-9a-f]{8})([sc])([0-9a-f]{32})\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """``is_cleared``: whoever holds it has answered where they live, and may give. The answer itself is not in it."""

    nonce: str
    made: datetime
    is_cleared: bool = False

    @property
    def form(self) -> str:
        """What is kept with the gift: a digest, so that nobody can send the form again from the database."""
        return hashlib.sha256(self.nonce.encode()).hexdigest()


def new_token(now: datetime) -> Token:
    """For a form that is shown now."""
    return Token(secrets.token_hex(12), now.replace(microsecond=0))


def write_token(token: Token, key: bytes) -> str:
    """As it stands in a form: 65 signs, letters and digits."""
    body = f"{token.nonce}{int(token.made.timestamp()):08x}{'c' if token.is_cleared else 's'}"
    return body + _mac(body, key)


def read_token(text: str, key: bytes, now: datetime) -> Token | None:
    """Nothing when it is not ours, too old, or of tomorrow."""
    found = _token.match(text)
    if not found or not hmac.compare_digest(_mac(text[:-MAC], key), found[4]):
        return None
    made = datetime.fromtimestamp(int(found[2], 16), UTC)
    if not timedelta() <= now - made + timedelta(seconds=1) <= LASTS:
        return None
    return Token(found[1], made, found[3] == "c")


def _mac(body: str, key: bytes) -> str:
    return hmac.digest(key, b"tamizdat: form " + body.encode(), "sha256").hex()[:MAC]
