"""What recurring gifts promise reaches the statement, and never as one gift."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tamizdat.books.keys import public_key, read_signing_key
from tamizdat.contributions.models import Recurring, Supporter
from tamizdat.contributions.publish import active_pledges, publish_all
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.read_statement import read_statement
from tamizdat.shell.home import Home

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def begin(number: int, amount: int = 500, every: str = "month", state: str = "active") -> None:
    supporter, _ = Supporter.objects.get_or_create(id="s", language="en")
    Recurring.objects.create(
        id=f"r{number}", supporter=supporter, processor="sandbox", external_id=f"sub_{number}", amount=amount,
        currency="USD", every=every, state=state,
    )  # fmt: skip


@pytest.mark.django_db
def test_promises_are_told_in_tens_and_a_yearly_one_by_its_twelfth(tmp_path: Path) -> None:
    shutil.copy(settings.HOME.settings_file, tmp_path / "tamizdat.toml")
    home = Home(tmp_path)

    def pledged() -> tuple[Money, ...]:
        data = (home.support_public / "statement.json").read_bytes()
        return read_statement(data, public_key(read_signing_key(home))).pledged

    for number in range(9):
        begin(number)
    begin(100, state="ended")
    publish_all(home, NOON)
    assert len(active_pledges()) == 9 and pledged() == ()
    begin(9, amount=1300, every="year")
    publish_all(home, NOON + timedelta(1))
    assert pledged() == (Money(9 * 500 + 108, "USD"),)
