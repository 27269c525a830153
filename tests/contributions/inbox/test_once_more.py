"""What looks like the same thing once more and is not; and what looks like a gift and is none."""

from __future__ import annotations

from tests.contributions.inbox.place import Place

from tamizdat.contributions import deeds
from tamizdat.contributions.models import Gift, Notice


def test_a_refund_that_failed_can_be_asked_for_again(place: Place) -> None:
    gift = place.give()
    place.settle()
    first = deeds.refund_gift(place.home, gift.id, None, place.now)
    place.settle()
    place.sandbox.control("POST", "/_control/refunds/fail", {"refund": first})
    place.settle()
    assert place.state(gift) == "paid"
    second = deeds.refund_gift(place.home, gift.id, None, place.now)
    assert second != first and second == deeds.refund_gift(place.home, gift.id, None, place.now)
    place.settle()
    assert place.state(gift) == "refunded"


def test_a_payment_that_is_only_coming_is_no_gift(place: Place) -> None:
    place.give(every="month")
    place.settle()
    place.sandbox.advance(days=25)
    place.settle()
    assert Notice.objects.filter(kind="invoice.upcoming", state="ignored").exists()
    assert Gift.objects.count() == 1
