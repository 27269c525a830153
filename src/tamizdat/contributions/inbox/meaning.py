"""What a notice says about a gift, in words that are the same for every processor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Meaning:
    """Empty where a notice says nothing of it."""

    gift: str = ""
    """Our id, as the processor repeats it, or as it follows from the processor's number of a renewal."""
    refs: tuple[str, ...] = ()
    """The processor's numbers that belong to that gift: payment, charge, page, invoice."""
    recurring: str = ""
    """The processor's number of the recurring gift."""
    recurring_id: str = ""
    """Our id of it, as the processor repeats it."""
    customer: str = ""
    payment: str = ""
    """The processor's number of the payment."""
    session: str = ""
    gift_says: str = ""
    """``waiting``, ``action``, ``failed``, ``ended``; that it is paid is told by movements alone."""
    recurring_says: str = ""
    """``begun``, ``active``, ``late``, ``ended``."""
    attempt: int = 0
    """Which try to renew has failed."""
    is_last: bool = False
    """The processor will not try again."""
    is_renewal: bool = False
    amount: int = 0
    """What was asked for, in minor units of ISO 4217."""
    currency: str = ""
    dispute: str = ""
    dispute_says: str = ""
    """``inquiry``, ``inquiry_closed``, ``open``, ``lost``, ``won``."""
    card: str = ""
    """The processor's number of a card."""
    card_expires: str = ""
    """``2027-03``: its last month."""
    deed: str = ""
    """``new_card``: something must be asked of the processor before this is done."""
    is_known: bool = True
    """False: a kind of notice that changes nothing here."""


def plain_meaning(skeleton: Mapping[str, Any]) -> Meaning:
    """A processor whose provider writes these very words into its skeletons."""
    fields = {key: value for key, value in skeleton.items() if key in Meaning.__dataclass_fields__}
    if "refs" in fields:
        fields["refs"] = tuple(fields["refs"])
    return Meaning(**fields)
