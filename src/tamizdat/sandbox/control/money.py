"""Refunds, disputes, payouts and bank debits, as the processor and the banks do them."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import bank_debits, disputes, intents, payouts, refunds
from tamizdat.sandbox.control import Wish, control
from tamizdat.sandbox.refusals import ParamError


@control("POST", "/refund")
def refund(wish: Wish) -> Any:
    """From the processor's own dashboard: a charge, whole or in part."""
    return refunds.refund(wish.world, wish.charge(), wish.whole("amount"), wish.text("reason"), {})


@control("POST", "/refunds/arrive")
def refund_arrives(wish: Wish) -> Any:
    refunds.refund_arrives(wish.world, wish.needs("refund"))
    return wish.world.get("refund", wish.needs("refund"))


@control("POST", "/refunds/fail")
def refund_fails(wish: Wish) -> Any:
    refunds.refund_fails(wish.world, wish.needs("refund"))
    return wish.world.get("refund", wish.needs("refund"))


@control("POST", "/dispute")
def dispute(wish: Wish) -> Any:
    """``{"charge": …, "reason": "fraudulent", "amount": 400, "inquiry": false}``"""
    reason = wish.text("reason", "fraudulent") or ""
    is_inquiry = bool(wish.said.get("inquiry"))
    return disputes.dispute(wish.world, wish.charge(), reason, wish.whole("amount"), inquiry=is_inquiry)


DECISIONS = {"win": disputes.win, "lose": disputes.lose, "escalate": disputes.escalate, "close": disputes.accept}


def _decide(name: str) -> None:
    def decide(wish: Wish) -> Any:
        return DECISIONS[name](wish.world, wish.world.get("dispute", wish.needs("dispute"), "dispute"))

    control("POST", f"/disputes/{name}")(decide)


for _name in DECISIONS:
    _decide(_name)


@control("POST", "/payout")
def pay_out(wish: Wish) -> Any:
    """Now, as the daily payout would: everything that is available, or this much."""
    currency = wish.text("currency") or wish.world.settings["settles_in"][0]
    amount = wish.whole("amount")
    return payouts.pay_out(wish.world, currency, amount, automatic=amount is None)


@control("POST", "/payouts/arrive")
def payout_arrives(wish: Wish) -> Any:
    payouts.arrive(wish.world, wish.needs("payout"))
    return wish.world.get("payout", wish.needs("payout"))


@control("POST", "/payouts/fail")
def payout_fails(wish: Wish) -> Any:
    return payouts.fail(wish.world, wish.world.get("payout", wish.needs("payout"), "payout"))


@control("POST", "/bank")
def bank(wish: Wish) -> Any:
    """A bank debit that is under way arrives, or is returned."""
    name = wish.needs("payment_intent")
    outcome = wish.text("outcome", "paid")
    if outcome not in ("paid", "failed"):
        raise ParamError("outcome is paid or failed.", "outcome")
    intents.expect(wish.world.get("payment_intent", name), "processing")
    (bank_debits.bank_pays if outcome == "paid" else bank_debits.bank_fails)(wish.world, name)
    return wish.world.get("payment_intent", name)
