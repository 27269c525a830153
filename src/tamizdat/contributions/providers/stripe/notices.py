"""A notice is believed when it is signed by Stripe and of now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from tamizdat.contributions.providers.contract import NoticeRefusedError, Told
from tamizdat.contributions.providers.stripe.meaning import meaning_of
from tamizdat.contributions.providers.stripe.skeleton import split

OLDEST = 300
FARTHEST_AHEAD = 60
"""Seconds. The official library takes notices of the future; a stored one could be sent again when its time comes."""


def read_notice(secrets: Sequence[str], body: bytes, headers: Mapping[str, str], now: datetime) -> Told:
    """Signature, time, form, in this order; raises NoticeRefusedError and keeps nothing."""
    header = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
    text = _decode(body)
    if not any(_is_signed(text, header, secret) for secret in secrets):
        raise NoticeRefusedError("This notice is not signed by the processor.")
    _check_time(header, now)
    return _told(_parse(text))


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise NoticeRefusedError("This notice is not text.") from None


def _is_signed(text: str, header: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(text, header, secret, tolerance=None))
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False


def _check_time(header: str, now: datetime) -> None:
    """Read as the library reads it: another reading could find another time than the one that is signed."""
    parts = [part.split("=", 2) for part in header.split(",")]
    signed = next(int(part[1]) for part in parts if part[0] == "t")
    age = int(now.timestamp()) - signed
    if age > OLDEST:
        raise NoticeRefusedError(f"This notice is {age} seconds old: more than {OLDEST} are too many.")
    if age < -FARTHEST_AHEAD:
        raise NoticeRefusedError("This notice is from the future. Look at this machine's clock.")


def _parse(text: str) -> dict[str, Any]:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        raise NoticeRefusedError("This notice is not JSON.") from None
    if not isinstance(event, dict) or not isinstance(event.get("id"), str) or not isinstance(event.get("type"), str):
        raise NoticeRefusedError("This notice is no event.")
    if not event["id"].isascii() or not 1 <= len(event["id"]) <= 100 or len(event["type"]) > 80:
        raise NoticeRefusedError("This notice has no proper number.")
    return event


def _told(event: dict[str, Any]) -> Told:
    skeleton, remainder = split(event)
    meaning = meaning_of(event["type"], skeleton)
    return Told(
        id=event["id"],
        kind=event["type"],
        about=next(iter(meaning.refs), "") or meaning.recurring or str(skeleton.get("id", "")),
        at=_time(event.get("created")),
        is_live=event.get("livemode") is True,
        skeleton=skeleton,
        remainder=remainder,
        customer=meaning.customer,
    )


def _time(created: Any) -> datetime:
    if type(created) is not int or not 0 <= created < 2**33:
        raise NoticeRefusedError("This notice says not when it happened.")
    return datetime.fromtimestamp(created, UTC)
