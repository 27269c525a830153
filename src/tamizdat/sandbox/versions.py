"""Which versions of the API are spoken: the one of the pinned SDK, and one older, for invoices and subscriptions."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox.refusals import ApiError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import API_VERSION

OLD_VERSION = "2024-06-20"
"""The last one in which an invoice names its payment intent, its charge and its subscription itself."""
VERSIONS = (API_VERSION, OLD_VERSION)


def check_version(version: str | None) -> str:
    if version is None:
        return API_VERSION
    if version not in VERSIONS:
        known = " and ".join(VERSIONS)
        raise ApiError(
            400, "invalid_request_error", f"Invalid Stripe API version: {version}. The sandbox speaks {known}."
        )
    return version


def as_of(value: Any, version: str) -> Any:
    """The same object, as this version of the API writes it."""
    if version == API_VERSION:
        return value
    if isinstance(value, list):
        return [as_of(one, version) for one in value]
    if not isinstance(value, dict):
        return value
    older = {key: as_of(one, version) for key, one in value.items()}
    if older.get("object") == "invoice":
        return _older_invoice(older)
    if older.get("object") == "subscription":
        return _older_subscription(older)
    if older.get("object") == "checkout.session":
        older["ui_mode"] = "hosted"
    return older


def _older_invoice(invoice: Thing) -> Thing:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    invoice.pop("parent", None)
    return {
        **{key: value for key, value in invoice.items() if key not in ("payments", "confirmation_secret")},
        "subscription": details.get("subscription"),
        "paid": invoice["status"] == "paid",
        "subscription_details": {"metadata": details.get("metadata")} if details else None,
        "payment_intent": invoice.get("_payment_intent"),
        "charge": invoice.get("_charge"),
    }


def _older_subscription(subscription: Thing) -> Thing:
    item = subscription["items"]["data"][0]
    periods = {key: item.pop(key) for key in ("current_period_start", "current_period_end")}
    return {**subscription, **periods}


def event_as_of(event: Thing, version: str) -> Thing:
    if version == API_VERSION:
        return event
    data = {**event["data"], "object": as_of(event["data"]["object"], version)}
    return {**event, "api_version": version, "data": data}
