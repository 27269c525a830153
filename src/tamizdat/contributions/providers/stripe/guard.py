"""The one place through which everything passes that goes to the processor: nothing may name a person or the newsroom.

Where it would, the request is not sent. It cannot hide the merchant's number, nor the account's own name: those the
processor has from whoever opened the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings

STATEMENT_FORBIDDEN = set("<>\\'\"*")
LONG_ENOUGH = 6
"""So many letters in a row cannot stand in a random id by chance."""
_not_letters = re.compile(r"[\W_]+")
_person = re.compile(r"[^\s@/]+@[^\s@]+\.[^\s@]+")
PERSONAL = frozenset(
    ["email", "customer_email", "receipt_email", "name", "phone", "address", "shipping", "billing_details", "ip"]
)


class NamesSomebodyError(RefusedError):
    """Something that would have told the processor who a person or the newsroom is."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What must never leave toward the processor."""

    words: tuple[str, ...]
    """The newsroom's name and hosts, in lower case."""

    def check(self, url: str, body: str | bytes | None) -> None:
        """Every parameter of a request, name and value; raises NamesSomebodyError."""
        for name, value in _parameters(url, body):
            last = re.split(r"[\[\]]+", name.rstrip("]"))[-1]
            is_product = name.endswith("product_data][name]") or (name == "name" and "/v1/products" in url)
            if (last in PERSONAL and not is_product) or _person.search(value):
                raise NamesSomebodyError(f"{name} was not sent to the processor: it may name a person.")
            if self.names_newsroom(value) or self.names_newsroom(name):
                raise NamesSomebodyError(
                    f"{name} was not sent to the processor: it names the newsroom. Change it, or allow it with "
                    "names_newsroom = true in [support], where that endangers nobody."
                )

    def names_newsroom(self, text: str) -> bool:
        """As written, and with everything but letters and digits taken out."""
        plain = unquote(text).casefold()
        return any(_stands_in(word, plain) for word in self.words)


def guard_of(settings: Settings) -> Guard:
    """The guard of a newsroom; where the policy lets it be named, only persons are guarded."""
    if settings.support.names_newsroom:
        return Guard(())
    hosts = (urlsplit(address).hostname or "" for address in (settings.address, settings.onion))
    named = (settings.name.strip(), *(host.removeprefix("www.") for host in hosts))
    return Guard(tuple(word.casefold() for word in named if word))


def check_statement_text(text: str, guard: Guard) -> str:
    """What stands on a bank statement: 5 to 22 Latin characters, a letter among them, and not the newsroom's name."""
    is_right = 5 <= len(text) <= 22 and text.isascii() and text.isprintable() and any(c.isalpha() for c in text)
    if not is_right or STATEMENT_FORBIDDEN & set(text):
        raise RefusedError(
            f"[support] statement_text {text!r}: write 5 to 22 Latin characters, at least one letter, "
            "none of < > \\ ' \" *, such as READERS FUND."
        )
    if guard.names_newsroom(text):
        raise RefusedError(
            "[support] statement_text names the newsroom: it stands on bank statements, where others read it. "
            "Change it, or allow it with names_newsroom = true."
        )
    return text


def _stands_in(word: str, plain: str) -> bool:
    if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain):
        return True
    squeezed = _not_letters.sub("", word)
    return len(squeezed) >= LONG_ENOUGH and squeezed in _not_letters.sub("", plain)


def _parameters(url: str, body: str | bytes | None) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    text = body.decode() if isinstance(body, bytes) else body or ""
    yield "path", unquote(parts.path)
    yield from parse_qsl(parts.query, keep_blank_values=True)
    yield from parse_qsl(text, keep_blank_values=True)
