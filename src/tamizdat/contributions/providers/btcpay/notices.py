"""A notice of BTCPay Server: signed, but its signature holds no time of its own, so nothing in it is believed.

It says no more than "look at this invoice": what was paid is asked of the server again. A notice that is sent twice has
the number of its first delivery, so the inbox knows it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.contributions.providers.contract import NoticeRefusedError, Told

OLDEST = timedelta(days=3)
"""BTCPay tries again for about an hour; a person may send one again from its page, later."""
FARTHEST_AHEAD = timedelta(seconds=60)
SAYS = {
    "InvoiceReceivedPayment": "waiting",
    "InvoiceProcessing": "waiting",
    "InvoicePaymentSettled": "waiting",
    "InvoiceSettled": "waiting",
    "InvoiceExpired": "ended",
    "InvoiceInvalid": "failed",
}
"""That a gift is paid is told by what moved, and by nothing else."""
_name = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
_gift = re.compile(r"[a-z2-7]{26}\Z")


def read_notice(secrets: Sequence[str], store: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Told:
    """Signature, form, store, time, in this order; raises NoticeRefusedError and keeps nothing."""
    header = next((value for name, value in headers.items() if name.lower() == "btcpay-sig"), "")
    if not any(_is_signed(body, header, secret) for secret in secrets):
        raise NoticeRefusedError("This notice is not signed by our BTCPay Server.")
    event = _parse(body)
    if event.get("storeId") != store:
        raise NoticeRefusedError("This notice is about another store.")
    at = _time(event.get("timestamp"), now)
    invoice = _named(event, "invoiceId")
    delivery = event.get("originalDeliveryId") if event.get("isRedelivery") is True else event.get("deliveryId")
    return Told(
        id=_checked(delivery),
        kind=_named(event, "type"),
        about=invoice,
        at=at,
        is_live=True,
        skeleton=_skeleton(event, invoice),
        remainder={},
    )


def line_number(invoice: str, payment: str) -> str:
    """The movement's: a digest, so that the books do not point into a public ledger."""
    return f"{invoice}:{hashlib.sha256(f'{invoice} {payment}'.encode()).hexdigest()[:32]}"


def gift_of(thing: Mapping[str, Any]) -> str:
    """Our id of the gift, as the server repeats it; empty when it is none of ours."""
    order = (thing.get("metadata") or {}).get("orderId")
    return order if isinstance(order, str) and _gift.match(order) else ""


def _skeleton(event: Mapping[str, Any], invoice: str) -> dict[str, Any]:
    kind, payment = event["type"], event.get("payment")
    paid = payment.get("id") if isinstance(payment, dict) else None
    is_settled = kind == "InvoicePaymentSettled" and isinstance(paid, str)
    is_over = kind == "InvoiceExpired" and event.get("partiallyPaid") is not True
    return {
        "object": "btcpay",
        "invoice": invoice,
        "line": line_number(invoice, str(paid)) if is_settled else "",
        "gift": gift_of(event),
        "refs": [invoice],
        "payment": invoice,
        "gift_says": SAYS.get(kind, "") if kind != "InvoiceExpired" or is_over else "",
        "is_known": kind in SAYS,
    }


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    right = "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()
    return hmac.compare_digest(right.encode(), header.encode())


def _parse(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise NoticeRefusedError("This notice is not JSON.") from None
    if not isinstance(event, dict):
        raise NoticeRefusedError("This notice is no event.")
    return event


def _time(timestamp: Any, now: datetime) -> datetime:
    if type(timestamp) is not int or not 0 <= timestamp < 2**33:
        raise NoticeRefusedError("This notice says not when it was made.")
    at = datetime.fromtimestamp(timestamp, UTC)
    if at - now > FARTHEST_AHEAD:
        raise NoticeRefusedError("This notice is from the future. Look at this machine's clock, and at the server's.")
    if now - at > OLDEST:
        raise NoticeRefusedError(f"This notice is more than {OLDEST.days} days old.")
    return at


def _named(event: Mapping[str, Any], field: str) -> str:
    return _checked(event.get(field))


def _checked(value: Any) -> str:
    if not isinstance(value, str) or not _name.match(value):
        raise NoticeRefusedError("This notice has no proper number.")
    return value
