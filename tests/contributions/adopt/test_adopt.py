"""A newsroom that has supporters at a processor takes them over, and they notice nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.core import serializers
from tests.contributions.inbox.place import Place, sums

from tamizdat.books.models import Entry
from tamizdat.contributions.adopt.adopt import Adopted, adopt_all
from tamizdat.contributions.adopt.command import adopt as command
from tamizdat.contributions.inbox.opening import opening_of
from tamizdat.contributions.inbox.reconcile import reconcile
from tamizdat.contributions.models import Gift, Mail, Notice, Recurring, Reference, Supporter
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.vault import open_vault


def at_the_processor(place: Place, country: str = "DE", email: str = "old@example.org", amount: int = 700) -> str:
    """Somebody who gives each month already, begun by another software."""
    client = place.sandbox.client()
    method = client.v1.payment_methods.create({"type": "card", "card": {"token": token_of(country)}})
    values = {"email": email, "name": "Old Friend", "preferred_locales": ["fa-IR"]} if email else {}
    customer = client.v1.customers.create(values)
    client.v1.payment_methods.attach(method.id, {"customer": customer.id})
    client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
    product = client.v1.products.create({"name": "Member"})
    price = {"currency": "usd", "unit_amount": amount, "product": product.id, "recurring": {"interval": "month"}}
    found = client.v1.subscriptions.create({"customer": customer.id, "items": [{"price_data": price}]})
    return str(found.id)


def token_of(country: str) -> str:
    return f"tok_{country.lower()}"


def adopt(place: Place, **more: bool) -> Adopted:
    return adopt_all(place.home, "sandbox", place.now, **more)


@pytest.fixture()
def old(place: Place) -> Place:
    place.sandbox.rule("drop", types=["*"])
    return place


def test_a_recurring_gift_is_taken_over_and_its_next_payment_is_booked(old: Place) -> None:
    number = at_the_processor(old)
    old.sandbox.advance(days=1)
    done = adopt(old)
    assert (done.recurring, done.known, done.at_risk, done.odd) == (1, 0, [], [])
    recurring = Recurring.objects.get()
    assert (recurring.external_id, recurring.amount, recurring.every, recurring.state) == (
        number,
        700,
        "month",
        "active",
    )
    old.sandbox.control("POST", "/_control/deliveries/normal")
    old.sandbox.advance(days=31)
    old.settle()
    gift = Gift.objects.get(state="paid")
    assert (gift.recurring_id, gift.supporter_id) == (recurring.id, recurring.supporter_id)
    assert sums()[0] == 700


def test_the_address_lies_under_a_key_of_its_own_and_nowhere_else(old: Place) -> None:
    at_the_processor(old)
    adopt(old)
    supporter = Supporter.objects.get()
    vault = open_vault(old.home)
    assert vault.open(supporter.sealed_key, supporter.sealed) == {"email": "old@example.org", "name": "Old Friend"}  # type: ignore[arg-type]
    assert supporter.language == "fa"
    everything = [row for model in (Supporter, Recurring, Reference, Notice) for row in model.objects.all()]
    assert "old@example.org" not in serializers.serialize("json", everything)
    assert "Old Friend" not in serializers.serialize("json", everything)


def test_nobody_gets_a_mail_for_being_taken_over(old: Place) -> None:
    at_the_processor(old)
    adopt(old)
    assert not Mail.objects.exists()


def test_twice_is_once(old: Place) -> None:
    at_the_processor(old)
    adopt(old)
    before = [Supporter.objects.count(), Recurring.objects.count(), Reference.objects.count(), Entry.objects.count()]
    done = adopt(old)
    assert (done.recurring, done.known, done.people, done.opening) == (0, 1, 0, {})
    assert before == [
        Supporter.objects.count(),
        Recurring.objects.count(),
        Reference.objects.count(),
        Entry.objects.count(),
    ]


def test_the_books_begin_with_the_balance_and_agree_from_then_on(old: Place) -> None:
    at_the_processor(old)
    old.sandbox.advance(days=1)
    provider: Any = open_provider(old.home, "sandbox")
    done = adopt(old)
    assert done.opening == dict(provider.balance()) != {}
    began = opening_of("sandbox")
    assert began is not None and old.now - began < timedelta(minutes=1)
    assert sums()[5] == provider.balance()["USD"]
    assert sums()[0] == 0  # it is no income of now


def test_those_from_where_it_endangers_them_are_not_taken_over_and_are_reported(old: Place) -> None:
    number = at_the_processor(old, "RU", email="there@example.org")
    at_the_processor(old, "DE")
    done = adopt(old)
    assert (done.recurring, done.at_risk, done.stopped) == (1, [number], 0)
    vault = open_vault(old.home)
    assert not Supporter.objects.filter(lookup=vault.lookup("there@example.org")).exists()


def test_they_are_stopped_at_the_processor_only_if_that_is_asked_for(old: Place) -> None:
    number = at_the_processor(old, "RU")
    done = adopt(old, stop_at_risk=True)
    assert (done.at_risk, done.stopped, done.recurring) == ([number], 1, 0)
    tried = len(old.sandbox.attempts())
    old.sandbox.advance(days=70)
    assert len(old.sandbox.attempts()) == tried


def test_a_dry_run_counts_and_keeps_nothing(old: Place) -> None:
    at_the_processor(old)
    at_the_processor(old, "RU")
    done = adopt(old, stop_at_risk=True, dry_run=True)
    assert (done.recurring, len(done.at_risk), done.stopped) == (1, 1, 0)
    assert not Supporter.objects.exists()
    assert not Entry.objects.exists()
    assert not Notice.objects.exists()


def test_two_customers_with_one_address_are_one_supporter(old: Place) -> None:
    at_the_processor(old, email="Same@example.org")
    at_the_processor(old, email="same@example.org ")
    adopt(old)
    assert Supporter.objects.count() == 1
    assert Recurring.objects.count() == 2


def test_customers_without_a_recurring_gift_are_taken_over_as_people(old: Place) -> None:
    old.sandbox.client().v1.customers.create({"email": "once@example.org"})
    old.sandbox.client().v1.customers.create({})
    assert adopt(old).people == 1


def test_what_is_no_plain_gift_is_left_for_a_person(old: Place) -> None:
    number = at_the_processor(old)
    client = old.sandbox.client()
    found = client.v1.subscriptions.retrieve(number).to_dict()
    item = found["items"]["data"][0]
    price = {
        "currency": "usd",
        "unit_amount": 700,
        "product": item["price"]["product"],
        "recurring": {"interval": "week"},
    }
    items = [{"id": item["id"], "price_data": price}]
    client.v1.subscriptions.update(number, {"items": items, "proration_behavior": "none"})
    assert adopt(old).odd == [number]


def test_what_is_told_of_it_names_nobody(old: Place) -> None:
    at_the_processor(old)
    assert "example.org" not in json.dumps(repr(adopt(old)))


@pytest.mark.long
def test_after_being_taken_over_everything_agrees_with_the_processor(old: Place) -> None:
    at_the_processor(old)
    old.sandbox.advance(days=1)
    adopt(old)
    old.sandbox.control("POST", "/_control/deliveries/normal")
    old.sandbox.advance(days=62)
    old.settle()
    assert reconcile(old.home, "sandbox", old.now).differences == ()
    assert sums()[0] == 1400  # two renewals; what was before is no income of now


def test_the_command_says_what_it_did_without_a_name(old: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_processor(old)
    number = at_the_processor(old, "RU")
    monkeypatch.setenv("TAMIZDAT_HOME", str(old.home.folder))
    run = CliRunner()
    tried = json.loads(run.invoke(command, ["--dry-run", "--json"]).stdout)
    assert (tried["recurring"], tried["at_risk"]) == (1, [number])
    said = run.invoke(command, []).stdout
    assert "Took over 1 recurring gifts" in said
    assert f"  {number}" in said
    assert "example.org" not in said
    assert json.loads(run.invoke(command, ["--stop-at-risk", "--json"]).stdout)["stopped"] == 1
