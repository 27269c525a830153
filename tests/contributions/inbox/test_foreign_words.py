"""What other people write into the processor's fields for our numbers gets into no table in plain."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contributions.inbox.place import Place

from tamizdat.books.models import Entry
from tamizdat.contributions.models import Notice
from tamizdat.contributions.providers.stripe.skeleton import split


@pytest.mark.parametrize("word", ["Ivan.Petrov", "79161234567", "ivan@example.org"])
def test_a_name_in_the_address_of_a_payment_link_is_not_in_a_skeleton(word: str) -> None:
    session = {"object": "checkout.session", "id": "cs_1", "client_reference_id": word, "metadata": {"gift": word}}
    skeleton, remainder = split({"data": {"object": session}})
    assert word not in str(skeleton) and word in str(remainder)


def test_a_payment_of_another_program_is_booked_without_its_words(place: Place) -> None:
    asked: Any = place.sandbox.client().v1.payment_intents.create
    asked({"amount": 500, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True,
           "return_url": "https://give.example/en/", "metadata": {"gift": "Ivan.Petrov"}})  # fmt: skip
    place.settle()
    assert Entry.objects.filter(credit="income").get().gift == ""
    assert not [one for one in Notice.objects.all() if "Ivan" in f"{one.skeleton} {one.gift} {one.about} {one.why}"]
