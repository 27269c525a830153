"""What is kept in plain of a notice of Stripe's: named fields, and of these only ids, amounts, states and times.

Everything else of it is the remainder. A field that is not named here is never plain, whatever it is called.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

FIELDS: dict[str, tuple[str, ...]] = {
    "checkout.session": (
        "id", "mode", "status", "payment_status", "payment_intent", "subscription", "invoice", "setup_intent",
        "customer", "client_reference_id", "metadata.gift", "metadata.recurring", "amount_total", "currency", "created",
    ),
    "payment_intent": (
        "id", "status", "amount", "amount_received", "currency", "customer", "latest_charge", "metadata.gift",
        "last_payment_error.code", "last_payment_error.decline_code", "created",
    ),
    "charge": (
        "id", "status", "amount", "amount_refunded", "amount_captured", "currency", "paid", "refunded", "disputed",
        "payment_intent", "customer", "invoice", "balance_transaction", "failure_balance_transaction", "failure_code",
        "metadata.gift", "created",
    ),
    "refund": (
        "id", "status", "amount", "currency", "charge", "payment_intent", "balance_transaction",
        "failure_balance_transaction", "failure_reason", "metadata.gift", "created",
    ),
    "dispute": (
        "id", "status", "amount", "currency", "charge", "payment_intent", "reason", "balance_transactions", "created",
    ),
    "invoice": (
        "id", "status", "billing_reason", "amount_due", "amount_paid", "amount_remaining", "currency", "customer",
        "subscription", "parent.subscription_details.subscription", "parent.subscription_details.metadata.gift",
        "subscription_details.metadata.gift", "attempt_count", "attempted", "next_payment_attempt", "payments",
        "payment_intent", "charge", "created", "period_start", "period_end",
    ),
    "invoice_payment": (
        "id", "status", "invoice", "payment.type", "payment.payment_intent", "amount_paid", "currency", "created",
    ),
    "subscription": (
        "id", "status", "customer", "cancel_at_period_end", "cancel_at", "canceled_at", "ended_at",
        "pause_collection.behavior", "metadata.gift", "currency", "latest_invoice", "default_payment_method", "items",
        "created",
    ),
    "payment_method": ("id", "type", "customer", "card.exp_month", "card.exp_year", "created"),
    "payout": (
        "id", "status", "amount", "currency", "balance_transaction", "failure_balance_transaction", "arrival_date",
        "automatic", "created",
    ),
    "customer": ("id", "deleted", "metadata.supporter", "created"),
    "setup_intent": ("id", "status", "customer", "payment_method", "created"),
}  # fmt: skip
LISTS = {"balance_transactions": ("id",), "payments": ("payment.payment_intent",), "items": (
    "price.unit_amount", "price.currency", "price.recurring.interval",
)}  # fmt: skip
OURS = frozenset(["client_reference_id", "metadata.gift", "metadata.recurring", "metadata.supporter"])
"""Numbers of ours that the processor repeats. A payment link of the same account lets anybody write one of them."""
_ours = re.compile(r"[a-z2-7]{26}\Z")
_plain = re.compile(r"[A-Za-z0-9_.:-]{1,100}\Z")


def split(event: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The skeleton and the remainder of an event."""
    data = event.get("data")
    data = data if isinstance(data, dict) else {}
    thing = data.get("object")
    thing = thing if isinstance(thing, dict) else {}
    kind = thing.get("object")
    skeleton: dict[str, Any] = {"object": kind} if isinstance(kind, str) and _plain.match(kind) else {}
    for path in FIELDS.get(str(kind), ("id",)):
        value = _pick(thing, path)
        if value is not None:
            skeleton[path] = value
    version = event.get("api_version")
    if isinstance(version, str) and _plain.match(version):
        skeleton["api_version"] = version
    return skeleton, _without(event, skeleton)


def _pick(thing: Mapping[str, Any], path: str) -> Any:
    """The value, if it is one that cannot be about a person; of an expanded object its id."""
    if path in LISTS:
        return _pick_list(thing.get(path), LISTS[path])
    value: Any = thing
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return our_number(value) or None if path in OURS else _as_plain(value)


def our_number(value: Any) -> str:
    """A number that was made here; empty when it is anything else, such as what another program wrote there."""
    return value if isinstance(value, str) and _ours.match(value) else ""


def _as_plain(value: Any) -> Any:
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool) or type(value) is int:
        return value
    return value if isinstance(value, str) and _plain.match(value) else None


def _pick_list(value: Any, paths: tuple[str, ...]) -> list[Any] | None:
    """``balance_transactions`` are objects in an event, or ids."""
    some = value.get("data") if isinstance(value, dict) else value
    if not isinstance(some, list):
        return None
    if len(paths) == 1:
        found = [_pick(one, paths[0]) if isinstance(one, dict) else _as_plain(one) for one in some]
        return [one for one in found if one is not None]
    return [{path: _pick(one, path) for path in paths} for one in some if isinstance(one, dict)]


def _without(event: Mapping[str, Any], skeleton: Mapping[str, Any]) -> dict[str, Any]:
    """The event, less what the skeleton says already."""
    rest = copy.deepcopy(dict(event))
    thing = rest.get("data", {}).get("object") if isinstance(rest.get("data"), dict) else None
    for path in skeleton:
        if isinstance(thing, dict) and "." not in path and path not in LISTS:
            thing.pop(path, None)
    return rest
