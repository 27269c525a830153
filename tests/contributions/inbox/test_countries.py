"""Where a gift endangers who gives it, nothing reaches the card's bank."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import stripe
from tests.contributions.inbox.place import Place

from tamizdat.contributions import deeds
from tamizdat.contributions.models import Frozen
from tamizdat.contributions.providers.contract import CountryRefusedError
from tamizdat.contributions.providers.stripe.confirm import confirm
from tamizdat.sandbox.cards import BY_COUNTRY
from tamizdat.shell.errors import RefusedError


@pytest.mark.parametrize("every", ["once", "month", "year"])
def test_a_card_of_a_country_at_risk_is_refused_before_anything_is_asked(place: Place, every: Any) -> None:
    gift, _ = place.begin(every=every, flow="element")
    with pytest.raises(CountryRefusedError) as refused:
        place.confirm(gift, BY_COUNTRY["RU"])
    assert place.sandbox.attempts() == []
    asked = {one["path"].rpartition("/")[0] if "ctoken" in one["path"] else one["path"] for one in _writes(place)}
    assert asked == set()
    assert "lamp" not in str(refused.value).lower() and "RU" not in str(refused.value)
    assert place.state(gift) == "begun" and gift.external_id is None


def test_the_same_card_from_elsewhere_is_taken_and_counted(place: Place) -> None:
    gift, _ = place.begin(flow="element")
    assert place.confirm(gift, BY_COUNTRY["DE"]).state == "paid"
    assert len(place.sandbox.attempts()) == 1


def test_a_frozen_country_is_refused_from_that_moment_on(place: Place) -> None:
    Frozen.objects.create(country="DE", since=place.now)
    gift, _ = place.begin(flow="element")
    with pytest.raises(CountryRefusedError):
        place.confirm(gift, BY_COUNTRY["DE"])
    assert place.sandbox.attempts() == []


def test_in_the_strict_mode_no_gift_begins_on_the_processors_own_page(place: Place) -> None:
    file = place.home.settings_file
    file.write_text(file.read_text().replace("strict = false", "strict = true"))
    with pytest.raises(RefusedError, match="seen too late"):
        place.begin()
    assert _writes(place) == []


@pytest.mark.parametrize(
    ("card", "why"),
    [("4000000000000002", "card"), ("4000000000009995", "funds"), ("4000000000000069", "expired"),
     ("4000000000000127", "code"), ("4000000000009979", "card")],
)  # fmt: skip
def test_a_declined_card_is_told_in_our_words_and_another_may_follow(place: Place, card: str, why: str) -> None:
    gift, _ = place.begin(flow="element")
    outcome = place.confirm(gift, card)
    assert (outcome.state, outcome.why) == ("declined", why)
    assert place.confirm(gift).state == "paid"
    assert len({one["intent"] for one in place.sandbox.attempts() if "intent" in one} or {1}) == 1


def test_one_gift_is_one_payment_however_many_cards_are_tried(place: Place) -> None:
    gift, _ = place.begin(flow="element")
    assert [place.confirm(gift).state for _ in range(3)] == ["paid"] * 3
    place.settle()
    assert len(place.sandbox.client().v1.charges.list().data) == 1


def test_an_answer_that_is_lost_on_the_way_costs_nobody_twice(place: Place) -> None:
    gift, _ = place.begin(flow="element")
    place.sandbox.fail_next("lost", path="/v1/payment_intents/*/confirm")
    assert place.confirm(gift).state == "paid"
    assert len(place.sandbox.client().v1.charges.list().data) == 1


def test_a_gift_of_yesterday_begins_anew(place: Place) -> None:
    gift, _ = place.begin(flow="element")
    place.sandbox.advance(days=3)
    with pytest.raises(RefusedError, match="Begin anew"):
        deeds.confirm_gift(place.home, gift.id, "ctoken_1", place.now)


def _writes(place: Place) -> list[Any]:
    """What was asked of the processor, but for the test's own card."""
    asked = [one for one in place.sandbox.requests() if one["method"] == "POST"]
    return [one for one in asked if not one["path"].startswith("/v1/test_helpers")]


def test_in_the_strict_mode_no_other_card_is_given_on_the_processors_own_page(place: Place) -> None:
    gift = place.give(every="month")
    place.settle()
    gift.refresh_from_db()
    file = place.home.settings_file
    file.write_text(file.read_text().replace("strict = false", "strict = true"))
    before = len(_writes(place))
    with pytest.raises(RefusedError, match="seen too late"):
        deeds.new_card(place.home, str(gift.recurring_id), "https://give.example/en/own/")  # type: ignore[attr-defined]
    with pytest.raises(RefusedError, match="seen too late"):
        deeds.action_address(place.home, gift.id)
    assert len(_writes(place)) == before


def test_a_wallet_that_hides_where_its_card_is_from_is_refused_before_anything_is_asked(place: Place) -> None:
    """Link has cards of any country behind it, and its preview names none. No strict mode is needed for that."""
    gift, _ = place.begin(flow="element")
    preview = stripe.StripeObject.construct_from({"type": "link", "link": {"email": None}}, "sk_test_1")
    asked: list[str] = []
    tokens = SimpleNamespace(retrieve=lambda _: SimpleNamespace(payment_method_preview=preview))
    intents = SimpleNamespace(create=lambda *_: asked.append("create"))
    client: Any = SimpleNamespace(v1=SimpleNamespace(confirmation_tokens=tokens, payment_intents=intents))
    with pytest.raises(CountryRefusedError):
        confirm(client, deeds._order(place.home, gift, "", ""), "ctoken_1", deeds.country_check(place.home, place.now))
    assert asked == []
