"""A home with a bank account of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import SETTINGS, SUPPORT
from tests.contributions.bank.statements import SETTINGS as BANK

from tamizdat.contributions.models import Gift
from tamizdat.contributions.providers.bank.reference import reference_of
from tamizdat.contributions.vault import new_id
from tamizdat.shell.home import Home

Give = Callable[..., tuple[str, str]]


@pytest.fixture
def home(tmp_path: Path, db: None) -> Home:
    (tmp_path / "tamizdat.toml").write_text(SETTINGS + SUPPORT + BANK, encoding="utf-8")
    return Home(tmp_path)


@pytest.fixture
def give(home: Home) -> Give:
    """Begin a gift by transfer; its id and its reference."""

    def begin(amount: int = 2500, currency: str = "EUR") -> tuple[str, str]:
        gift = new_id()
        Gift.objects.create(
            id=gift, processor="bank", external_id=reference_of(gift), amount=amount, currency=currency, every="once",
            language="en", day=date(2026, 11, 1),
        )  # fmt: skip
        return gift, reference_of(gift)

    return begin
