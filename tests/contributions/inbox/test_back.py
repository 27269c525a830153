"""Money that goes back: refunds, disputes, and what the reader is told of it."""

from __future__ import annotations

import pytest
from tests.contributions.inbox.place import Place, mails, sums

from tamizdat.contributions import deeds
from tamizdat.contributions.models import Gift, Receipt
from tamizdat.core.ledger.money import Money
from tamizdat.shell.errors import RefusedError


def test_a_refund_that_is_told_before_its_charge_ends_right(place: Place) -> None:
    place.sandbox.rule("hold")
    gift = place.give()
    place.sandbox.refund(payment_intent=_intent(place))
    place.sandbox.release(order="reverse")
    place.settle()
    assert sums() == (1000, 1000, 0, 59, 0, -59)
    assert place.state(gift) == "refunded"
    assert Receipt.objects.get().is_void and len([one for one in mails() if one.startswith("receipt_void")]) == 1


def test_a_full_refund_makes_the_receipt_void(place: Place) -> None:
    gift = place.give()
    place.settle()
    deeds.refund_gift(place.home, gift.id, None, place.now)
    place.settle()
    assert sums() == (1000, 1000, 0, 59, 0, -59)
    assert place.state(gift) == "refunded" and Receipt.objects.get().is_void
    assert mails() == [f"receipt:{gift.id}", f"receipt_void:{gift.id}"]


@pytest.mark.parametrize("seed", [1, 2])
def test_three_parts_make_the_whole(place: Place, seed: int) -> None:
    gift = place.give()
    place.settle()
    place.sandbox.rule("hold")
    for amount in (300, 300, 400):
        place.sandbox.refund(payment_intent=place.payment(gift), amount=amount)
    place.sandbox.release(order="shuffle", seed=seed)
    place.settle()
    assert sums() == (1000, 1000, 0, 59, 0, -59) and place.state(gift) == "refunded"


def test_a_part_that_is_paid_back_leaves_the_receipt(place: Place) -> None:
    gift = place.give()
    place.settle()
    deeds.refund_gift(place.home, gift.id, Money(300, "USD"), place.now)
    place.settle()
    assert sums()[1] == 300 and place.state(gift) == "partly_refunded" and not Receipt.objects.get().is_void


def test_more_than_is_left_is_refused_without_asking_the_processor(place: Place) -> None:
    gift = place.give()
    place.settle()
    deeds.refund_gift(place.home, gift.id, Money(700, "USD"), place.now)
    place.settle()
    before = len(place.sandbox.requests("/v1/refunds"))
    for money in (Money(301, "USD"), Money(300, "EUR"), Money(-1, "USD")):
        with pytest.raises(RefusedError, match=r"3\.00 USD are left"):
            deeds.refund_gift(place.home, gift.id, money, place.now)
    assert len(place.sandbox.requests("/v1/refunds")) == before
    deeds.refund_gift(place.home, gift.id, Money(300, "USD"), place.now)
    place.settle()
    with pytest.raises(RefusedError, match="nothing is left"):
        deeds.refund_gift(place.home, gift.id, None, place.now)


def test_the_same_refund_asked_for_twice_at_once_is_one(place: Place) -> None:
    gift = place.give()
    place.settle()
    first = deeds.refund_gift(place.home, gift.id, Money(300, "USD"), place.now)
    assert deeds.refund_gift(place.home, gift.id, Money(300, "USD"), place.now) == first
    place.settle()
    assert sums()[1] == 300


@pytest.mark.long
def test_a_refund_that_fails_comes_back(place: Place) -> None:
    gift = place.give(card="4000000000005126")
    place.settle()
    deeds.refund_gift(place.home, gift.id, None, place.now)
    place.sandbox.advance(days=3)
    place.settle()
    assert sums()[1] == 0 and place.state(gift) == "paid"


def test_a_lost_dispute(place: Place) -> None:
    gift, dispute = _disputed(place)
    assert place.state(gift) == "disputed"
    place.sandbox.decide(dispute, "lose")
    place.settle()
    assert sums() == (1000, 0, 1000, 59, 1500, -1559) and place.state(gift) == "charged_back"


def test_a_dispute_that_is_won(place: Place) -> None:
    gift, dispute = _disputed(place)
    place.sandbox.decide(dispute, "win")
    place.settle()
    income, refunds, chargebacks, fees, dispute_fees, processor = sums()
    assert (income, refunds, chargebacks, fees) == (1000, 0, 0, 59) and processor == 1000 - 59 - dispute_fees
    assert place.state(gift) == "paid"


def test_an_inquiry_moves_no_money_and_is_told_to_a_person(place: Place) -> None:
    gift, dispute = _disputed(place, inquiry=True)
    gift.refresh_from_db()
    assert (gift.state, gift.flags, sums()) == ("paid", ["inquiry"], (1000, 0, 0, 59, 0, 941))
    place.sandbox.decide(dispute, "close")
    place.settle()
    gift.refresh_from_db()
    assert (gift.flags, sums()) == ([], (1000, 0, 0, 59, 0, 941))


def test_a_dispute_over_a_part(place: Place) -> None:
    gift, dispute = _disputed(place, amount=400)
    place.sandbox.decide(dispute, "lose")
    place.settle()
    gift.refresh_from_db()
    assert sums()[2] == 400 and (gift.state, gift.flags) == ("partly_refunded", ["partly charged back"])


@pytest.mark.long
def test_the_notices_of_a_dispute_may_come_in_any_order(place: Place) -> None:
    gift = place.give()
    place.settle()
    place.sandbox.rule("hold")
    made = place.sandbox.dispute(payment_intent=place.payment(gift))
    place.sandbox.decide(made["id"], "lose")
    place.sandbox.release(order="reverse")
    place.settle()
    assert sums() == (1000, 0, 1000, 59, 1500, -1559) and place.state(gift) == "charged_back"


def _disputed(place: Place, **how: object) -> tuple[Gift, str]:
    gift = place.give()
    place.settle()
    made = place.sandbox.dispute(payment_intent=place.payment(gift), **how)
    place.settle()
    return gift, made["id"]


def _intent(place: Place) -> str:
    return str(place.sandbox.client().v1.payment_intents.list().data[0].id)
