"""Offer and statement as the support site would sign them, with a key made here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.core.ledger.signed import sign

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()


def make_offer(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What readers can give."""
    usual = {"once": [500, 1000, 2500, 5000], "month": [200, 500, 1000], "year": [2500, 5000]}
    return {
        "format": "tamizdat-offer-v1", "number": number, "issued_on": "2026-11-20", "address": "https://give.example",
        "onion": "", "currencies": [
            {"currency": "USD", "exponent": 2, "minimum": 200, "amounts": usual},
            {"currency": "JPY", "exponent": 0, "minimum": 300,
             "amounts": {"once": [500, 1000], "month": [300], "year": []}}],
        "flows": ["element", "redirect", "transfer"], "strict": False, "other_ways": [
            {"kind": "bank", "holder": "Friends of The Lamp", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX",
             "reference": "Gift"},
            {"kind": "text", "text": {"en": "Cash in a letter.", "fa": "پول نقد در نامه."}}],
        "sandbox": True, **changes,
    }  # fmt: skip


def make_statement(
    number: int = 1, previous: str | None = None, *, day: int = 20, income: int = 612_000, **changes: Any
) -> dict[str, Any]:
    """A month in which readers gave; the rest follows from the figures."""
    figures = {"income": income, "refunds": 0, "chargebacks": 0, "fees": 0, "dispute_fees": 0}
    words = {"en": "No advertising since 1 July 2024", "fa": "بدون آگهی از ۱ ژوئیهٔ ۲۰۲۴"}
    promise = {"id": "no-ads", "since": "2024-07-01", "monthly": 1_000_000, "currency": "USD", "text": words}
    return {
        "format": "tamizdat-statement-v1", "number": number, "issued_on": f"2026-11-{day:02}", "previous": previous,
        "time_zone": "UTC", "currency": "USD",
        "commitments": [promise],
        "months": [{"month": "2026-11", "costs": [{"id": "people", "monthly": 1_000_000, "currency": "USD",
                                                   "text": {"en": "The newsroom", "fa": "تحریریه"}}],
                    "moved": [{"currency": "USD", **figures}], "rates": [], "corrections": []}],
        "pledged": [{"monthly": 210_000, "currency": "USD"}],
        "meter": {"month": "2026-11", "cost": 1_000_000, "received": income, "gap": max(1_000_000 - income, 0)},
        **changes,
    }  # fmt: skip


def signed(value: Mapping[str, Any], key: Ed25519PrivateKey = KEY) -> bytes:
    """The bytes that are published."""
    return sign(value, key)
