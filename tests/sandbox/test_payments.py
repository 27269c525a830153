"""A gift by card, asked for through the real SDK over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import give, refusal, types_of
from tests.sandbox.running import Sandbox


def test_a_gift_of_ten_dollars_leaves_nine_dollars_forty_one(client: Any) -> None:
    intent = give(client, expand=["latest_charge.balance_transaction"])
    assert intent.status == "succeeded"
    txn = intent.latest_charge.balance_transaction
    assert (txn.amount, txn.fee, txn.net, txn.type, txn.reporting_category) == (1000, 59, 941, "charge", "charge")
    assert txn.source == intent.latest_charge.id
    assert client.balance.retrieve().pending[0].amount == 941


def test_the_notices_come_in_stripes_order_and_say_who_asked(client: Any) -> None:
    give(client)
    assert types_of(client) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
    ]
    late = client.events.list({"type": "charge.updated"}).data[0]
    assert late.data.previous_attributes == {"balance_transaction": None, "receipt_url": None} or (
        late.data.previous_attributes["balance_transaction"] is None
    )
    early = client.events.list({"type": "charge.succeeded"}).data[0]
    assert early.data.object.balance_transaction is None
    assert (early.request.id or "").startswith("req_") and early.request.idempotency_key


def test_with_automatic_capture_the_charge_names_its_movement_at_once(client: Any) -> None:
    give(client, capture_method="automatic")
    early = client.events.list({"type": "charge.succeeded"}).data[0]
    assert early.data.object.balance_transaction.startswith("txn_")


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
    ],
)
def test_a_declined_card_is_told_with_402_and_its_reason(client: Any, card: str, code: str, decline_code: Any) -> None:
    error = refusal(lambda: give(client, card=card))
    assert (error.http_status, error.code, error.error.decline_code) == (402, code, decline_code)
    assert error.error.payment_intent["status"] == "requires_payment_method"
    assert types_of(client) == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert client.balance.retrieve().pending[0].amount == 0


def test_after_two_declines_the_same_intent_can_be_paid(client: Any, sandbox: Sandbox) -> None:
    intent = client.payment_intents.create({"amount": 1000, "currency": "usd"})
    for _ in range(2):
        refusal(lambda: client.payment_intents.confirm(intent.id, {"payment_method": "pm_card_chargeDeclined"}))
    assert client.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    assert [one["outcome"] for one in sandbox.attempts()] == ["card_declined", "card_declined", "approved"]
    assert client.balance.retrieve().pending[0].amount == 941


def test_three_d_secure_asks_before_any_authorisation(client: Any, sandbox: Sandbox) -> None:
    intent = give(client, card="pm_card_threeDSecure2Required", return_url="https://example.org/back")
    assert intent.status == "requires_action"
    assert intent.next_action.type == "redirect_to_url"
    assert intent.next_action.redirect_to_url.url.startswith(sandbox.url)
    assert [one["kind"] for one in sandbox.attempts()] == ["authentication"]
    sandbox.authenticate(intent.id, approved=False)
    again = client.payment_intents.retrieve(intent.id)
    assert again.last_payment_error.code == "payment_intent_authentication_failure"
    client.payment_intents.confirm(intent.id, {"payment_method": "pm_card_threeDSecure2Required"})
    sandbox.authenticate(intent.id)
    assert client.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_card_that_always_asks_is_refused_off_session(client: Any) -> None:
    error = refusal(lambda: give(client, card="pm_card_authenticationRequired", off_session=True))
    assert (error.http_status, error.code) == (402, "authentication_required")


def test_a_held_amount_is_captured_in_part_or_let_go(client: Any, sandbox: Sandbox) -> None:
    held = give(client, capture_method="manual")
    assert (held.status, held.amount_capturable) == ("requires_capture", 1000)
    taken = client.payment_intents.capture(held.id, {"amount_to_capture": 600})
    assert (taken.status, taken.amount_received) == ("succeeded", 600)
    other = give(client, capture_method="manual")
    sandbox.advance(days=8)
    assert client.payment_intents.retrieve(other.id).status == "canceled"


def test_a_canceled_intent_cannot_be_paid(client: Any) -> None:
    intent = client.payment_intents.create({"amount": 1000, "currency": "usd"})
    client.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    error = refusal(lambda: client.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}))
    assert (error.http_status, error.code) == (400, "payment_intent_unexpected_state")


@pytest.mark.parametrize("country", ["US", "DE", "GB", "RU", "IR", "BY"])
def test_a_confirmation_token_tells_the_cards_country_before_anything_is_asked(
    client: Any, sandbox: Sandbox, country: str
) -> None:
    token = client.test_helpers.confirmation_tokens.create({"payment_method": f"pm_card_{country.lower()}"})
    seen = client.confirmation_tokens.retrieve(token.id)
    assert seen.payment_method_preview.card.country == country
    assert sandbox.attempts() == []


def test_a_confirmation_token_pays_once(client: Any) -> None:
    token = client.test_helpers.confirmation_tokens.create({"payment_method": "pm_card_visa"})
    said = {"amount": 1000, "currency": "usd", "confirm": True, "confirmation_token": token.id}
    assert client.payment_intents.create(said).status == "succeeded"
    assert "already used" in str(refusal(lambda: client.payment_intents.create(said)))
    assert client.confirmation_tokens.retrieve(token.id).payment_intent.startswith("pi_")


def test_a_card_that_was_spent_once_without_a_customer_pays_no_more(client: Any) -> None:
    method = client.payment_methods.create(
        {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}}
    )
    give(client, card=method.id)
    assert "previously used" in str(refusal(lambda: give(client, card=method.id)))


def test_a_saved_card_pays_off_session_and_an_expired_one_does_not(client: Any, sandbox: Sandbox) -> None:
    customer = client.customers.create({})
    first = give(
        client, card="pm_card_authenticationRequiredOnSetup", customer=customer.id, setup_future_usage="off_session"
    )
    sandbox.authenticate(first.id)
    method = client.customers.payment_methods.list(customer.id).data[0]
    assert give(client, card=method.id, customer=customer.id, off_session=True).status == "succeeded"
    sandbox.expire_card(customer=customer.id)
    error = refusal(lambda: give(client, card=method.id, customer=customer.id, off_session=True))
    assert error.code == "expired_card"


def test_a_card_that_was_attached_but_never_set_up_still_asks_off_session(client: Any) -> None:
    customer = client.customers.create({})
    method = client.payment_methods.attach("pm_card_authenticationRequiredOnSetup", {"customer": customer.id})
    error = refusal(lambda: give(client, card=method.id, customer=customer.id, off_session=True))
    assert error.code == "authentication_required"
    assert refusal(lambda: give(client, card=method.id)).param == "payment_method"


def test_saving_a_card_asks_its_bank_and_is_counted(client: Any, sandbox: Sandbox) -> None:
    customer = client.customers.create({})
    setup = client.setup_intents.create({"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True})
    assert setup.status == "succeeded"
    assert client.payment_methods.retrieve(setup.payment_method).customer == customer.id
    assert [one["kind"] for one in sandbox.attempts()] == ["setup"]
    asks = {"customer": customer.id, "payment_method": "pm_card_authenticationRequired", "confirm": True}
    setup = client.setup_intents.create(asks)
    assert setup.status == "requires_action"
    sandbox.authenticate(setup.id)
    assert client.setup_intents.retrieve(setup.id).status == "succeeded"


@pytest.mark.parametrize(
    ("currency", "amount", "code"),
    [
        ("usd", 49, "amount_too_small"),
        ("jpy", 49, "amount_too_small"),
        ("kwd", 5131, "invalid_amount"),
        ("isk", 50050, "invalid_amount"),
        ("zzz", 1000, None),
        ("irr", 1000, None),
        ("usd", 0, "parameter_invalid_integer"),
        ("usd", 100_000_000, "amount_too_large"),
    ],
)
def test_what_cannot_be_charged_is_refused(
    client: Any, sandbox: Sandbox, currency: str, amount: int, code: Any
) -> None:
    error = refusal(lambda: give(client, amount, currency))
    assert (error.http_status, error.code) == (400, code)
    assert sandbox.attempts() == []
    assert client.payment_intents.list().data == []


@pytest.mark.parametrize(
    ("currency", "amount", "rate", "settled"),
    [
        ("jpy", 500, "0.0067", 335),
        ("kwd", 5130, "3.25", 1667),
        ("eur", 1000, "1.234", 1234),
        ("isk", 50000, "0.0072", 360),
    ],
)
def test_other_currencies_settle_in_dollars_exactly(
    client: Any, sandbox: Sandbox, currency: str, amount: int, rate: str, settled: int
) -> None:
    sandbox.rates(**{currency: rate})
    intent = give(client, amount, currency, expand=["latest_charge.balance_transaction"])
    assert (intent.amount, intent.currency, intent.latest_charge.amount) == (amount, currency, amount)
    txn = intent.latest_charge.balance_transaction
    assert (txn.amount, txn.currency, str(txn.exchange_rate)) == (settled, "usd", rate)


def test_a_second_settlement_currency_keeps_its_own_balance(client: Any, sandbox: Sandbox) -> None:
    sandbox.settings(settles_in=["usd", "eur"])
    give(client, 1000, "eur")
    give(client, 1000, "usd")
    pending = {row.currency: row.amount for row in client.balance.retrieve().pending}
    assert pending == {"usd": 941, "eur": 1000 - 29 - 28}


@pytest.mark.parametrize(
    "text", ["Tiny", "A" * 23, "12345 678", "GIFT <B>", 'GI"FT 1', "GIFT'S 1", "GIFT * 1", "Дарение"]
)
def test_a_statement_text_outside_the_rules_is_refused(client: Any, text: str) -> None:
    error = refusal(lambda: give(client, statement_descriptor=text))
    assert (error.http_status, error.param) == (400, "statement_descriptor")


def test_a_statement_suffix_stands_behind_the_accounts_own_text(client: Any) -> None:
    intent = give(client, statement_descriptor_suffix="GIFT 12", expand=["latest_charge"])
    assert intent.latest_charge.calculated_statement_descriptor == "SANDBOX* GIFT 12"
