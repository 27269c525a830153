"""An answer of the processor about one of its movements: kept in the inbox, so that the books follow from it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.core.ledger.movement import Movement

MOVEMENT = "movement"
FIELDS = tuple(name for name in Movement.__dataclass_fields__ if name != "at")


@dataclass(frozen=True, slots=True)
class Answer:
    """A movement, and to which payment and recurring gift it belongs, in the processor's numbers."""

    movement: Movement
    refs: tuple[str, ...] = ()
    recurring: str = ""
    recurring_id: str = ""
    is_renewal: bool = False
    customer: str = ""
    payment: str = ""

    @property
    def name(self) -> str:
        return name_of(self.movement.id)


def name_of(number: str) -> str:
    """Under which number of a notice the answer about a movement is kept."""
    return f"answer:{number}"


def skeleton_of(answer: Answer) -> dict[str, Any]:
    """As it is kept."""
    values = asdict(answer.movement) | {"at": int(answer.movement.at.timestamp())}
    more = {key: value for key, value in asdict(answer).items() if key != "movement"}
    return values | more | {"refs": list(answer.refs), "object": MOVEMENT}


def movement_in(skeleton: Mapping[str, Any]) -> Movement:
    """As it was."""
    values = {name: skeleton[name] for name in FIELDS}
    return Movement(**values, at=datetime.fromtimestamp(skeleton["at"], UTC))


def meaning_in(skeleton: Mapping[str, Any]) -> Meaning:
    """To what it belongs."""
    is_gift = skeleton["kind"] == "gift"
    return Meaning(
        gift=skeleton["gift"],
        refs=tuple(skeleton.get("refs", ())),
        recurring=skeleton.get("recurring", ""),
        recurring_id=skeleton.get("recurring_id", ""),
        customer=skeleton.get("customer", ""),
        payment=skeleton.get("payment", ""),
        is_renewal=bool(skeleton.get("is_renewal")) and is_gift,
        amount=skeleton["paid"] if is_gift else 0,
        currency=skeleton["paid_currency"] if is_gift else "",
    )
