"""Who said where they live before that became dangerous is asked once more."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.contributions.give.filled import fill, hidden, prove, without_waiting

from tamizdat.contributions.models import Frozen, Gift

pytestmark = pytest.mark.django_db


def a_moment_later() -> datetime:
    """A token's time has whole seconds; two later it is another one."""
    time.sleep(2.1)
    return datetime.now(UTC) - timedelta(seconds=1)


def test_a_form_that_was_cleared_before_a_freeze_opens_no_gift_after_it(
    client: Any, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_waiting(monkeypatch)
    check = client.post("/en/give", fill(client, country="BY"))
    cleared = {**hidden(check.content.decode()), "step": "pay"}
    Frozen.objects.create(country="BY", since=a_moment_later())
    asked = client.post("/en/give", cleared)
    assert asked.status_code == 422 and 'name="country"' in asked.content.decode()
    assert Gift.objects.count() == 0


def test_who_is_asked_once_more_and_lives_elsewhere_goes_on(client: Any, house: Any) -> None:
    form = fill(client)
    Frozen.objects.create(country="BY", since=a_moment_later())
    client.post("/en/give", form)
    again = client.post("/en/give", prove(fill(client, country="DE")))
    assert again.status_code == 303 and Gift.objects.count() == 1


def test_a_card_form_that_was_opened_before_a_freeze_leads_to_no_page_of_the_processors(
    client: Any, house: Any, sandbox: Any
) -> None:
    address = client.post("/en/give", prove(fill(client, country="BY")))["Location"]
    form = {"gift": address.rpartition("/")[2], "step": "redirect"}
    Frozen.objects.create(country="BY", since=a_moment_later())
    answer = client.post("/en/give", form)
    assert answer.status_code == 303 and answer["Location"] == "/en/"
    assert not [one for one in sandbox.requests() if one["path"] == "/v1/checkout/sessions"]
