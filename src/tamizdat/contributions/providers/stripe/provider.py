"""Stripe as a provider: each deed is in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import stripe

from tamizdat.contributions.providers.contract import Begun, Flow, Order, Outcome
from tamizdat.contributions.providers.stripe import begin, confirm


@dataclass(frozen=True, slots=True)
class Keys:
    """What notices are signed with (the newest first, so that one can be replaced), and what a browser is given."""

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

    def begin(self, order: Order, flow: Flow) -> Begun:
        return begin.begin(self.client, self.keys.publishable, self.keys.script, order, flow)

    def begin_again(self, session: str) -> Begun:
        return begin.begin_again(self.client, session)

    def confirm(self, order: Order, token: str, check_country: Callable[[str], None]) -> Outcome:
        return confirm.confirm(self.client, order, token, check_country)
