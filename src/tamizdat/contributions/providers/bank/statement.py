"""What a statement says, whichever format it came in: values, read and checked against themselves.

Names and texts of payers are looked at for a reference while the file is read, and are not in these values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from tamizdat.core.ledger.money import LARGEST, Money, exponent
from tamizdat.shell.errors import RefusedError

_digits = re.compile(r"[-+0-9.,/: ]{0,24}\Z")
Return = Literal["", "recall", "return"]
"""``recall``: we gave it back because the payer's bank asked; ``return``: a bank undid it."""


class BankFileError(RefusedError):
    """A bank's file that cannot be taken in: which one, where in it, what to do."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """One transaction. ``amount`` is what it changed the balance by: minor units, negative when money left."""

    where: str
    """Where in the file: for whoever has to look."""
    booked: date
    amount: int
    references: frozenset[str]
    """Our own codes that were written on it."""
    servicer: str = ""
    """The bank's own number of it."""
    likeness: str = field(default="", repr=False)
    """All of it, so that a line is known again; goes into a keyed digest and nowhere else."""
    counterparty: str = field(default="", repr=False)
    returned: Return = ""
    is_fee: bool = False
    charge: int = 0
    """What a bank kept of it before it arrived."""
    paid: Money | None = None
    """As it was sent, if in another currency."""
    rate: str = ""


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One statement: what was there, what moved, what was there then."""

    where: str
    account: str
    currency: str
    since: date
    until: date
    opening: int | None
    """None: the file does not say; it is what the last statement ended with."""
    closing: int | None
    lines: tuple[BankLine, ...]

    def money(self, amount: int) -> str:
        """An amount in words for a message."""
        return f"{Money(amount, self.currency).to_decimal()} {self.currency}"


def shown(text: str) -> str:
    """What stood there, for a message: only if it is digits. Where columns are mixed up it may be a payer's name."""
    return repr(text) if _digits.match(text) else "What stands there"


def exact_amount(text: str, currency: str, where: str) -> int:
    """``"19.9"`` as 1990 minor units of USD: digits and one point, no sign, no exponent, never rounded."""
    try:
        if not text.isascii() or not text.replace(".", "", 1).isdigit() or len(text) > 24:
            raise InvalidOperation
        amount = Decimal(text).scaleb(exponent(currency))
    except InvalidOperation:
        raise BankFileError(f"{where}: {shown(text)} is no amount.") from None
    if amount != int(amount):
        raise BankFileError(f"{where}: {text[:40]} has more digits than {currency} knows. Ask the bank what it means.")
    if amount > LARGEST:
        raise BankFileError(f"{where}: {text[:40]} {currency} is more than these books can hold.")
    return int(amount)


def check_sum(statement: BankStatement) -> None:
    """Opening balance and all lines have to give the closing balance; raises BankFileError."""
    if statement.opening is None or statement.closing is None:
        return
    reached = statement.opening + sum(line.amount for line in statement.lines)
    if reached != statement.closing:
        raise BankFileError(
            f"{statement.where}: it begins with {statement.money(statement.opening)} and its lines lead to "
            f"{statement.money(reached)}, but it ends with {statement.money(statement.closing)}. "
            "A line is missing or stands twice: download it from the bank again."
        )
