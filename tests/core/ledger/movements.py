"""Movements for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tamizdat.core.ledger.movement import Kind, Movement

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def moved(kind: Kind, amount: int, fee: int = 0, currency: str = "USD", **other: Any) -> Movement:
    """A movement within one currency, unless ``other`` says what was paid."""
    values: dict[str, Any] = {
        "processor": "sandbox", "id": f"txn_{kind}", "paid": amount, "paid_currency": currency, "rate": "", "at": AT,
        "source": "", "gift": "",
    }  # fmt: skip
    return Movement(kind=kind, amount=amount, fee=fee, currency=currency, **values | other)
