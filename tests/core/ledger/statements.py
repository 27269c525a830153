"""One statement and one offer for tests and vectors, signed with keys that nobody should trust."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.offer import Currency, Offer
from tamizdat.core.ledger.recompute import meter_of
from tamizdat.core.ledger.statement import Commitment, Correction, Cost, Figures, Month, Rate, Statement

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()

COSTS = (
    Cost("newsroom", Money(1_000_000, "USD"), {"en": "The newsroom", "fa": "تحریریه"}),
    Cost("server", Money(4_000, "EUR"), {"en": "Servers"}),
)
RATES = (Rate("EUR", "1.08", date(2026, 11, 1)), Rate("JPY", "0.0067", date(2026, 11, 1)))
OCTOBER = Month(
    "2026-10",
    COSTS,
    {"USD": Figures(500_000, 1_000, 0, 20_000, 1_500)},
    RATES,
    (
        Correction(date(2026, 11, 5), "JPY", "2026-11", Figures()),
        Correction(date(2026, 11, 9), "USD", "2026-10", Figures(income=12_000, fees=700)),
    ),
)
NOVEMBER = Month(
    "2026-11",
    COSTS,
    {
        "EUR": Figures(99_999, 0, 0, 3_333, 0),
        "JPY": Figures(500_001, 0, 0, 0, 0),
        "KWD": Figures(5_130, 0, 0, 0, 0),
        "USD": Figures(250_000, 12_345, 6_000, 9_001, 1_500),
    },
    RATES,
)
STATEMENT = Statement(
    number=3,
    issued_on=date(2026, 11, 26),
    previous="ab" * 32,
    time_zone="Asia/Tbilisi",
    currency="USD",
    commitments=(
        Commitment("no-ads", date(2024, 7, 1), Money(1_000_000, "USD"), {"en": "No advertising since 1 July 2024"}),
    ),
    months=(OCTOBER, NOVEMBER),
    pledged=(Money(40_000, "EUR"), Money(120_000, "USD")),
    meter=meter_of(NOVEMBER, "USD")[0],
)
OFFER = Offer(
    number=2,
    issued_on=date(2026, 11, 26),
    address="https://give.example",
    onion=f"http://{'a' * 56}.onion",
    currencies=(
        Currency("USD", 200, {"once": (500, 1000), "month": (200, 500), "year": (2500,)}),
        Currency("JPY", 300, {"once": (500,), "month": (500,), "year": (5000,)}),
        Currency("KWD", 1000, {"once": (5000,), "month": (1000,), "year": ()}),
    ),
    flows=("element", "transfer"),
    strict=True,
    other_ways=(
        {
            "kind": "bank",
            "holder": "Lamp e.V.",
            "iban": "DE89370400440532013000",
            "bic": "COBADEFFXXX",
            "reference": "",
        },
        {"kind": "text", "text": {"en": "Send a letter.", "fa": "نامه بفرستید."}},
    ),
    sandbox=False,
)


def with_meter(**other: int) -> Statement:
    """The statement with another meter than follows from it."""
    return replace(STATEMENT, meter=replace(STATEMENT.meter, **other))
