"""Anybody can type anybody's address into the form: it changes nothing of what its owner said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from tamizdat.contributions.models import Gift, Supporter
from tamizdat.contributions.people import supporter_for
from tamizdat.contributions.site.give.forget import forget_begun
from tamizdat.contributions.site.own import names
from tamizdat.contributions.vault import new_id, open_vault
from tamizdat.contributions.wish import Wish
from tamizdat.core.ledger.money import Money

pytestmark = pytest.mark.django_db
OWNER = "owner@example.org"


def gift_of(state: str = "paid", **said: str) -> Gift:
    id = new_id()
    wish = Wish(id, Money(500, "USD"), "once", False, "element", "en", **{"email": OWNER, **said})
    values: dict[str, Any] = {"amount": 500, "currency": "USD", "every": "once", "language": "en"}
    today = datetime.now(UTC).date()
    supporter = supporter_for(settings.HOME, wish, id)
    return Gift.objects.create(id=id, supporter=supporter, processor="sandbox", state=state, day=today, **values)


def said() -> dict[str, object]:
    one = Supporter.objects.get()
    return open_vault(settings.HOME).open(bytes(one.sealed_key or b""), bytes(one.sealed or b""))


def heard() -> list[dict[str, str]]:
    return [json.loads(line) for line in names._said(open_vault(settings.HOME))]


def test_somebody_elses_form_with_my_address_overwrites_no_word_of_mine() -> None:
    mine = gift_of(name="Ada", message="Go on.")
    gift_of("begun", name="Mallory", message="I sponsor arms.")
    assert said()["email"] == OWNER and said()["words"][mine.id] == {"name": "Ada", "message": "Go on."}  # type: ignore[index]
    assert heard() == [{"name": "Ada", "message": "Go on."}]


def test_words_that_were_typed_before_the_owner_ever_came_are_not_theirs_either() -> None:
    gift_of("begun", name="Mallory")
    gift_of(name="Ada")
    assert heard() == [{"name": "Ada"}]


def test_what_the_owner_says_with_a_second_gift_is_heard_too() -> None:
    gift_of(name="Ada", message="Go on.")
    gift_of(name="Ada", message="Still here.")
    assert {one["message"] for one in heard()} == {"Go on.", "Still here."}


def test_a_gift_that_never_was_takes_its_words_with_it() -> None:
    gift_of(name="Ada")
    refused = gift_of("begun", name="Boris", message="From where it is dangerous.")
    assert forget_begun(refused.id)
    assert "Boris" not in str(said()) and heard() == [{"name": "Ada"}]


def test_nobody_fills_somebody_elses_record_without_end() -> None:
    gift_of(name="Ada")
    for number in range(60):
        gift_of("begun", name="Mallory", message=str(number))
    assert len(said()["words"]) == 50 and heard() == [{"name": "Ada"}]  # type: ignore[arg-type]
