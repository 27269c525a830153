"""What a supporter sees and does on their own page."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from tests.contributions.mail.people import (
    EMAIL,
    NOW,
    book,
    make_gift,
    make_recurring,
    make_supporter,
    pay,
    pay_back,
)
from tests.contributions.own.conftest import Done, Person

from tamizdat.contributions import deeds
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Supporter
from tamizdat.contributions.providers.contract import ProviderError
from tamizdat.contributions.site.own.receipts import give_receipt
from tamizdat.pages.templates import LARGEST_PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Supporter:
    return make_supporter(settings.HOME, name="Ottoline Quibble", message="Keep on, lighthouse!")


def test_payments_stand_there_as_the_books_have_them_with_receipts(person: Person, somebody: Supporter) -> None:
    paid = pay(make_gift(somebody, 1000), 900)
    make_gift(somebody, 555, state="failed")
    make_gift(somebody, 777, state="begun")
    page = person.enter(somebody)
    assert "$9.00" in page and "$10.00" not in page
    assert "$5.55" in page and "Did not go through" in page
    assert "$7.77" not in page
    assert page.count("/en/receipt/") == 1 and give_receipt(settings.HOME, paid) in page


def test_nobody_sees_what_is_not_theirs(person: Person, somebody: Supporter, done: Done) -> None:
    theirs = make_recurring(make_supporter(settings.HOME, email="other@b.example"), 1234)
    pay(make_gift(theirs.supporter, 4321))
    page = person.enter(somebody)
    assert "12.34" not in page and "43.21" not in page
    person.send("/en/own/stop", id=theirs.id)
    person.get("/en/own/")
    person.send("/en/own/change", id=theirs.id, amount="1000")
    assert not done.deeds


def test_the_amount_is_changed(person: Person, somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody)
    assert "$5.00 a month" in person.enter(somebody)
    page = person.send("/en/own/change", id=recurring.id, amount="7.50")
    assert "The amount is changed" in page and "$7.50 a month" in page
    assert done.deeds == [("change", recurring.id, "7.50", "USD")]


@pytest.mark.parametrize("typed", ["1.99", "-5", "0", "", "five", "1e3", "5.001", "9" * 30])
def test_an_amount_that_cannot_be_is_refused_and_the_least_is_named(
    person: Person, somebody: Supporter, done: Done, typed: str
) -> None:
    recurring = make_recurring(somebody)
    person.enter(somebody)
    page = person.send("/en/own/change", id=recurring.id, amount=typed)
    assert "at least $2.00" in page and person.status == 400 and not done.deeds


def test_persian_digits_are_an_amount(person: Person, somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody, 1000, "JPY")
    person.enter(somebody, "fa")
    person.send("/fa/own/change", id=recurring.id, amount="۱۲۰۰")
    assert done.deeds == [("change", recurring.id, "1200", "JPY")]


def test_one_press_stops_a_regular_payment_and_nobody_asks_why(person: Person, somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody)
    person.enter(somebody)
    page = person.send("/en/own/stop", id=recurring.id)
    assert "Nothing more will be taken" in page and "Ended" in page
    assert done.deeds == [("cancel", recurring.id)]
    assert "/en/own/stop" not in page


def test_another_card_is_given_at_the_processor(person: Person, somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody, state="late")
    person.enter(somebody)
    page = person.send("/en/own/card", id=recurring.id)
    assert 'href="https://processor.example/card"' in page and "never comes to us" in page
    assert done.deeds == [("card", recurring.id, "https://give.example/en/own/?done=card")]


def test_when_the_processor_fails_nothing_is_said_to_be_done(person: Person, somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody)
    done.fails = ProviderError("no", may_retry=True)
    person.enter(somebody)
    page = person.send("/en/own/stop", id=recurring.id)
    assert "Nothing was changed" in page and person.status == 503 and "Running" in page


def test_what_is_frozen_or_ended_cannot_be_set_going_again(person: Person, somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody, state="frozen")
    page = person.enter(somebody)
    assert "Stopped for your safety" in page and "/en/own/card" not in page
    person.send("/en/own/card", id=recurring.id)
    assert not done.deeds


@pytest.mark.parametrize("deed", ["change", "card", "stop", "mail", "language", "erase"])
def test_a_form_of_another_site_does_nothing(person: Person, somebody: Supporter, done: Done, deed: str) -> None:
    recurring = make_recurring(somebody)
    person.enter(somebody)
    page = person.post(f"/en/own/{deed}", id=recurring.id, amount="9", mail="off", language="ru", sure="yes")
    assert person.status == 400 and "too old" in page
    somebody.refresh_from_db()
    assert not done.deeds and somebody.may_be_mailed and somebody.language == "en" and somebody.sealed_key


@pytest.mark.parametrize("deed", ["change", "card", "stop", "mail", "language", "erase", "leave"])
def test_without_a_visit_every_deed_leads_to_the_form_for_a_link(person: Person, deed: str) -> None:
    assert "Send me the link" in person.post(f"/en/own/{deed}", id="x", token="y")


def test_mail_can_be_stopped_and_come_again(person: Person, somebody: Supporter) -> None:
    person.enter(somebody)
    assert "You get no mail" in person.send("/en/own/mail", mail="off")
    assert not Supporter.objects.get().may_be_mailed
    assert "You get receipts" in person.send("/en/own/mail", mail="on")


def test_the_language_of_mails_and_page_is_changed(person: Person, somebody: Supporter) -> None:
    person.enter(somebody)
    assert 'lang="ru"' in person.send("/en/own/language", language="ru")
    assert Supporter.objects.get().language == "ru"
    person.send("/ru/own/language", language="xx")
    assert person.status == 400 and Supporter.objects.get().language == "ru"


def test_many_payments_fall_into_pages_that_arrive(somebody: Supporter) -> None:
    for number in range(100):
        pay(make_gift(somebody, 1000 + number, day=NOW.date() - timedelta(days=number)))
    make_recurring(somebody)
    make_recurring(somebody)
    person = Person()
    person.enter(somebody)
    sizes = []
    for page in (1, 2, 3):
        answer = person.client.get(f"/en/own/?page={page}", headers={"accept-encoding": "gzip"})
        sizes.append(len(answer.content))
        assert b"$10." in gzip.decompress(answer.content)
    assert max(sizes) <= LARGEST_PAGE
    assert "1 2" not in person.get("/en/own/?page=\u0664")


def test_neither_the_pages_nor_their_titles_name_the_newsroom(person: Person, somebody: Supporter) -> None:
    gift = pay(make_gift(somebody))
    pages = [
        person.get("/en/own/"),
        person.get("/en/remind/"),
        person.get(f"/en/receipt/{give_receipt(settings.HOME, gift)}"),
        person.get("/en/receipt/none"),
        person.enter(somebody),
        person.get("/en/own/erase"),
    ]
    for page in pages:
        assert "The Lamp" not in page and "lamp.example" not in page


def test_the_page_shows_neither_name_nor_address(person: Person, somebody: Supporter) -> None:
    page = person.enter(somebody)
    assert EMAIL not in page and "Ottoline" not in page and "lighthouse" not in page


def test_what_is_no_page_says_so_in_a_language_that_is_one(person: Person) -> None:
    assert "There is no such page" in person.get("/xx/own/") and person.status == 404
    assert 'lang="de"' in person.get("/de/own/") and person.status == 200


def test_a_deed_cannot_be_done_by_opening_an_address(person: Person, somebody: Supporter, done: Done) -> None:
    make_recurring(somebody)
    person.enter(somebody)
    for deed in ("stop", "change", "card", "mail", "language", "leave"):
        person.get(f"/en/own/{deed}")
        assert person.status == 405
    assert not done.deeds


def test_a_receipt_shows_what_the_books_have_in_any_language(person: Person) -> None:
    gift = pay(make_gift(None, 1999))
    code = give_receipt(settings.HOME, gift)
    assert "$19.99" in person.get(f"/en/receipt/{code}")
    assert "November 25, 2026" in person.get(f"/en/receipt/{code}")
    assert 'dir="rtl"' in person.get(f"/fa/receipt/{code}")


def test_a_receipt_is_made_once_with_a_number_that_counts_nothing(person: Person) -> None:
    gifts = [pay(make_gift(None)) for _ in range(3)]
    codes = [give_receipt(settings.HOME, gift) for gift in gifts]
    assert codes == [give_receipt(settings.HOME, gift) for gift in gifts]
    assert len({gift.receipt.number[:4] for gift in gifts}) == 3
    assert all(gift.receipt.code not in codes for gift in gifts)


def test_a_gift_that_was_never_paid_has_no_receipt(person: Person) -> None:
    code = give_receipt(settings.HOME, make_gift(None))
    assert "no such receipt" in person.get(f"/en/receipt/{code}") and person.status == 404


def test_a_partial_refund_stands_on_the_receipt_and_a_full_one_voids_it(person: Person) -> None:
    gift = pay(make_gift(None, 1000))
    address = f"/en/receipt/{give_receipt(settings.HOME, gift)}"
    pay_back(gift, 300)
    page = person.get(address)
    assert "$3.00" in page and "$7.00" in page and "A part of this payment" in page and "Not valid" not in page
    pay_back(gift, 700)
    page = person.get(address)
    assert "Not valid: this payment was paid back in full" in page and "$0.00" in page


def test_a_refund_that_came_back_makes_the_receipt_valid_again(person: Person) -> None:
    gift = pay(make_gift(None, 1000))
    pay_back(gift, 1000)
    book(gift, "processor", "refunds", 1000)
    page = person.get(f"/en/receipt/{give_receipt(settings.HOME, gift)}")
    assert "Not valid" not in page and "Paid back" not in page


def test_what_the_bank_took_back_voids_the_receipt_in_other_words(person: Person) -> None:
    gift = pay(make_gift(None, 1000))
    book(gift, "chargebacks", "processor", 1000)
    assert "the bank took this payment back" in person.get(f"/en/receipt/{give_receipt(settings.HOME, gift)}")


def test_exchanged_money_is_shown_as_the_reader_paid_it(person: Person) -> None:
    gift = make_gift(None, 500, "JPY")
    book(gift, "exchange", "income", 500, "JPY")
    book(gift, "processor", "exchange", 330, "USD", line=2)
    page = person.get(f"/en/receipt/{give_receipt(settings.HOME, gift)}")
    assert "¥500" in page and "$3.30" not in page


def test_a_form_that_asks_a_hundred_times_for_a_change_is_slowed_down(somebody: Supporter, done: Done) -> None:
    recurring = make_recurring(somebody)
    person = Person()
    person.enter(somebody)
    for _ in range(30):
        person.get("/en/own/")
        person.send("/en/own/change", id=recurring.id, amount="5")
    person.get("/en/own/")
    assert "wait an hour" in person.send("/en/own/change", id=recurring.id, amount="5")
    assert len(done.deeds) == 30


def test_head_answers_like_get() -> None:
    assert Client().head("/en/own/").status_code == 200


def test_a_bank_that_asks_its_cardholder_is_reached_from_here(
    person: Person, somebody: Supporter, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    recurring = make_recurring(somebody, state="late")
    gift = make_gift(somebody, recurring=recurring, state="waiting", every="month")
    assert "Confirm at your bank" not in person.enter(somebody)
    put_mail(f"action_needed:{gift.id}", somebody, "action_needed", {"gift": gift.id}, NOW)
    assert "Confirm at your bank" in person.get("/en/own/")
    monkeypatch.setattr(deeds, "action_address", lambda home, id: f"https://processor.example/{id}")
    assert f'href="https://processor.example/{gift.id}"' in person.send("/en/own/bank", id=gift.id)
    person.get("/en/own/")
    other = make_gift(make_supporter(settings.HOME, email="o@b.example"), state="waiting")
    assert "processor.example" not in person.send("/en/own/bank", id=other.id)
