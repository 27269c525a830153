"""A name, a password and the second factor, as a person is told them once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import qrcode

PERIOD = 30
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Login:
    """What opens the newsroom. ``secret`` is the second factor's, in base32."""

    name: str
    password: str
    secret: str

    def otpauth(self, newsroom: str) -> str:
        """The link that an authenticator reads."""
        issuer = quote(newsroom)
        return f"otpauth://totp/{issuer}:{quote(self.name)}?" + urlencode(
            {"secret": self.secret, "issuer": newsroom}, quote_via=quote
        )


def make_password() -> str:
    """Sixteen characters that cannot be mistaken for each other: 79 bits of chance."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(letters[n : n + 4] for n in range(0, 16, 4))


def current_code(secret: str, at: float) -> tuple[str, int]:
    """The six digits of the second factor at this moment, and for how many seconds they hold (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    counter, passed = divmod(int(at), PERIOD)
    mac = hmac.digest(key, counter.to_bytes(8), hashlib.sha1)
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}", PERIOD - passed


def draw_code(link: str) -> str:
    """The link as a square that a telephone reads from the screen."""
    code = qrcode.QRCode(border=2)
    code.add_data(link)
    out = io.StringIO()
    code.print_ascii(out=out, invert=True)
    return out.getvalue()
