"""A recurring gift: it begins, renews, fails, is repaired, changed and stopped."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.contributions.inbox.place import Place, mails, sums
from tests.contributions.inbox.test_one_gift import events

from tamizdat.contributions import deeds
from tamizdat.contributions.inbox.lifecycle import stop_what_failed, tell_of_ending_cards
from tamizdat.contributions.models import Gift, Notice, Receipt, Recurring
from tamizdat.core.ledger.money import Money
from tamizdat.sandbox.versions import OLD_VERSION, event_as_of
from tamizdat.shell.errors import RefusedError


def test_a_monthly_gift_renews_and_each_renewal_is_a_gift(place: Place) -> None:
    first = _monthly(place)
    place.sandbox.advance(days=62)
    place.settle()
    assert sums() == (3000, 0, 0, 177, 0, 2823)
    assert list(Gift.objects.values_list("state", flat=True)) == ["paid"] * 3
    assert Receipt.objects.count() == 3 and len(mails("renewed")) == 2
    assert mails("recurring_started") == [f"recurring_started:{first.id}"] and mails("receipt") == [
        f"receipt:{first.id}"
    ]


@pytest.mark.long
def test_through_the_form_inside_our_page_it_is_the_same(place: Place) -> None:
    gift, _ = place.begin(every="month", flow="element")
    outcome = place.confirm(gift)
    place.settle()
    assert (outcome.state, place.state(gift), sums()[0]) == ("paid", "paid", 1000)
    place.sandbox.advance(days=31)
    place.settle()
    assert sums()[0] == 2000 and Recurring.objects.get().state == "active"


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in (2, 3, 4))])
def test_everything_of_a_year_may_be_told_in_any_order(place: Place, seed: int) -> None:
    place.sandbox.rule("hold")
    gift = place.give(every="month")
    place.sandbox.advance(days=62)
    place.sandbox.release(order="shuffle", seed=seed)
    place.settle()
    assert sums() == (3000, 0, 0, 177, 0, 2823)
    assert (Gift.objects.filter(state="paid").count(), Gift.objects.count()) == (3, 3)
    assert Recurring.objects.get().state == "active" and place.state(gift) == "paid"


def test_an_invoice_that_is_told_before_its_subscription_is_not_lost(place: Place) -> None:
    place.sandbox.rule("hold")
    place.give(every="month")
    paid = [one for one in place.sandbox.deliveries() if one["type"] in ("invoice.payment_succeeded", "invoice.paid")]
    place.sandbox.release(ids=[one["id"] for one in paid])
    place.settle()
    assert sums()[0] == 1000 and Recurring.objects.get().state == "active"
    place.sandbox.release()
    place.settle()
    assert sums()[0] == 1000 and Gift.objects.count() == 1


def test_ended_is_ended_whatever_is_told_later(place: Place) -> None:
    gift = _monthly(place)
    place.sandbox.rule("hold", types=["customer.subscription.updated"])
    deeds.change_recurring(place.home, gift.id, Money(2000, "USD"), place.now)
    deeds.cancel_recurring(place.home, gift.id, place.now)
    place.settle()
    assert Recurring.objects.get().state == "ended" and mails("recurring_ended") == [f"recurring_ended:{gift.id}"]
    place.sandbox.release()
    place.settle()
    assert Recurring.objects.get().state == "ended"
    assert len(mails("recurring_started")) == 1 and len(mails("recurring_ended")) == 1
    deeds.cancel_recurring(place.home, gift.id, place.now)
    with pytest.raises(RefusedError, match="does not run"):
        deeds.change_recurring(place.home, gift.id, Money(3000, "USD"), place.now)


def test_a_renewal_that_fails_is_followed_up_and_the_letters_stop_when_it_is_paid(place: Place) -> None:
    gift = _monthly(place)
    place.sandbox.replace_card(customer=_customer(place), card="4000000000000341")
    place.sandbox.advance(days=31)
    place.settle()
    assert Recurring.objects.get().state == "late" and [one[-2:] for one in mails("payment_failed")] == [":1"]
    place.sandbox.advance(days=9)
    place.settle()
    assert [one[-2:] for one in mails("payment_failed")] == [":1", ":2", ":3"]
    place.sandbox.replace_card(customer=_customer(place))
    place.sandbox.advance(days=8)
    place.settle()
    assert sums()[0] == 2000 and Recurring.objects.get().state == "active"
    assert mails("payment_failed") == [] or all(one[-1] in "123" for one in mails("payment_failed"))
    assert place.state(gift) == "paid" and len(mails("renewed")) == 1


@pytest.mark.long
def test_after_the_last_try_it_ends(place: Place) -> None:
    _monthly(place)
    place.sandbox.replace_card(customer=_customer(place), card="4000000000000341")
    place.sandbox.advance(days=60)
    place.settle()
    assert Recurring.objects.get().state == "ended" and sums()[0] == 1000
    assert len(mails("payment_failed")) <= 4 and len(mails("recurring_ended")) == 1


@pytest.mark.long
def test_where_the_processor_leaves_it_open_it_is_stopped_after_two_weeks_more(place: Place) -> None:
    place.sandbox.settings(after_retries="past_due")
    _monthly(place)
    place.sandbox.replace_card(customer=_customer(place), card="4000000000000341")
    place.sandbox.advance(days=31 + 15)
    place.settle()
    assert Recurring.objects.get().state == "late" and stop_what_failed(place.home, place.now) == 0
    place.sandbox.advance(days=14)
    place.settle()
    assert stop_what_failed(place.home, place.now) == 1
    place.settle()
    assert Recurring.objects.get().state == "ended"


def test_a_bank_that_asks_at_a_renewal_is_told_of_once_and_then_it_is_paid(place: Place) -> None:
    _monthly(place)
    place.sandbox.replace_card(customer=_customer(place), card="4000002760003184")
    place.sandbox.advance(days=31)
    place.settle()
    renewal = Gift.objects.exclude(state="paid").get()
    assert mails("action_needed") == [f"action_needed:{renewal.id}"]
    assert deeds.action_address(place.home, renewal.id).startswith("http")
    waiting = [one for one in place.sandbox.client().v1.payment_intents.list().data if one.status == "requires_action"]
    place.sandbox.authenticate(waiting[0].id)
    place.settle()
    assert sums()[0] == 2000 and place.state(renewal) == "paid"


def test_a_first_payment_may_need_the_bank_too(place: Place) -> None:
    gift, _ = place.begin(flow="element")
    outcome = place.confirm(gift, "4000002760003184")
    assert outcome.state == "action" and outcome.client_secret.startswith("pi_")
    place.sandbox.authenticate(outcome.external_id)
    place.settle()
    assert place.state(gift) == "paid"


def test_another_amount_counts_from_the_next_renewal_on(place: Place) -> None:
    gift = _monthly(place)
    deeds.change_recurring(place.home, gift.id, Money(2500, "USD"), place.now)
    deeds.change_recurring(place.home, gift.id, Money(2500, "USD"), place.now)
    place.settle()
    assert sums()[0] == 1000 and len(mails("amount_changed")) == 1
    place.sandbox.advance(days=31)
    place.settle()
    assert sums()[0] == 3500 and not Gift.objects.exclude(flags=[]).exists()
    for money in (Money(100, "USD"), Money(2000, "EUR")):
        with pytest.raises(RefusedError):
            deeds.change_recurring(place.home, gift.id, money, place.now)


def test_another_card_pays_what_is_open(place: Place) -> None:
    gift = _monthly(place)
    place.sandbox.replace_card(customer=_customer(place), card="4000000000000341")
    place.sandbox.advance(days=31)
    place.settle()
    begun = deeds.new_card(place.home, gift.id, "https://give.example/en/own/")
    place.sandbox.pay_checkout(begun.session, card="5555555555554444")
    place.settle()
    assert sums()[0] == 2000 and Recurring.objects.get().state == "active"


@pytest.mark.long
def test_another_card_of_a_country_at_risk_is_not_taken(place: Place) -> None:
    gift = _monthly(place)
    begun = deeds.new_card(place.home, gift.id, "https://give.example/en/own/")
    place.sandbox.pay_checkout(begun.session, card=card_of("RU"))
    place.settle()
    before = place.sandbox.client().v1.subscriptions.retrieve(str(Recurring.objects.get().external_id))
    card = place.sandbox.client().v1.payment_methods.retrieve(str(before.default_payment_method)).card
    assert card.country == "US"


def test_a_card_that_ends_soon_is_told_of_once(place: Place) -> None:
    gift, begun = place.begin(every="month")
    soon = place.now.replace(day=1)
    place.sandbox.pay_checkout(begun.session, exp_month=soon.month, exp_year=soon.year)
    place.settle()
    assert tell_of_ending_cards(place.home, place.now) == 1 and tell_of_ending_cards(place.home, place.now) == 0
    assert mails("card_expires") == [f"card_expires:{gift.id}:{soon:%Y-%m}"]


def card_of(country: str) -> str:
    from tamizdat.sandbox.cards import BY_COUNTRY

    return BY_COUNTRY[country]


def _monthly(place: Place) -> Any:
    gift = place.give(every="month")
    place.settle()
    return gift


def _customer(place: Place) -> str:
    return str(place.sandbox.client().v1.customers.list().data[0].id)


def test_a_card_that_no_notice_told_of_is_asked_for_within_four_weeks(place: Place) -> None:
    place.sandbox.rule("drop", types=["payment_method.*"])
    _, begun = place.begin(every="month")
    ends = place.now + timedelta(days=45)
    place.sandbox.pay_checkout(begun.session, exp_month=ends.month, exp_year=ends.year)
    place.settle()
    assert sum(tell_of_ending_cards(place.home, place.now + timedelta(days=day)) for day in range(15, 44)) == 1


def test_notices_of_an_older_version_of_the_api_are_understood(place: Place) -> None:
    """In it an invoice names its payment and its subscription itself; an endpoint may still be set to it."""
    place.sandbox.rule("drop", types=["*"])
    gift = place.give(every="month")
    place.sandbox.advance(days=31)
    told = [one for one in events(place) if one["type"].startswith(("invoice.", "customer.subscription."))]
    for event in told:
        older = json.loads(json.dumps(event_as_of(event, OLD_VERSION), default=str))
        assert place.sandbox.send_raw(older)["status"] == 200
    place.settle()
    assert sums()[0] == 2000 and Recurring.objects.get().state == "active" and place.state(gift) == "paid"
    assert not Notice.objects.filter(state__in=("new", "parked")).exists()
