"""Refunds, disputes, payouts: every movement is in the balance, and the balance is their sum."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import all_events, give, refusal, types_of
from tests.sandbox.running import Sandbox


def movements(client: Any) -> list[Any]:
    """Oldest first."""
    return list(client.balance_transactions.list({"limit": 100}).auto_paging_iter())[::-1]


def balance(client: Any, currency: str = "usd") -> int:
    """What is there and what will be. It must be the sum of all movements."""
    now = client.balance.retrieve()
    total = sum(row.amount for row in (*now.available, *now.pending) if row.currency == currency)
    assert total == sum(txn.net for txn in movements(client) if txn.currency == currency)
    return int(total)


def test_partial_refunds_add_up_and_more_than_is_left_is_refused(client: Any) -> None:
    intent = give(client)
    for amount in (300, 300):
        assert client.refunds.create({"payment_intent": intent.id, "amount": amount}).status == "succeeded"
    error = refusal(lambda: client.refunds.create({"payment_intent": intent.id, "amount": 401}))
    assert error.http_status == 400 and "greater than unrefunded amount" in str(error)
    client.refunds.create({"payment_intent": intent.id})
    charge = client.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (1000, True, 3)
    assert refusal(lambda: client.refunds.create({"charge": charge.id})).code == "charge_already_refunded"
    assert balance(client) == -59


def test_a_refund_is_told_of_in_four_ways(client: Any) -> None:
    intent = give(client)
    client.refunds.create({"payment_intent": intent.id, "amount": 300})
    told = types_of(client)[4:]
    assert told == ["charge.refunded", "refund.created", "refund.updated", "charge.refund.updated"]
    refunded = next(one for one in all_events(client) if one.type == "charge.refunded")
    assert refunded.data.previous_attributes.to_dict() == {"amount_refunded": 0}


def test_a_slow_refund_is_pending_and_then_arrives(client: Any, sandbox: Sandbox) -> None:
    made = client.refunds.create({"payment_intent": give(client, card="pm_card_pendingRefund").id})
    assert made.status == "pending"
    sandbox.advance(days=3)
    assert client.refunds.retrieve(made.id).status == "succeeded"


def test_a_failed_refund_comes_back_into_the_balance(client: Any, sandbox: Sandbox) -> None:
    made = client.refunds.create({"payment_intent": give(client, card="pm_card_refundFail").id})
    assert balance(client) == -59
    sandbox.advance(days=1)
    failed = client.refunds.retrieve(made.id)
    assert (failed.status, bool(failed.failure_balance_transaction)) == ("failed", True)
    assert balance(client) == 941
    assert "refund.failed" in types_of(client)
    assert client.charges.retrieve(made.charge).refunded is False


def test_a_lost_dispute_takes_the_gift_and_a_fee(client: Any, sandbox: Sandbox) -> None:
    intent = give(client)
    made = sandbox.dispute(payment_intent=intent.id, reason="fraudulent")
    assert balance(client) == 941 - 1000 - 1500
    seen = client.disputes.retrieve(made["id"])
    (movement,) = seen.balance_transactions
    assert (movement.amount, movement.fee, movement.net, movement.type) == (-1000, 1500, -2500, "adjustment")
    assert movement.reporting_category == "dispute"
    assert refusal(lambda: client.refunds.create({"payment_intent": intent.id})).code == "charge_disputed"
    sandbox.decide(made["id"], "lose")
    assert client.disputes.retrieve(made["id"]).status == "lost"
    assert balance(client) == -1559
    assert types_of(client)[4:] == [
        *("charge.dispute.created", "charge.updated", "charge.dispute.funds_withdrawn", "charge.dispute.closed")
    ]


@pytest.mark.parametrize(("returned", "left"), [(False, -559), (True, 941)])
def test_a_won_dispute_brings_the_gift_back(client: Any, sandbox: Sandbox, returned: bool, left: int) -> None:
    sandbox.control("POST", "/_control/fees", {"dispute_returned": returned})
    made = sandbox.dispute(payment_intent=give(client).id)
    sandbox.decide(made["id"], "win")
    assert balance(client) == left
    assert client.disputes.retrieve(made["id"]).status == "won"
    told = types_of(client)
    assert told.index("charge.dispute.funds_reinstated") < told.index("charge.dispute.closed")
    assert movements(client)[-1].reporting_category == "dispute_reversal"


def test_a_dispute_after_a_partial_refund_is_over_the_rest(client: Any, sandbox: Sandbox) -> None:
    intent = give(client)
    client.refunds.create({"payment_intent": intent.id, "amount": 300})
    made = sandbox.dispute(payment_intent=intent.id)
    assert made["amount"] == 700 and balance(client) == 941 - 300 - 700 - 1500
    sandbox.decide(made["id"], "win")
    client.refunds.create({"payment_intent": intent.id})
    assert balance(client) == 941 - 1000 - 1500


def test_a_dispute_over_a_part_takes_that_part(client: Any, sandbox: Sandbox) -> None:
    made = sandbox.dispute(payment_intent=give(client).id, amount=400)
    sandbox.decide(made["id"], "lose")
    assert balance(client) == 941 - 400 - 1500


def test_an_inquiry_moves_no_money_until_it_is_escalated(client: Any, sandbox: Sandbox) -> None:
    give(client, card="pm_card_createDisputeInquiry")
    (made,) = client.disputes.list().data
    assert made.status == "warning_needs_response" and balance(client) == 941
    client.disputes.close(made.id)
    assert client.disputes.retrieve(made.id).status == "warning_closed" and balance(client) == 941
    other = sandbox.dispute(payment_intent=give(client).id, inquiry=True)
    sandbox.decide(other["id"], "escalate")
    assert client.disputes.retrieve(other["id"]).status == "needs_response"
    assert balance(client) == 941 + 941 - 2500


def test_evidence_is_submitted_and_may_win(client: Any) -> None:
    give(client, card="pm_card_createDispute")
    (made,) = client.disputes.list().data
    client.disputes.update(made.id, {"evidence": {"product_description": "A gift"}, "submit": False})
    assert client.disputes.retrieve(made.id).status == "needs_response"
    client.disputes.update(made.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True})
    assert client.disputes.retrieve(made.id).status == "won"


def test_a_dispute_that_nobody_answers_is_lost(client: Any, sandbox: Sandbox) -> None:
    give(client, card="pm_card_createDispute")
    sandbox.advance(days=10)
    assert client.disputes.list().data[0].status == "lost"


def test_a_payout_is_the_sum_of_the_movements_that_it_names(client: Any, sandbox: Sandbox) -> None:
    sandbox.settings(payouts={"interval": "manual"})
    intents = [give(client) for _ in range(3)]
    client.refunds.create({"payment_intent": intents[0].id, "amount": 300})
    sandbox.dispute(payment_intent=intents[1].id)
    sandbox.advance(days=3)
    give(client, card="pm_card_bypassPending", amount=5000)
    payout = sandbox.payout()
    named = client.balance_transactions.list({"payout": payout["id"], "limit": 100}).data
    assert sum(txn.net for txn in named if txn.type != "payout") == payout["amount"]
    assert sum(txn.net for txn in named) == 0
    assert balance(client) == 0
    sandbox.advance(days=1)
    assert client.payouts.retrieve(payout["id"]).status == "paid"
    assert [kind for kind in types_of(client) if kind.startswith("payout.")] == [
        *("payout.created", "payout.updated", "payout.paid", "payout.reconciliation_completed")
    ]


def test_the_clock_pays_out_every_day_what_is_available(client: Any, sandbox: Sandbox) -> None:
    give(client)
    sandbox.advance(days=1)
    assert client.payouts.list().data == []
    sandbox.advance(days=3)
    (payout,) = client.payouts.list().data
    assert (payout.amount, payout.automatic, payout.status) == (941, True, "paid")
    assert "balance.available" in types_of(client)


def test_a_failed_payout_is_back_in_the_balance(client: Any, sandbox: Sandbox) -> None:
    sandbox.settings(payouts={"interval": "manual"})
    give(client, card="pm_card_bypassPending")
    made = client.payouts.create({"amount": 900, "currency": "usd"})
    assert balance(client) == 41
    assert refusal(lambda: client.payouts.create({"amount": 42, "currency": "usd"})).code == "balance_insufficient"
    sandbox.advance(days=1)
    sandbox.fail_payout(made.id)
    failed = client.payouts.retrieve(made.id)
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    assert balance(client) == 941 and movements(client)[-1].type == "payout_failure"


def test_a_bank_debit_arrives_days_later_or_not_at_all(client: Any, sandbox: Sandbox) -> None:
    said = {"amount": 1000, "currency": "eur", "confirm": True, "payment_method_types": ["sepa_debit"]}
    for iban, end in (("AT611904300234573201", "succeeded"), ("AT861904300235473202", "requires_payment_method")):
        data = {"type": "sepa_debit", "sepa_debit": {"iban": iban}}
        intent = client.payment_intents.create({**said, "payment_method_data": data})
        assert intent.status == "processing"
        sandbox.advance(days=4)
        assert client.payment_intents.retrieve(intent.id).status == end
    assert [txn.type for txn in movements(client) if txn.type != "payout"] == ["payment"]


@pytest.mark.parametrize(("amount", "fee"), [(50, 31), (1010, 59), (1500, 74), (1051, 60), (99999, 2930)])
def test_a_fee_is_rounded_to_the_nearest_cent_and_a_half_goes_up(client: Any, amount: int, fee: int) -> None:
    give(client, amount)
    assert movements(client)[0].fee == fee


def test_a_movement_is_paid_out_once(client: Any, sandbox: Sandbox) -> None:
    give(client)
    sandbox.advance(days=4)
    first = client.payouts.list().data[0]
    give(client, 2000)
    sandbox.advance(days=4)
    second = client.payouts.list().data[0]
    assert (first.amount, second.amount) == (941, 1912)
    for payout in (first, second):
        named = client.balance_transactions.list({"payout": payout.id}).data
        assert sum(txn.net for txn in named) == 0 and len(named) == 2


def test_fees_follow_the_settings(client: Any, sandbox: Sandbox) -> None:
    sandbox.control("POST", "/_control/fees", {"percent": "1.5", "fixed": 25, "conversion_percent": "2"})
    sandbox.rates(eur="1.00")
    give(client, 1000, "usd")
    give(client, 1000, "eur")
    assert [txn.fee for txn in movements(client)] == [40, 60]
