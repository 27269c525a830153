"""A single gift: whatever is told of it, how often and in whatever order, it is one gift."""

from __future__ import annotations

from tests.contributions.inbox.place import Place, mails, sums

from tamizdat.contributions.models import Receipt

PAID = (1000, 0, 0, 59, 0, 941)


def test_a_gift_is_one_income_one_receipt_one_mail(place: Place) -> None:
    gift = place.give()
    place.settle()
    assert sums() == PAID
    assert place.state(gift) == "paid"
    assert Receipt.objects.count() == 1 and mails() == [f"receipt:{gift.id}"]
