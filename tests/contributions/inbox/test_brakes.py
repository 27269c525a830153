"""What notices tell the brakes: stolen cards tried out, waves of disputed micro-gifts; and about nobody."""

from __future__ import annotations

from tests.contributions.inbox.place import Place

from tamizdat.contributions.brakes import breaker
from tamizdat.contributions.inbox.replay import replay
from tamizdat.contributions.models import Notice, Trouble


def test_a_wave_of_disputed_small_gifts_pauses_small_gifts(place: Place) -> None:
    for _ in range(breaker.TOO_MANY["small"]):
        assert not breaker.is_paused("small", place.now)
        gift = place.give(200)
        place.settle()
        place.sandbox.dispute(payment_intent=place.payment(gift))
        place.settle()
    assert breaker.is_paused("small", place.now) and not breaker.is_paused("cards", place.now)


def test_disputed_large_gifts_and_inquiries_pause_nothing(place: Place) -> None:
    for amount, inquiry in ((50000, False), (200, True)):
        gift = place.give(amount)
        place.settle()
        place.sandbox.dispute(payment_intent=place.payment(gift), inquiry=inquiry)
        place.settle()
    assert not Trouble.objects.exists()


def test_each_declined_card_is_counted_once_however_often_it_is_told(place: Place) -> None:
    _, begun = place.begin()
    for _ in range(3):
        place.sandbox.pay_checkout(begun.session, card="4000000000000002")
    place.settle()
    for notice in Notice.objects.filter(kind="payment_intent.payment_failed"):
        place.sandbox.send_again(notice.external_id)
        replay(place.home, notice, place.now)
    place.settle()
    assert sum(Trouble.objects.filter(kind="cards").values_list("count", flat=True)) == 3
    assert {one.name for one in Trouble._meta.fields} == {"id", "kind", "window", "count"}
