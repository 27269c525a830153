"""What a processor tells of what stands there. Addresses and names are never shown, and never in a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tamizdat.core.ledger.money import Money


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody whom the processor knows."""

    number: str
    country: str
    """Of the card that pays; empty when there is none, or it is not known."""
    language: str
    email: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """A recurring gift at the processor."""

    number: str
    country: str
    """Of the card that pays; empty when that is not known."""
    customer: Customer
    state: str
    """``active``, ``late`` or ``begun``."""
    money: Money | None
    """None: it is no plain gift of one amount a month or a year."""
    every: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that may have reached a cardholder's bank."""

    number: str
    at: datetime
    country: str
    state: str
