"""What every provider of payments can do. Whoever adds one: tests/contributions/test_contract.py says what must hold.

Amounts are minor units of ISO 4217 on our side of this border; how a processor counts is its provider's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.errors import RefusedError, TamizdatError

Flow = Literal["redirect", "element", "transfer"]
"""``redirect``: the processor's own page, works without scripts. ``element``: the processor's form inside our page, so
that a card's country is seen before any authorisation. ``transfer``: paid at the reader's bank or from their wallet."""
Every = Literal["once", "month", "year"]


class NoticeRefusedError(RefusedError):
    """A notice that is not the processor's, or not of now. Answered with 400; nothing of it is kept."""


class CountryRefusedError(RefusedError):
    """The card was issued where a gift endangers who gives it. No authorisation was asked for."""


class ProviderError(TamizdatError):
    """The processor did not do it. ``may_retry``: it may be asked the same again, with the same key."""

    def __init__(self, message: str, *, may_retry: bool) -> None:
        super().__init__(message)
        self.may_retry = may_retry


@dataclass(frozen=True, slots=True)
class Order:
    """A gift as the processor is told of it: nothing that names a person or the newsroom."""

    gift: str
    """Our id; also the idempotency key."""
    money: Money
    every: Every
    supporter: str
    """Our id of the supporter, for a recurring gift; else empty."""
    customer: str
    """The processor's number of that supporter, where there is one."""
    language: str
    done: str
    """Where the processor sends the reader back to."""
    stopped: str
    statement_text: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment that waits for the reader."""

    address: str = ""
    """``redirect``: where to send them."""
    client: Mapping[str, Any] = field(default_factory=dict)
    """``element``: what the script needs (``script``, ``key``, ``mode``, ``amount``, ``currency``)."""
    told: Mapping[str, str] = field(default_factory=dict)
    """``transfer``: what to write on it (``reference``, ``iban``, ``holder``, ``address``, ``qr`` payload)."""
    external_id: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a confirmed payment."""

    state: Literal["paid", "waiting", "action", "declined"]
    client_secret: str = ""
    """``action``: the bank wants to ask the cardholder (3-D Secure)."""
    why: str = ""
    """``declined``: a word of ours, such as ``card``, ``funds``, ``expired``; never the processor's text."""
    external_id: str = ""
    recurring: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One notice, read: the skeleton is plain and about nobody; the remainder is everything else."""

    id: str
    kind: str
    about: str
    at: datetime
    is_live: bool
    skeleton: Mapping[str, Any]
    remainder: Mapping[str, Any]
    customer: str = ""


class Provider(Protocol):
    """One processor. Every call may raise ProviderError; every deed carries an idempotency key made of our ids."""

    name: str
    flows: frozenset[Flow]
    takes_cards: bool
    """A card has a country; in strict mode it has to be seen before any authorisation."""

    def begin(self, order: Order, flow: Flow) -> Begun: ...

    def confirm(self, order: Order, token: str, check_country: Callable[[str], None]) -> Outcome:
        """``element``: look at the card's country (``check_country`` raises CountryRefusedError), then pay."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Told:
        """Check signature and time (neither old nor from the future); raises NoticeRefusedError."""
        ...

    def movements_of(self, skeleton: Mapping[str, Any]) -> tuple[str, ...]:
        """The numbers of the movements that a notice speaks of, to be asked for and booked."""
        ...

    def fetch_movement(self, number: str) -> Movement: ...

    def list_movements(self, since: datetime | None = None) -> Iterator[Movement]: ...

    def balance(self) -> Mapping[str, int]:
        """Currency → what the processor says it owes us, pending money among it."""
        ...

    def refund(self, gift: str, payment: str, money: Money, key: str) -> str: ...

    def cancel(self, recurring: str) -> None: ...

    def change(self, recurring: str, money: Money) -> None: ...

    def new_card(self, recurring: str, customer: str, language: str, done: str) -> Begun:
        """A page or form on which the supporter gives another card."""
        ...

    def recurring_country(self, recurring: str) -> str:
        """The country of the card behind a recurring gift; empty when the processor does not know."""
        ...

    def erase(self, customer: str) -> None:
        """Forget the customer at the processor, as far as it forgets."""
        ...
