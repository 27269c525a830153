"""What moved: settled payments of invoices, and refunds that were claimed; told in the currency of the invoice.

The coins stay in the newsroom's wallet. What they were worth when they came is the server's rate of that moment; the
books hold that amount, and say nothing of what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from tamizdat.contributions.inbox.answer import Answer
from tamizdat.contributions.providers.btcpay.client import Server
from tamizdat.contributions.providers.btcpay.notices import gift_of, line_number
from tamizdat.contributions.providers.contract import ProviderError
from tamizdat.core.ledger.money import LARGEST, exponent
from tamizdat.core.ledger.movement import Movement

BTCPAY = "btcpay"
PAYOUT = "payout:"
LATE = timedelta(days=90)
"""An invoice may be paid after it has expired: so far back is looked."""
_refund = re.compile(r"refund (?P<gift>[a-z2-7]{26}) ")
Thing = Mapping[str, Any]


def fetch_answer(server: Server, number: str) -> Answer | None:
    """None: nothing has settled yet under this number."""
    if number.startswith(PAYOUT):
        payout = server.get(f"payouts/{number.removeprefix(PAYOUT)}")
        return _paid_back(payout, _gifts_refunded(server).get(payout.get("pullPaymentId"), ""))
    invoice = server.get(f"invoices/{number.partition(':')[0]}")
    return next((one for one in _paid(server, invoice) if one.movement.id == number), None)


def list_answers(server: Server, since: datetime | None) -> Iterator[Answer]:
    """Payments, then refunds."""
    start = int((since - LATE).timestamp()) if since else None
    for invoice in server.pages("invoices", startDate=start):
        if invoice.get("status") == "New":
            continue
        yield from (one for one in _paid(server, invoice) if since is None or one.movement.at >= since)
    gifts = _gifts_refunded(server)
    for payout in server.get("payouts", includeCancelled="false"):
        answer = _paid_back(payout, gifts.get(payout.get("pullPaymentId"), ""))
        if answer is not None and (since is None or answer.movement.at >= since):
            yield answer


def refund_name(gift: str, key: str) -> str:
    """By which a refund is found again: nobody else reads it but whoever claims it."""
    return f"refund {gift} {key}"


def _paid(server: Server, invoice: Thing) -> Iterator[Answer]:
    currency, number = str(invoice["currency"]), str(invoice["id"])
    for method in server.get(f"invoices/{number}/payment-methods"):
        for payment in method.get("payments") or ():
            amount = to_minor(payment.get("value"), method.get("rate"), currency)
            if payment.get("status") == "Settled" and amount > 0:
                line = line_number(number, str(payment["id"]))
                moved = _movement("gift", line, amount, currency, payment.get("receivedDate"), number, gift_of(invoice))
                yield Answer(moved, refs=(number,), payment=number)


def _paid_back(payout: Thing, gift: str) -> Answer | None:
    """Money that left for another reason than a refund of ours is not told by this server."""
    if payout.get("state") != "Completed" or not gift:
        return None
    currency = str(payout["originalCurrency"])
    amount = -to_minor(payout.get("originalAmount"), "1", currency)
    number = f"{PAYOUT}{payout['id']}"
    return Answer(_movement("refund", number, amount, currency, payout.get("date"), number, gift))


def _gifts_refunded(server: Server) -> dict[Any, str]:
    """Pull payment → the gift that it pays back."""
    known = server.get("pull-payments", includeArchived="true")
    named = ((one["id"], _refund.match(str(one.get("name") or ""))) for one in known)
    return {number: found["gift"] for number, found in named if found}


def to_minor(value: Any, rate: Any, currency: str) -> int:
    """So much of a coin, at this rate, in minor units: exact, and rounded once, at the end."""
    try:
        worth = Decimal(str(value)) * Decimal(str(rate))
        amount = int(worth.scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_EVEN))
    except (InvalidOperation, ValueError, OverflowError):
        raise ProviderError("BTCPay Server tells an amount that is none. Look at its page.", may_retry=False) from None
    if not 0 <= amount <= LARGEST:
        raise ProviderError("BTCPay Server tells an amount that cannot be. Look at its page.", may_retry=False)
    return amount


def _movement(kind: Any, number: str, amount: int, currency: str, at: Any, source: str, gift: str) -> Movement:
    """Nothing is exchanged at the server: paid and kept are the same here, and the rate is in the amount."""
    when = datetime.fromtimestamp(int(at), UTC)
    return Movement(BTCPAY, number, kind, amount, 0, currency, amount, currency, "", when, source, gift)
