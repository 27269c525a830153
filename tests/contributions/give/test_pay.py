"""Paying inside our page, and what is said afterwards."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.contributions.give.filled import fill, prove

from tamizdat.contributions.models import Gift, Recurring, Supporter
from tamizdat.contributions.site.give.forget import forget_abandoned
from tamizdat.contributions.site.give.pay_view import STRIPE
from tamizdat.contributions.site.give.sheet import Policy

pytestmark = pytest.mark.django_db


def begin(client: Any, **said: str) -> Gift:
    assert client.post("/en/give", prove(fill(client, **said))).status_code == 303
    return Gift.objects.latest("id") if Gift.objects.count() == 1 else Gift.objects.order_by("day").last()


def typed_into_the_form(sandbox: Any, card: str) -> str:
    """What the processor's script makes of a card."""
    return str(sandbox.client().v1.test_helpers.confirmation_tokens.create({"payment_method": card}).id)


def confirm(client: Any, gift: Gift, token: str) -> Any:
    return client.post(f"/en/pay/{gift.id}/confirm", json.dumps({"token": token}), content_type="application/json")


def test_a_good_card_pays(client, house, sandbox) -> None:
    gift = begin(client)
    answer = confirm(client, gift, typed_into_the_form(sandbox, "pm_card_visa"))
    assert answer.json()["state"] == "paid"
    assert len(sandbox.attempts()) == 1
    assert b"We are waiting for the payment processor" in client.get(f"/en/thanks/{gift.id}").content


@pytest.mark.parametrize(
    ("card", "why"),
    [
        ("pm_card_visa_chargeDeclined", "card"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired"),
    ],
)
def test_a_declined_card_is_told_why_and_may_be_another(client, house, sandbox, card: str, why: str) -> None:
    gift = begin(client)
    answer = confirm(client, gift, typed_into_the_form(sandbox, card)).json()
    assert (answer["state"], answer["why"]) == ("declined", why)
    assert confirm(client, gift, typed_into_the_form(sandbox, "pm_card_visa")).json()["state"] == "paid"


def test_a_bank_that_wants_to_ask_is_let_ask(client, house, sandbox) -> None:
    gift = begin(client)
    answer = confirm(client, gift, typed_into_the_form(sandbox, "pm_card_authenticationRequired")).json()
    assert answer["state"] == "action" and "_secret_" in answer["secret"]


def test_a_card_of_a_country_at_risk_is_refused_before_its_bank_hears_of_it(client, house, sandbox) -> None:
    gift = begin(client, every="month", amount="500", email="ada@post.example")
    answer = confirm(client, gift, typed_into_the_form(sandbox, "pm_card_ru")).json()
    assert answer == {"state": "refused", "go": "/en/sorry"}
    assert sandbox.attempts() == []
    assert not Gift.objects.exists() and not Recurring.objects.exists() and not Supporter.objects.exists()
    page = client.get("/en/sorry").content.decode()
    assert "no gift by this card" in page and "Russia" not in page


def test_a_card_is_not_tried_for_ever(client, house, sandbox) -> None:
    gift = begin(client)
    token = typed_into_the_form(sandbox, "pm_card_visa_chargeDeclined")
    states = [confirm(client, gift, token).json()["state"] for _ in range(7)]
    assert states == ["declined"] * 6 + ["many"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"token": 5}', b'{"token": "../x"}', b"[" * 100_000, b"\xff"])
def test_hostile_bodies_are_refused(client, house, body: bytes) -> None:
    gift = begin(client)
    answer = client.post(f"/en/pay/{gift.id}/confirm", body, content_type="application/json")
    assert answer.status_code == 422


def test_a_gift_that_nobody_began_is_not_there(client, house) -> None:
    for path in ("pay/abc", "thanks/abc", "transfer/abc"):
        answer = client.get(f"/en/{path}")
        assert answer.status_code == 404 and "There is no such page" in answer.content.decode()
    assert confirm(client, Gift(id="abc"), "ctoken_1").json()["state"] == "failed"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("paid", "Your gift has arrived"),
        ("waiting", "do not pay again"),
        ("failed", "Nothing was paid"),
        ("begun", "Nothing was paid"),
        ("refunded", "This gift was paid back"),
    ],
)
def test_what_became_of_it_is_told_honestly(client, house, state: str, said: str) -> None:
    gift = begin(client)
    Gift.objects.filter(id=gift.id).update(state=state)
    answer = client.get(f"/en/thanks/{gift.id}")
    page = answer.content.decode()
    assert said in page
    assert answer.has_header("Refresh") == (state == "waiting")
    assert ("/en/receipt/" in page) == (state == "paid")


def test_a_gift_that_is_over_cannot_be_paid_again(client, house) -> None:
    gift = begin(client)
    Gift.objects.filter(id=gift.id).update(state="paid")
    assert client.get(f"/en/pay/{gift.id}")["Location"] == f"/en/thanks/{gift.id}"


def test_where_the_script_is_blocked_the_same_gift_goes_to_the_processors_page(client, house, sandbox) -> None:
    gift = begin(client)
    answer = client.post("/en/give", {"gift": gift.id, "step": "redirect"})
    assert answer["Location"].startswith(sandbox.url)
    assert Gift.objects.count() == 1


def test_not_after_it_was_tried_in_our_page(client, house, sandbox) -> None:
    gift = begin(client)
    confirm(client, gift, typed_into_the_form(sandbox, "pm_card_visa"))
    answer = client.post("/en/give", {"gift": gift.id, "step": "redirect"})
    assert answer["Location"] == f"/en/thanks/{gift.id}"


def test_the_processors_own_script_is_all_that_the_policy_lets_in() -> None:
    policy = Policy(scripts=True, processor=STRIPE, form_goes=("https://checkout.stripe.com",)).write()
    parts = dict(part.split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'" and parts["form-action"] == "'self' https://checkout.stripe.com"
    for name in ("script-src", "connect-src", "frame-src"):
        assert all(one == "'self'" or one.endswith(".stripe.com") for one in parts[name].split())
    assert "unsafe" not in policy and "*;" not in policy


def test_an_address_that_is_nowhere_is_told_in_the_readers_language(client, house) -> None:
    answer = client.get("/ru/nowhere/at/all")
    assert answer.status_code == 404 and "Такой страницы нет" in answer.content.decode()
    assert client.get("/favicon.ico").status_code == 404
    assert client.get("/en").status_code == 200


def test_a_form_that_somebody_thought_better_of_is_forgotten_and_nothing_else_is(client, house, sandbox) -> None:
    abandoned = begin(client, every="month", amount="500", email="ada@post.example")
    client.post("/en/give", prove(fill(client, email="eve@post.example")))
    tried = Gift.objects.exclude(id=abandoned.id).get()
    confirm(client, tried, typed_into_the_form(sandbox, "pm_card_visa"))
    assert forget_abandoned(datetime.now(UTC)) == 0
    assert forget_abandoned(datetime.now(UTC) + timedelta(days=5)) == 1
    assert Gift.objects.get().id == tried.id
    assert not Recurring.objects.exists() and Supporter.objects.count() == 1
