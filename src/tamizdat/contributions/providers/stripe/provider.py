"""Stripe as a provider: each deed is in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import stripe

from tamizdat.contributions.inbox.answer import Answer
from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.providers.contract import Begun, Flow, Order, Outcome, ProviderError, Told
from tamizdat.contributions.providers.stripe import ask, begin, confirm, lifecycle, meaning, notices
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement


@dataclass(frozen=True, slots=True)
class Keys:
    """What notices are signed with (several, while one is replaced by another), and what a browser is given."""

    webhook: tuple[str, ...] = field(repr=False)
    publishable: str
    script: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class StripeProvider:
    """``name`` is ``stripe``, or ``sandbox`` for what speaks as Stripe does."""

    name: str
    client: stripe.StripeClient = field(repr=False)
    keys: Keys
    flows: frozenset[Flow] = frozenset(("redirect", "element"))
    takes_cards: bool = True

    @property
    def is_live(self) -> bool:
        """Real money: a notice of the other kind is not ours."""
        return self.keys.is_live

    def begin(self, order: Order, flow: Flow) -> Begun:
        return begin.begin(self.client, self.keys.publishable, self.keys.script, order, flow)

    def begin_again(self, session: str) -> Begun:
        return begin.begin_again(self.client, session)

    def confirm(self, order: Order, token: str, check_country: Callable[[str], None]) -> Outcome:
        return confirm.confirm(self.client, order, token, check_country)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Told:
        return notices.read_notice(self.keys.webhook, body, headers, now)

    def meaning(self, kind: str, skeleton: Mapping[str, Any]) -> Meaning:
        return meaning.meaning_of(kind, skeleton)

    def movements_of(self, skeleton: Mapping[str, Any]) -> tuple[str, ...]:
        return ask.movements_of(skeleton)

    def fetch_answer(self, number: str) -> Answer | None:
        return ask.fetch_answer(self.client, self.name, number)

    def fetch_movement(self, number: str) -> Movement:
        answer = self.fetch_answer(number)
        if answer is None:
            raise ProviderError(f"The processor has moved nothing yet of {number}.", may_retry=True)
        return answer.movement

    def list_movements(self, since: datetime | None = None) -> Iterator[Movement]:
        return ask.list_movements(self.client, self.name, since)

    def list_payouts(self, since: datetime | None = None) -> Iterator[tuple[str, int, str]]:
        return ask.list_payouts(self.client, since)

    def payout_movements(self, payout: str) -> Iterator[Movement]:
        return ask.list_movements(self.client, self.name, None, payout)

    def balance(self) -> Mapping[str, int]:
        return ask.balance(self.client)

    def refund(self, gift: str, payment: str, money: Money, key: str) -> str:
        return lifecycle.refund(self.client, gift, payment, money, key)

    def cancel(self, recurring: str) -> None:
        lifecycle.cancel(self.client, recurring)

    def change(self, recurring: str, money: Money) -> None:
        lifecycle.change(self.client, recurring, money)

    def new_card(self, recurring: str, customer: str, language: str, done: str, gift: str = "") -> Begun:
        return lifecycle.new_card(self.client, recurring, gift, customer, language, done)

    def take_new_card(self, recurring: str, session: str, check_country: Callable[[str], None]) -> None:
        lifecycle.take_new_card(self.client, recurring, session, check_country)

    def recurring_country(self, recurring: str) -> str:
        return lifecycle.card_country(self.client, recurring)

    def card_expires(self, recurring: str) -> str:
        return lifecycle.card_expires(self.client, recurring)

    def action_address(self, invoice: str) -> str:
        return lifecycle.action_address(self.client, invoice)

    def erase(self, customer: str) -> None:
        lifecycle.erase(self.client, customer)
