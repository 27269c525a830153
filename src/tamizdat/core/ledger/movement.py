"""What moved a balance at a processor, told by the processor itself; everything in the books comes from movements.

A movement is known by the processor and by the processor's own number for it (Stripe: the balance transaction), so
however often and in whatever order it is told, it is one movement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "gift",  # a reader paid
    "refund",  # we paid back (negative)
    "refund_failure",  # what we paid back came back to us
    "chargeback",  # the bank took it back (negative)
    "chargeback_reversal",  # a dispute won
    "fee",  # a fee of its own, not part of another movement (negative)
    "payout",  # to our bank account (negative)
    "payout_failure",  # a payout that came back
    "opening",  # what was there before these books began
    "other",  # anything else: it is booked in suspense and raises an alarm
]


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a processor's account.

    ``amount`` and ``fee`` are minor units (ISO 4217) of ``currency``, in which the processor keeps its balance;
    ``amount`` is before the fee and has the sign of the balance's change; ``fee`` is positive when the processor keeps
    it, negative when it gives it back. ``paid`` is what the reader's side saw, in ``paid_currency``, with the same
    sign; both are as ``amount`` and ``currency`` unless money was exchanged: then ``rate`` is the processor's own.
    """

    processor: str
    """Such as ``stripe``, ``sandbox``, ``bank``."""
    id: str
    kind: Kind
    amount: int
    fee: int
    currency: str
    paid: int
    paid_currency: str
    rate: str
    """Empty where nothing was exchanged."""
    at: datetime
    """UTC, whole seconds: the value time."""
    source: str
    """What it is about, in the processor's numbers: a charge, refund, dispute, payout."""
    gift: str
    """Our own id of the gift; empty where there is none. It is no person: a gift's id names nobody."""
    is_suspense: bool = False
    """The gift was in another currency than it was promised in: kept apart until a person has looked."""
