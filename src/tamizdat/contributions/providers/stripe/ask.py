"""Ask Stripe about its movements: what a notice speaks of, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import stripe

from tamizdat.contributions.inbox.answer import Answer
from tamizdat.contributions.providers.stripe.meaning import FIRST, first_gift_of, gift_of_invoice, subscription_of
from tamizdat.contributions.providers.stripe.movements import movement_of
from tamizdat.contributions.providers.stripe.skeleton import our_number, split
from tamizdat.contributions.providers.stripe.units import from_stripe
from tamizdat.contributions.providers.stripe.words import in_our_words
from tamizdat.core.ledger.movement import Movement

OF = "of:"
"""``of:pi_…``: whatever movement that payment, charge or invoice has."""
PAGE = 100


def movements_of(skeleton: Mapping[str, Any]) -> tuple[str, ...]:
    """The numbers of movements that a skeleton names; where it names only what was paid, ``of:`` and its number."""
    kind, has = skeleton.get("object"), skeleton.get
    named = [has("balance_transaction"), has("failure_balance_transaction"), *(has("balance_transactions") or ())]
    numbers = tuple(dict.fromkeys(one for one in named if isinstance(one, str)))
    if numbers:
        return numbers
    if kind == "charge" and has("status") == "succeeded" and has("paid"):
        return (f"{OF}{has('id')}",)
    if kind == "payment_intent" and has("status") == "succeeded":
        return (f"{OF}{has('latest_charge') or has('id')}",)
    if kind == "checkout.session" and has("payment_status") == "paid":
        return tuple(f"{OF}{one}" for one in (has("payment_intent") or has("invoice"),) if one)
    if kind == "invoice" and has("status") == "paid" and has("amount_paid"):
        return (f"{OF}{has('id')}",)
    if kind == "invoice_payment" and has("status") == "paid" and has("payment.payment_intent"):
        return (f"{OF}{has('payment.payment_intent')}",)
    return ()


def fetch_answer(client: stripe.StripeClient, processor: str, number: str) -> Answer | None:
    """None: nothing was moved, or not yet."""
    with in_our_words():
        line = _line_of(client, number.removeprefix(OF)) if number.startswith(OF) else number
        if not line:
            return None
        found = client.v1.balance_transactions.retrieve(line, {"expand": ["source"]}).to_dict()
        return _answer(client, processor, found)


def list_movements(
    client: stripe.StripeClient, processor: str, since: datetime | None, payout: str = ""
) -> Iterator[Movement]:
    """Oldest last, as Stripe lists them. The gift of a renewal is left out: it takes two more questions each."""
    values: dict[str, Any] = {"limit": PAGE, "expand": ["data.source"]}
    if since is not None:
        values["created"] = {"gte": int(since.timestamp())}
    if payout:
        values["payout"] = payout
    asked: Any = client.v1.balance_transactions.list
    with in_our_words():
        for one in asked(values).auto_paging_iter():
            line = one.to_dict()
            source = line["source"] if isinstance(line.get("source"), dict) else {}
            yield movement_of(processor, line, source, our_number((source.get("metadata") or {}).get("gift")))


def list_payouts(client: stripe.StripeClient, since: datetime | None) -> Iterator[tuple[str, int, str]]:
    """Automatic payouts: number, minor units, currency. Of a manual one Stripe does not say what is in it."""
    values: dict[str, Any] = {"limit": PAGE}
    if since is not None:
        values["created"] = {"gte": int(since.timestamp())}
    asked: Any = client.v1.payouts.list
    with in_our_words():
        for one in asked(values).auto_paging_iter():
            if one.automatic:
                money = from_stripe(one.amount, one.currency)
                yield one.id, money.amount, money.currency


def balance(client: stripe.StripeClient) -> dict[str, int]:
    """Currency → what Stripe owes us, pending money among it."""
    with in_our_words():
        found = client.v1.balance.retrieve().to_dict()
    sums: dict[str, int] = {}
    for row in (*found.get("available", ()), *found.get("pending", ()), *found.get("connect_reserved", ())):
        money = from_stripe(row["amount"], row["currency"])
        sums[money.currency] = sums.get(money.currency, 0) + money.amount
    return sums


def _line_of(client: stripe.StripeClient, number: str) -> str:
    if number.startswith("in_"):
        number = _payment_of_invoice(client, number)
    if number.startswith("pi_"):
        number = _id(client.v1.payment_intents.retrieve(number).to_dict().get("latest_charge"))
    if number.startswith(("ch_", "py_")):
        return _id(client.v1.charges.retrieve(number).to_dict().get("balance_transaction"))
    return ""


def _payment_of_invoice(client: stripe.StripeClient, invoice: str) -> str:
    payments = client.v1.invoice_payments.list({"invoice": invoice, "status": "paid"}).data
    return next((_id(one.to_dict()["payment"].get("payment_intent")) for one in payments), "")


def _answer(client: stripe.StripeClient, processor: str, line: dict[str, Any]) -> Answer:
    source = line["source"] if isinstance(line.get("source"), dict) else {}
    kind = source.get("object")
    charge = source if kind == "charge" else {}
    if kind in ("refund", "dispute") and source.get("charge"):
        charge = client.v1.charges.retrieve(_id(source["charge"])).to_dict()
    if not charge:
        return Answer(movement_of(processor, line, source, ""))
    payment = _id(charge.get("payment_intent"))
    refs = tuple(one for one in (payment, str(charge["id"])) if one)
    gift = our_number((charge.get("metadata") or {}).get("gift"))
    customer = _id(charge.get("customer"))
    if gift:
        return Answer(movement_of(processor, line, source, gift), refs, customer=customer, payment=payment)
    invoice = _invoice_of(client, payment)
    if not invoice:
        return Answer(movement_of(processor, line, source, ""), refs, customer=customer, payment=payment)
    return _renewal(processor, line, source, invoice, refs, customer, payment)


def _renewal(
    processor: str,
    line: dict[str, Any],
    source: dict[str, Any],
    invoice: dict[str, Any],
    refs: tuple[str, ...],
    customer: str,
    payment: str,
) -> Answer:
    """The first payment of a subscription, or a later one."""
    skeleton, _ = split({"data": {"object": invoice}})
    reason, first = str(skeleton.get("billing_reason") or ""), first_gift_of(skeleton)
    gift = gift_of_invoice(str(skeleton["id"]), reason, first)
    return Answer(
        movement_of(processor, line, source, gift),
        refs=(*refs, str(skeleton["id"])),
        recurring=subscription_of(skeleton),
        recurring_id=first,
        is_renewal=reason != FIRST,
        customer=customer,
        payment=payment,
    )


def _invoice_of(client: stripe.StripeClient, payment: str) -> dict[str, Any]:
    """The invoice that a payment pays; empty when it pays none, or one without a subscription."""
    if not payment:
        return {}
    asked: Any = client.v1.invoice_payments.list
    paid = asked({"payment": {"type": "payment_intent", "payment_intent": payment}}).data
    number = next((_id(one.to_dict().get("invoice")) for one in paid), "")
    if not number:
        return {}
    invoice: dict[str, Any] = client.v1.invoices.retrieve(number).to_dict()
    return invoice if subscription_of(split({"data": {"object": invoice}})[0]) else {}


def _id(value: Any) -> str:
    """Of an object its number."""
    if isinstance(value, dict):
        value = value.get("id")
    return value if isinstance(value, str) else ""
