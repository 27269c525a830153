"""Recurring gifts: begun, renewed by the clock, late, changed, paused, ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.conftest import all_events, refusal, subscribe, types_of
from tests.sandbox.running import Sandbox


def status(client: Any, subscription: Any) -> str:
    return str(client.subscriptions.retrieve(subscription.id).status)


def replace(client: Any, subscription: Any, card: str) -> str:
    """The supporter gives another card."""
    method = client.payment_methods.attach(card, {"customer": subscription.customer})
    client.subscriptions.update(subscription.id, {"default_payment_method": method.id})
    return str(method.id)


def test_a_recurring_gift_begins_when_its_first_invoice_is_paid(client: Any) -> None:
    subscription = subscribe(client)
    assert status(client, subscription) == "active"
    invoice = client.invoices.retrieve(subscription.latest_invoice)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 500, "subscription_create")
    assert invoice.parent.subscription_details.subscription == subscription.id
    told = [kind for kind in types_of(client) if kind.startswith(("customer.subscription", "invoice.", "charge."))]
    assert told == [
        *("customer.subscription.created", "invoice.created", "invoice.finalized", "charge.succeeded"),
        *("invoice.paid", "invoice.payment_succeeded", "customer.subscription.updated", "charge.updated"),
    ]


def test_an_intent_leads_to_its_invoice(client: Any) -> None:
    subscription = subscribe(client)
    intent = client.payment_intents.list().data[0].id
    said = {"payment": {"type": "payment_intent", "payment_intent": intent}}
    (payment,) = client.invoice_payments.list(said).data
    assert (payment.invoice, payment.amount_paid, payment.status) == (subscription.latest_invoice, 500, "paid")


def test_default_incomplete_waits_for_the_page_to_confirm(client: Any, sandbox: Sandbox) -> None:
    settings = {"save_default_payment_method": "on_subscription"}
    customer = client.customers.create({})
    product = client.products.create({"name": "Gift"})
    price = {"currency": "eur", "unit_amount": 700, "product": product.id, "recurring": {"interval": "year"}}
    subscription = client.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price_data": price}],
            "payment_behavior": "default_incomplete",
            "payment_settings": settings,
            "expand": ["latest_invoice.confirmation_secret"],
        }
    )
    assert subscription.status == "incomplete" and sandbox.attempts() == []
    intent = subscription.latest_invoice.confirmation_secret.client_secret.split("_secret_")[0]
    token = client.test_helpers.confirmation_tokens.create({"payment_method": "pm_card_threeDSecure2Required"})
    client.payment_intents.confirm(intent, {"confirmation_token": token.id})
    sandbox.authenticate(intent)
    begun = client.subscriptions.retrieve(subscription.id)
    assert begun.status == "active" and begun.default_payment_method.startswith("pm_")
    assert client.payment_methods.retrieve(begun.default_payment_method).customer == customer.id


def test_what_is_not_paid_within_23_hours_never_was(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client, payment_behavior="default_incomplete")
    sandbox.advance(hours=24)
    assert status(client, subscription) == "incomplete_expired"
    assert client.invoices.retrieve(subscription.latest_invoice).status == "void"


def test_a_first_payment_that_is_declined_leaves_it_incomplete(client: Any) -> None:
    subscription = subscribe(client, "pm_card_chargeCustomerFail")
    assert subscription.status == "incomplete"
    assert "invoice.payment_failed" in types_of(client)


def test_a_year_of_months_is_twelve_renewals_on_the_same_day(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.advance(days=366)
    invoices = list(client.invoices.list({"subscription": subscription.id, "limit": 100}).auto_paging_iter())
    assert len(invoices) == 13 and {one.status for one in invoices} == {"paid"}
    starts = [datetime.fromtimestamp(one.lines.data[0].period.start, UTC) for one in invoices]
    assert len({moment.month for moment in starts}) == 12
    assert {moment.day for moment in starts} <= {starts[-1].day, 28, 29, 30}
    told = types_of(client)
    assert told.count("invoice.upcoming") in (12, 13) and told.count("invoice.paid") == 13


def test_an_annual_gift_renews_once_a_year(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client, interval="year")
    sandbox.advance(days=370)
    assert len(client.invoices.list({"subscription": subscription.id}).data) == 2


def test_a_renewal_is_announced_drafted_finalised_and_paid(client: Any, sandbox: Sandbox) -> None:
    subscribe(client)
    before = len(all_events(client))
    sandbox.advance(days=32)
    told = [one.type for one in all_events(client)[before:] if not one.type.startswith(("payout", "balance"))]
    assert told == [
        *("invoice.upcoming", "invoice.created", "customer.subscription.updated", "payment_intent.created"),
        *("invoice.finalized", "charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid", "invoice.paid"),
        *("invoice.payment_succeeded", "charge.updated"),
    ]
    renewal = next(one for one in all_events(client)[before:] if one.type == "customer.subscription.updated")
    item = renewal.data.previous_attributes["items"]["data"][0]
    assert item["current_period_end"] == renewal.data.object["items"]["data"][0].current_period_start
    assert renewal.request.id is None


def test_a_renewal_that_fails_is_tried_three_times_and_then_ended(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.advance(days=32)
    assert status(client, subscription) == "past_due"
    invoice = client.invoices.retrieve(client.subscriptions.retrieve(subscription.id).latest_invoice)
    assert (invoice.status, invoice.attempt_count) == ("open", 1)
    assert invoice.next_payment_attempt - sandbox.now < 3 * 86_400
    sandbox.advance(days=16)
    assert status(client, subscription) == "canceled"
    assert types_of(client).count("invoice.payment_failed") == 4
    ended = client.subscriptions.retrieve(subscription.id)
    assert ended.cancellation_details.reason == "payment_failed"
    before = len(sandbox.attempts())
    sandbox.advance(days=100)
    assert len(sandbox.attempts()) == before


@pytest.mark.parametrize("end", ["unpaid", "past_due"])
def test_after_the_last_try_the_settings_decide(client: Any, sandbox: Sandbox, end: str) -> None:
    sandbox.settings(after_retries=end, retry_days=[1])
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.advance(days=36)
    assert status(client, subscription) == end


def test_a_new_card_before_the_next_try_makes_it_good(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.advance(days=32)
    replace(client, subscription, "pm_card_mastercard")
    sandbox.advance(days=3)
    assert status(client, subscription) == "active"
    assert types_of(client).count("invoice.paid") == 2


def test_a_late_invoice_is_paid_by_hand_and_a_decline_is_told(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.advance(days=32)
    late = client.subscriptions.retrieve(subscription.id).latest_invoice
    bad = client.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": subscription.customer})
    assert refusal(lambda: client.invoices.pay(late, {"payment_method": bad.id})).http_status == 402
    good = client.payment_methods.attach("pm_card_visa", {"customer": subscription.customer})
    assert client.invoices.pay(late, {"payment_method": good.id}).status == "paid"
    assert status(client, subscription) == "active"


def test_a_renewal_that_the_bank_asks_about_is_paid_on_session(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    replace(client, subscription, "pm_card_authenticationRequired")
    sandbox.advance(days=32)
    assert status(client, subscription) == "past_due"
    told = types_of(client)
    assert told.index("payment_intent.requires_action") < told.index("invoice.payment_action_required")
    latest = client.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice.payments"]}).latest_invoice
    intent = latest.payments.data[0].payment.payment_intent
    sandbox.authenticate(intent)
    assert status(client, subscription) == "active"
    assert types_of(client).count("invoice.paid") == 2


def test_a_network_replaces_a_card_and_tells(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.replace_card("5555555555554444", customer=subscription.customer)
    sandbox.advance(days=32)
    assert status(client, subscription) == "active"
    assert "payment_method.automatically_updated" in types_of(client)


def test_another_amount_counts_from_the_next_renewal(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    item = client.subscriptions.retrieve(subscription.id)["items"].data[0]
    price = {"currency": "usd", "unit_amount": 900, "product": item.price.product, "recurring": {"interval": "month"}}
    said = {"items": [{"id": item.id, "price_data": price}]}
    assert refusal(lambda: client.subscriptions.update(subscription.id, said)).param == "proration_behavior"
    client.subscriptions.update(subscription.id, {**said, "proration_behavior": "none"})
    told = client.events.list({"type": "customer.subscription.updated"}).data[0]
    assert told.data.previous_attributes["items"]["data"][0]["price"]["unit_amount"] == 500
    sandbox.advance(days=32)
    paid = client.invoices.list({"subscription": subscription.id}).data
    assert [one.amount_paid for one in paid] == [900, 500]


def test_another_interval_begins_and_is_paid_now(client: Any) -> None:
    subscription = subscribe(client)
    item = client.subscriptions.retrieve(subscription.id)["items"].data[0]
    price = {"currency": "usd", "unit_amount": 5000, "product": item.price.product, "recurring": {"interval": "year"}}
    said = {"items": [{"id": item.id, "price_data": price}], "proration_behavior": "none"}
    client.subscriptions.update(subscription.id, said)
    assert client.invoices.list({"subscription": subscription.id}).data[0].amount_paid == 5000


def test_canceled_at_period_end_it_runs_to_its_end(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    client.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    sandbox.advance(days=20)
    assert status(client, subscription) == "active"
    sandbox.advance(days=15)
    assert status(client, subscription) == "canceled"
    assert len(sandbox.attempts()) == 1
    assert types_of(client)[-1] == "customer.subscription.deleted" or "customer.subscription.deleted" in types_of(
        client
    )


def test_canceled_now_nothing_more_is_tried(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.advance(days=32)
    assert client.subscriptions.cancel(subscription.id).status == "canceled"
    before = len(sandbox.attempts())
    sandbox.advance(days=100)
    assert len(sandbox.attempts()) == before
    assert refusal(lambda: client.subscriptions.cancel(subscription.id)).http_status in (400, 404)


@pytest.mark.parametrize(
    ("behavior", "end"), [("void", "void"), ("keep_as_draft", "draft"), ("mark_uncollectible", "uncollectible")]
)
def test_paused_it_asks_no_bank_and_goes_on_when_resumed(
    client: Any, sandbox: Sandbox, behavior: str, end: str
) -> None:
    subscription = subscribe(client)
    client.subscriptions.update(subscription.id, {"pause_collection": {"behavior": behavior}})
    sandbox.advance(days=65)
    assert len(sandbox.attempts()) == 1
    assert [one.status for one in client.invoices.list({"subscription": subscription.id}).data] == [end, end, "paid"]
    client.subscriptions.update(subscription.id, {"pause_collection": ""})
    sandbox.advance(days=31)
    assert len(sandbox.attempts()) == 2


def test_a_pause_does_not_stop_tries_for_an_invoice_that_is_already_open(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    sandbox.expire_card(customer=subscription.customer)
    sandbox.advance(days=32)
    client.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})
    before = len(sandbox.attempts())
    sandbox.advance(days=4)
    assert len(sandbox.attempts()) == before + 1


def test_a_customer_who_is_deleted_gives_no_more(client: Any, sandbox: Sandbox) -> None:
    subscription = subscribe(client)
    assert client.customers.delete(subscription.customer).deleted
    assert status(client, subscription) == "canceled"
    assert client.customers.retrieve(subscription.customer).deleted
    seen = client.subscriptions.retrieve(subscription.id, {"expand": ["customer"]}).customer
    assert seen.to_dict() == {"id": subscription.customer, "object": "customer", "deleted": True}
    sandbox.advance(days=40)
    assert len(sandbox.attempts()) == 1


def test_lists_of_recurring_gifts_leave_the_canceled_out_unless_asked(client: Any) -> None:
    kept, ended = subscribe(client), subscribe(client)
    client.subscriptions.cancel(ended.id)
    assert [one.id for one in client.subscriptions.list().data] == [kept.id]
    assert len(client.subscriptions.list({"status": "all"}).data) == 2
    assert [one.id for one in client.subscriptions.list({"status": "canceled"}).data] == [ended.id]
    assert client.subscriptions.list({"customer": ended.customer, "status": "active"}).data == []


def test_existing_gifts_are_listed_with_customer_and_card_in_both_versions(client: Any, sandbox: Sandbox) -> None:
    made = subscribe(client)
    paths = ["data.customer", "data.default_payment_method", "data.latest_invoice.payments"]
    (seen,) = client.subscriptions.list({"status": "active", "expand": paths}).data
    assert seen.customer.email == "reader@example.org" and seen.default_payment_method.card.country == "US"
    assert seen["items"].data[0].current_period_end > sandbox.now
    older = {"stripe_version": "2024-06-20"}
    (seen,) = client.subscriptions.list({"expand": ["data.latest_invoice.payment_intent"]}, older).data
    assert (seen.id, seen.latest_invoice.payment_intent.status) == (made.id, "succeeded")
    assert seen.current_period_end > sandbox.now
