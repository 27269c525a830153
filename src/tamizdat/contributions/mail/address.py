"""Which text can be an e-mail address (RFC 5321, 6531): what a server may have, and nothing that breaks a header."""

from __future__ import annotations

import re

LONGEST = 254
_address = re.compile(r"(?P<name>[^\s@\"(),:;<>\[\]\\]{1,64})@(?P<domain>[^\W_][\w.-]*\.[\w-]*[^\W_])\Z")


def is_address(text: str) -> bool:
    """One @, a domain with a dot, no space, no quote, nothing that cannot be seen."""
    if len(text.encode()) > LONGEST or not text.isprintable():
        return False
    found = _address.match(text)
    return (
        found is not None and ".." not in text and not found["name"].startswith(".") and not found["name"].endswith(".")
    )
