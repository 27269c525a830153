"""Whoever was erased stays erased; and a month of everything leaves nobody's name in plain sight."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from tests.contributions.inbox.place import Place, sums

from tamizdat.contributions.inbox.reconcile import reconcile
from tamizdat.contributions.models import Gift, Notice, Supporter
from tamizdat.contributions.vault import open_vault
from tamizdat.contributions.work import turn

SECRETS = (
    "Zebedee",
    "Quillfeather",
    "zebedee@quillfeather.example",
    "4242424242424242",
    "Test Reader",
    "reader@example.org",
)


def everything_plain() -> str:
    """Every column of every table of ours, as whoever steals the database would read it."""
    found: list[str] = []
    for model in (*apps.get_app_config("contributions").get_models(), *apps.get_app_config("books").get_models()):
        plain = [one.name for one in model._meta.fields if not isinstance(one, models.BinaryField)]
        found += [str(row) for row in model.objects.values_list(*plain)]
        for name in (one.name for one in model._meta.fields if isinstance(one, models.BinaryField)):
            found += [bytes(value).decode("latin-1") for (value,) in model.objects.values_list(name) if value]
    return "\n".join(found)


def test_the_remainder_is_sealed_under_the_supporters_own_key(place: Place) -> None:
    gift = place.give(name="Zebedee Quillfeather", email="zebedee@quillfeather.example")
    place.settle()
    gift.refresh_from_db()
    kept = Notice.objects.get(kind="checkout.session.completed")
    assert kept.supporter_id == gift.supporter_id and kept.supporter is not None and kept.supporter.sealed_key
    opened: Any = open_vault(place.home).open(kept.supporter.sealed_key, bytes(kept.remainder))
    assert opened["data"]["object"]["customer_details"]["email"] == "reader@example.org"


def test_what_belongs_to_nobody_that_is_known_is_not_kept(place: Place) -> None:
    place.give(email="")
    place.settle()
    assert not Supporter.objects.exists() and not Notice.objects.exclude(remainder=None).exists()
    assert sums()[0] == 1000


@pytest.mark.parametrize("every", ["once", "month"])
def test_late_notices_of_an_erased_supporter_bring_nothing_back(place: Place, every: Any) -> None:
    gift = place.give(every=every, name="Zebedee Quillfeather", email="zebedee@quillfeather.example")
    place.settle()
    Supporter.objects.update(sealed_key=None, sealed=None, lookup=None)
    Notice.objects.update(remainder=None, supporter=None)
    place.sandbox.refund(payment_intent=place.payment(gift), amount=400)
    place.sandbox.dispute(payment_intent=place.payment(gift), amount=300)
    if every == "month":
        place.sandbox.replace_card(customer=place.sandbox.client().v1.customers.list().data[0].id)
        place.sandbox.advance(days=31)
    place.settle()
    assert sums()[1:3] == (400, 300) and reconcile(place.home, None, place.now).differences == ()
    assert not Notice.objects.exclude(remainder=None).exists()
    plain = everything_plain()
    assert not [secret for secret in SECRETS if secret in plain]


def test_a_month_of_everything_names_nobody_in_tables_logs_and_output(
    place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    who = {"name": "Zebedee Quillfeather", "email": "zebedee@quillfeather.example", "message": "For Zebedee's aunt"}
    gift = place.give(**who)
    place.give(every="month", card="4000000000000341", **who)
    element, _ = place.begin(flow="element", **who)
    place.confirm(element, "4000000000000002")
    place.confirm(element)
    place.settle()
    place.sandbox.refund(payment_intent=place.payment(gift))
    place.sandbox.advance(days=31)
    place.settle()
    turn(place.home, place.now)
    said = caplog.text + "".join(capfd.readouterr()) + everything_plain()
    assert not [secret for secret in SECRETS if secret in said]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contributions_notice")
        assert cursor.fetchone()[0] > 20
    asked = str(place.sandbox.requests())
    assert not [secret for secret in (*SECRETS, "Lamp", "lamp.example") if secret in asked and secret[0] != "4"]
    assert Gift.objects.filter(state="paid").exists()
