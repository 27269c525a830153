"""Offer and statement cross the wall: two signed values from the support site, and nothing else.

Each is looked at as bytes: who signed it, whether it is in its one right form, whether its sums hold, and whether it is
newer than the last one. Whatever is wrong, the last good value stays, and the reason is kept for the desk.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from tamizdat.campaigns.models import KnownValue
from tamizdat.core.canonical import digest
from tamizdat.core.ledger.errors import LedgerError
from tamizdat.core.ledger.offer import read_offer
from tamizdat.core.ledger.read_statement import parse_statement, read_statement
from tamizdat.core.ledger.signed import LARGEST
from tamizdat.core.trust.errors import UnreachableError
from tamizdat.newsroom.fact_store import read_fact, write_facts
from tamizdat.reading.fetch import Site
from tamizdat.shell.home import Home
from tamizdat.shell.support import Support

VALUES = {"offer": "offer.json", "statement": "statement.json"}
LOOKS_FAR_EVERY = timedelta(minutes=10)
PUBLIC_KEY = "public-key"
"""Beside the two values of a support site in this folder: the public half of the key that signs, in hex."""

Read = Callable[[str], bytes | None]
"""The bytes of a file; None where there is none yet."""


class ValueRefusedError(Exception):
    """A value that must not be taken; the last good one stays."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came over, and what did not."""

    changed: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Name and reason."""


def bring_values(home: Home, now: datetime) -> Brought:
    """Take over what is newer; a newsroom that asks nobody has nothing to look for."""
    support = home.read_settings().support
    if not support.bring_from:
        return _bring_all(home, support, partial(_read_file, home.support_public), now)
    if not _is_time(now):
        return Brought()
    with Site(support.bring_from) as site:
        return _bring_all(home, support, partial(_read_far, site), now)


def _is_time(now: datetime) -> bool:
    last = KnownValue.objects.order_by("-looked_at").values_list("looked_at", flat=True).first()
    return last is None or not timedelta(0) <= now - last < LOOKS_FAR_EVERY


def _bring_all(home: Home, support: Support, read: Read, now: datetime) -> Brought:
    changed: list[str] = []
    refused: list[tuple[str, str]] = []
    for name, file in VALUES.items():
        try:
            data = read(file)
            if data is None:
                continue
            if bring_value(name, data, find_public_key(home, support), now):
                changed.append(name)
        except ValueRefusedError as error:
            refused.append((name, str(error)))
            KnownValue.objects.update_or_create(name=name, defaults={"looked_at": now, "refused": str(error)})
    return Brought(tuple(changed), tuple(refused))


def find_public_key(home: Home, support: Support) -> str:
    """The one in tamizdat.toml. A support site in this same folder may say it itself; one elsewhere may not."""
    if support.public_key:
        return support.public_key
    try:
        if support.bring_from:
            raise ValueError
        return (home.support_public / PUBLIC_KEY).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise ValueRefusedError(
            "There is no key to check it with: set public_key of [support] in tamizdat.toml."
        ) from None


@transaction.atomic
def bring_value(name: str, data: bytes, public_key: str, now: datetime) -> bool:
    """Check, compare with the last one, keep as a fact; True when it is new."""
    before = read_fact(name)
    if before is not None and before.encode() == data:
        _note_unchanged(name, now)
        return False
    try:
        CHECKS[name](data, public_key, before, now)
    except LedgerError as error:
        raise ValueRefusedError(f"The new {name} was refused: {error} The last good one stays.") from None
    write_facts({name: json.loads(data)})
    KnownValue.objects.update_or_create(name=name, defaults={"looked_at": now, "brought_at": now, "refused": ""})
    return True


def _note_unchanged(name: str, now: datetime) -> None:
    """It is looked for every few seconds; the database need not be told each time."""
    known = KnownValue.objects.filter(name=name).first()
    if known is None or known.refused or now - known.looked_at >= LOOKS_FAR_EVERY:
        KnownValue.objects.update_or_create(name=name, defaults={"looked_at": now, "refused": ""})


def _check_offer(data: bytes, public_key: str, before: str | None, now: datetime) -> None:
    offer = read_offer(data, public_key)
    _check_newer("offer", offer.number, _number(before))


def _check_statement(data: bytes, public_key: str, before: str | None, now: datetime) -> None:
    """Numbers that follow each other are a chain; between others there may be statements that were never seen here."""
    statement = read_statement(data, public_key)
    last = _number(before)
    _check_newer("statement", statement.number, last)
    if before is None:
        return
    if statement.number == last + 1 and statement.previous != digest(before.encode()):
        raise ValueRefusedError("The new statement was refused: it names another one before it than we have.")
    if statement.issued_on <= parse_statement(json.loads(before)["signed"]).issued_on:
        raise ValueRefusedError("The new statement was refused: it is not of a later day than the last one.")


def _check_newer(name: str, number: int, last: int) -> None:
    if number <= last:
        raise ValueRefusedError(
            f"The new {name} was refused: its number is {number}, and {last} was published. Numbers never go down."
        )


def _number(value: str | None) -> int:
    return int(json.loads(value)["signed"]["number"]) if value else 0


CHECKS: dict[str, Callable[[bytes, str, str | None, datetime], None]] = {
    "offer": _check_offer,
    "statement": _check_statement,
}


def _read_file(folder: Path, name: str) -> bytes | None:
    try:
        with (folder / name).open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueRefusedError(f"{folder / name} cannot be read: {error.strerror}.") from None


def _read_far(site: Site, name: str) -> bytes | None:
    try:
        return site.read(f"/{name}", LARGEST)
    except KeyError:
        return None
    except UnreachableError as error:
        raise ValueRefusedError(f"The support site could not be reached: {error.message}") from None


def known_value(name: str) -> dict[str, Any] | None:
    """The last good one."""
    text = read_fact(name)
    return json.loads(text)["signed"] if text else None
