"""What Stripe's words mean: a pure function of a skeleton."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Callable, Mapping
from typing import Any

from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.providers.stripe.units import from_stripe
from tamizdat.core.ledger.money import Money
from tamizdat.shell.errors import RefusedError

Skeleton = Mapping[str, Any]
SUBSCRIPTION = {
    "active": "active",
    "trialing": "active",
    "past_due": "late",
    "unpaid": "late",
    "paused": "late",
    "incomplete": "begun",
    "incomplete_expired": "ended",
    "canceled": "ended",
}
PAYMENT = {
    "requires_action": "action",
    "processing": "waiting",
    "requires_capture": "waiting",
    "succeeded": "waiting",
    "canceled": "ended",
}
DISPUTE = {
    "warning_needs_response": "inquiry",
    "warning_under_review": "inquiry",
    "warning_closed": "inquiry_closed",
    "needs_response": "open",
    "under_review": "open",
    "lost": "lost",
    "won": "won",
    "prevented": "inquiry_closed",
}
FIRST = "subscription_create"


def meaning_of(kind: str, skeleton: Skeleton) -> Meaning:
    """A kind that is not known here means nothing, and does no harm."""
    read = READERS.get(str(skeleton.get("object")))
    return read(kind, skeleton) if read else Meaning(is_known=False)


def gift_of_invoice(invoice: str, billing_reason: str, first_gift: str) -> str:
    """The first payment is the gift that the reader began; each renewal is one of its own, named after its invoice."""
    if billing_reason == FIRST and first_gift:
        return first_gift
    digest = hashlib.sha256(f"tamizdat: the gift of {invoice}".encode()).digest()[:16]
    return b32encode(digest).decode().rstrip("=").lower()


def _session(kind: str, one: Skeleton) -> Meaning:
    if one.get("mode") == "setup":
        return Meaning(deed="new_card", recurring_id=_id(one, "metadata.recurring"), session=_id(one, "id"))
    says = {"expired": "ended", "open": ""}.get(_id(one, "status"), "waiting")
    if kind == "checkout.session.async_payment_failed":
        says = "failed"
    gift = _id(one, "client_reference_id") or _id(one, "metadata.gift")
    return Meaning(
        gift=gift,
        refs=_refs(one, "id", "payment_intent", "invoice"),
        recurring=_id(one, "subscription"),
        recurring_id=gift if one.get("mode") == "subscription" else "",
        customer=_id(one, "customer"),
        payment=_id(one, "payment_intent"),
        session=_id(one, "id"),
        gift_says=says,
    )


def _payment(kind: str, one: Skeleton) -> Meaning:
    says = PAYMENT.get(_id(one, "status"), "")
    if kind == "payment_intent.payment_failed":
        says = "failed"
    return Meaning(
        gift=_id(one, "metadata.gift"),
        refs=_refs(one, "id", "latest_charge"),
        customer=_id(one, "customer"),
        payment=_id(one, "id"),
        gift_says=says,
    )


def _charge(kind: str, one: Skeleton) -> Meaning:
    return Meaning(
        gift=_id(one, "metadata.gift"),
        refs=_refs(one, "id", "payment_intent", "invoice"),
        customer=_id(one, "customer"),
        payment=_id(one, "payment_intent"),
        gift_says={"failed": "failed", "pending": "waiting"}.get(_id(one, "status"), ""),
    )


def _refund(kind: str, one: Skeleton) -> Meaning:
    return Meaning(gift=_id(one, "metadata.gift"), refs=_refs(one, "payment_intent", "charge"))


def _dispute(kind: str, one: Skeleton) -> Meaning:
    says = DISPUTE.get(_id(one, "status"), "open")
    return Meaning(refs=_refs(one, "payment_intent", "charge"), dispute=_id(one, "id"), dispute_says=says)


def subscription_of(one: Skeleton) -> str:
    """Newer versions of the API name it elsewhere than older ones."""
    return _id(one, "parent.subscription_details.subscription") or _id(one, "subscription")


def first_gift_of(one: Skeleton) -> str:
    """What we wrote on the subscription, as its invoices repeat it."""
    return _id(one, "parent.subscription_details.metadata.gift") or _id(one, "subscription_details.metadata.gift")


def _invoice(kind: str, one: Skeleton) -> Meaning:
    recurring, invoice, first = subscription_of(one), _id(one, "id"), first_gift_of(one)
    if not recurring or not invoice or kind == "invoice.upcoming":  # what may come is no payment yet
        return Meaning(refs=_refs(one, "id"), is_known=False)
    is_first = one.get("billing_reason") == FIRST
    due = _money(one.get("amount_due"), one.get("currency"))
    failed = kind == "invoice.payment_failed"
    says = {"invoice.payment_failed": "failed", "invoice.payment_action_required": "action"}.get(kind, "")
    if one.get("status") in ("void", "uncollectible"):
        says = "ended"
    return Meaning(
        gift=gift_of_invoice(invoice, _id(one, "billing_reason"), first),
        refs=(invoice, *_refs(one, "payment_intent", "charge"), *_ids(one.get("payments"))),
        recurring=recurring,
        recurring_id=first,
        customer=_id(one, "customer"),
        gift_says=says,
        recurring_says="active" if one.get("status") == "paid" else "late" if failed and not is_first else "",
        attempt=_count(one.get("attempt_count")) if failed else 0,
        is_last=failed and one.get("next_payment_attempt") is None,
        is_renewal=not is_first,
        amount=due.amount if due else 0,
        currency=due.currency if due else "",
    )


def _invoice_payment(kind: str, one: Skeleton) -> Meaning:
    return Meaning(refs=_refs(one, "invoice", "payment.payment_intent"), payment=_id(one, "payment.payment_intent"))


def _subscription(kind: str, one: Skeleton) -> Meaning:
    says = "ended" if kind.endswith(".deleted") else SUBSCRIPTION.get(_id(one, "status"), "")
    return Meaning(
        recurring=_id(one, "id"),
        recurring_id=_id(one, "metadata.gift"),
        customer=_id(one, "customer"),
        recurring_says=says,
        card=_id(one, "default_payment_method"),
    )


def _card(kind: str, one: Skeleton) -> Meaning:
    year, month = one.get("card.exp_year"), one.get("card.exp_month")
    expires = f"{year:04}-{month:02}" if type(year) is int and type(month) is int else ""
    return Meaning(card=_id(one, "id"), card_expires=expires, customer=_id(one, "customer"))


def _nothing(kind: str, one: Skeleton) -> Meaning:
    """A payout is about no gift: its movements say all."""
    return Meaning()


READERS: dict[str, Callable[[str, Skeleton], Meaning]] = {
    "checkout.session": _session,
    "payment_intent": _payment,
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
    "invoice": _invoice,
    "invoice_payment": _invoice_payment,
    "subscription": _subscription,
    "payment_method": _card,
    "payout": _nothing,
}


def _id(one: Skeleton, path: str) -> str:
    value = one.get(path)
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int:
    """A try that is told of is at least the first."""
    return value if type(value) is int and value > 0 else 1


def _ids(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value or () if isinstance(one, str))


def _refs(one: Skeleton, *paths: str) -> tuple[str, ...]:
    return tuple(found for path in paths if (found := _id(one, path)))


def _money(amount: Any, currency: Any) -> Money | None:
    """None where Stripe says something that we cannot count: the movement will say what was moved."""
    try:
        return from_stripe(amount, currency) if isinstance(currency, str) else None
    except (RefusedError, ValueError):
        return None
