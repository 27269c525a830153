"""A single gift: whatever is told of it, how often and in whatever order, it is one gift."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contributions.inbox.place import Place, mails, sums

from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.models import Gift, Notice, Receipt

PAID = (1000, 0, 0, 59, 0, 941)


def events(place: Place, kind: str = "") -> list[Any]:
    """What the processor has to tell, the oldest first."""
    found = [*place.sandbox.client().v1.events.list({"limit": 100}).auto_paging_iter()][::-1]
    return [one.to_dict() for one in found if one.type.startswith(kind)]


def test_a_gift_is_one_income_one_receipt_one_mail(place: Place) -> None:
    gift = place.give()
    place.settle()
    assert sums() == PAID
    assert place.state(gift) == "paid"
    assert Receipt.objects.count() == 1 and mails() == [f"receipt:{gift.id}"]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in (2, 3))])
def test_the_notices_of_a_gift_may_come_in_any_order(place: Place, seed: int) -> None:
    place.sandbox.rule("hold")
    gift = place.give()
    place.sandbox.release(order="shuffle", seed=seed)
    place.settle()
    assert (sums(), place.state(gift)) == (PAID, "paid")


@pytest.mark.parametrize("kind", ["payment_intent.succeeded", "charge.succeeded", "checkout.session.completed"])
def test_any_one_of_the_notices_is_enough(place: Place, kind: str) -> None:
    place.sandbox.rule("hold")
    gift = place.give()
    held = [one for one in place.sandbox.deliveries() if one["type"] == kind]
    place.sandbox.release(ids=[held[0]["id"]])
    place.settle()
    assert (sums(), place.state(gift), Receipt.objects.count()) == (PAID, "paid", 1)


def test_a_notice_that_comes_five_times_counts_once(place: Place) -> None:
    place.give()
    place.settle()
    kept = Notice.objects.count()
    for event in events(place):
        place.sandbox.send_again(event["id"], 5)
    place.settle()
    assert (sums(), Notice.objects.count()) == (PAID, kept)
    assert {one["status"] for one in place.sandbox.deliveries()} == {"delivered"}


def test_the_same_charge_under_another_number_of_notice_counts_once(place: Place) -> None:
    gift = place.give()
    place.settle()
    for number, event in enumerate(events(place, "charge.succeeded") + events(place, "payment_intent.succeeded")):
        assert place.sandbox.send_raw({**event, "id": f"evt_again_{number}"})["status"] == 200
    place.settle()
    assert (sums(), Receipt.objects.count(), mails()) == (PAID, 1, [f"receipt:{gift.id}"])


def test_a_failure_that_arrives_after_the_success_changes_nothing(place: Place) -> None:
    gift, begun = place.begin()
    place.sandbox.rule("hold", types=["payment_intent.payment_failed", "charge.failed"])
    place.sandbox.pay_checkout(begun.session, card="4000000000000002")
    place.sandbox.pay_checkout(begun.session)
    place.settle()
    assert place.state(gift) == "paid"
    place.sandbox.release()
    place.settle()
    assert (sums(), place.state(gift)) == (PAID, "paid")


def test_declined_twice_then_paid_is_one_income(place: Place) -> None:
    gift, begun = place.begin()
    for card in ("4000000000000002", "4000000000009995"):
        place.sandbox.pay_checkout(begun.session, card=card)
    place.settle()
    assert (place.state(gift), sums()) == ("failed", (0,) * 6)
    place.sandbox.pay_checkout(begun.session)
    place.settle()
    assert (sums(), place.state(gift)) == (PAID, "paid")
    assert Notice.objects.filter(kind="payment_intent.payment_failed", gift=gift.id).count() == 2


def test_a_bank_debit_is_no_income_before_it_has_arrived(place: Place) -> None:
    gift, begun = place.begin(currency="EUR")
    paid = place.sandbox.pay_checkout(begun.session, iban="DE89370400440532013000")
    place.settle()
    assert (place.state(gift), sums("EUR"), Receipt.objects.count()) == ("waiting", (0,) * 6, 0)
    place.sandbox.bank(paid["intent"]["id"], "failed")
    place.settle()
    assert (place.state(gift), sums("EUR"), Receipt.objects.count(), mails()) == ("failed", (0,) * 6, 0, [])


@pytest.mark.parametrize(
    ("currency", "amount", "at_stripe"), [("JPY", 500, 500), ("KWD", 5130, 5130), ("UGX", 5000, 500000)]
)
def test_each_currency_is_counted_as_iso_4217_counts_it(
    place: Place, currency: str, amount: int, at_stripe: int
) -> None:
    place.sandbox.settings(settles_in=["usd" if currency == "UGX" else currency.lower()])
    gift = place.give(amount, currency)
    place.settle()
    assert sums(currency)[0] == amount and place.state(gift) == "paid"
    intent = place.sandbox.client().v1.payment_intents.retrieve(place.payment(gift))
    assert (intent.amount, intent.currency) == (at_stripe, currency.lower())


def test_another_currency_of_the_account_keeps_both_amounts_and_the_rate(place: Place) -> None:
    gift = place.give(1000, "EUR")
    place.settle()
    assert place.state(gift) == "paid" and sums("EUR")[0] == 1000 and sums("USD")[5] > 0


def test_another_amount_is_booked_as_received_and_waits_for_a_person(place: Place) -> None:
    gift = place.give(900)
    Gift.objects.filter(id=gift.id).update(amount=1000)
    place.settle()
    gift.refresh_from_db()
    assert (sums()[0], gift.state, gift.flags) == (900, "paid", ["another amount"])
    assert Receipt.objects.count() == 0 and mails() == []


def test_another_currency_than_promised_stands_in_suspense(place: Place) -> None:
    place.sandbox.settings(settles_in=["eur", "usd"])
    gift = place.give(1000, "EUR")
    Gift.objects.filter(id=gift.id).update(currency="USD")
    place.settle()
    gift.refresh_from_db()
    assert gift.flags == ["another currency"] and sums("EUR")[0] == 0 and sums("EUR")[5] > 0
    assert mails() == []


def test_a_form_that_is_sent_twice_is_one_gift_and_one_page(place: Place) -> None:
    first, one = place.begin(form_token="pressed-twice")
    second, two = place.begin(form_token="pressed-twice")
    assert (first.id, one.session, one.address) == (second.id, two.session, two.address)
    asked = [one["method"] for one in place.sandbox.requests("/v1/checkout/sessions")]
    assert asked == ["POST", "GET"] and Gift.objects.count() == 1


def test_a_notice_waits_while_the_processor_cannot_be_asked_and_is_applied_afterwards(place: Place) -> None:
    place.sandbox.rule("hold")
    gift = place.give()
    charge = next(one for one in place.sandbox.deliveries() if one["type"] == "charge.succeeded")
    place.sandbox.release(ids=[charge["id"]])
    place.sandbox.settle()
    place.sandbox.fail_next("503", count=3, path="/v1/balance_transactions/*", method="GET")
    assert apply_due(place.home, place.now) == {"parked": 1}
    assert (sums(), place.state(gift), apply_due(place.home, place.now)) == ((0,) * 6, "begun", {})
    place.sandbox.advance(minutes=1)
    place.settle()
    assert (sums(), place.state(gift)) == (PAID, "paid")


def test_unknown_kinds_fields_and_versions_are_kept_and_do_no_harm(place: Place) -> None:
    gift = place.give()
    place.settle()
    event = events(place, "charge.succeeded")[0]
    strange = [
        {**event, "id": "evt_kind", "type": "galaxy.collapsed", "data": {"object": {"id": "gx_1", "object": "galaxy"}}},
        {**event, "id": "evt_field", "shape": {"of": "things to come"}},
        {**event, "id": "evt_version", "api_version": "2031-01-01.zinnia"},
        {**event, "id": "evt_empty", "type": "balance.available", "data": {"object": {}}},
        {**event, "id": "evt_none", "data": None},
    ]
    for one in strange:
        assert place.sandbox.send_raw(one)["status"] == 200
    place.settle()
    assert (sums(), place.state(gift)) == (PAID, "paid")
    assert dict(Notice.objects.filter(external_id__startswith="evt_").values_list("external_id", "state")).items() >= {
        ("evt_kind", "ignored"), ("evt_field", "applied"), ("evt_version", "applied"), ("evt_none", "ignored"),
    }  # fmt: skip
