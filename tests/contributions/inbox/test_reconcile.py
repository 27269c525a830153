"""The books and the processor's own account agree to the last minor unit, or somebody hears of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from tests.contributions.inbox.place import Place, mails, sums

from tamizdat.books.models import Entry
from tamizdat.contributions.inbox import commands
from tamizdat.contributions.inbox.rebuild import kept_hash, rebuild
from tamizdat.contributions.inbox.reconcile import booked_balance, reconcile
from tamizdat.contributions.models import Notice, Receipt, Reconciliation
from tamizdat.contributions.work import turn


@pytest.fixture()
def run(place: Place, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command of this home: its exit code, and its JSON."""
    monkeypatch.setenv("TAMIZDAT_HOME", str(place.home.folder))

    def run_command(name: str, *words: str) -> tuple[int, Any]:
        done = CliRunner().invoke(getattr(commands, name), [*words, "--json"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, json.loads(done.stdout)

    return run_command


def a_month(place: Place) -> None:
    """Gifts, a renewal, refunds, disputes, and what is paid out."""
    first = place.give(1000)
    place.give(2500, every="month")
    place.give(700, "EUR")
    lost = place.give(500, card="4000000000000077")
    place.settle()
    place.sandbox.refund(payment_intent=place.payment(first), amount=300)
    dispute = place.sandbox.dispute(payment_intent=place.payment(lost))
    place.sandbox.decide(dispute["id"], "win")
    place.sandbox.advance(days=31)
    place.sandbox.payout()
    place.settle()


@pytest.mark.long
def test_a_month_of_everything_agrees(place: Place) -> None:
    a_month(place)
    found = reconcile(place.home, None, place.now)
    assert found.differences == () and found.booked == 0 and found.seen >= 8
    assert booked_balance("sandbox") == {"USD": place.sandbox.client().v1.balance.retrieve().available[0].amount + sum(
        row.amount for row in place.sandbox.client().v1.balance.retrieve().pending)}  # fmt: skip


def test_what_was_dropped_for_ever_is_booked_by_reconciling(place: Place) -> None:
    place.sandbox.rule("drop", types=["*"])
    gift = place.give()
    place.give(2500, every="month")
    place.settle()
    assert sums() == (0,) * 6
    found = reconcile(place.home, None, place.now)
    place.settle()
    assert (found.booked, found.differences) == (2, ())
    assert (place.state(gift), sums()[0], Receipt.objects.count()) == ("paid", 3500, 2)
    assert reconcile(place.home, None, place.now).booked == 0


def test_a_refund_that_was_dropped_for_ever_makes_the_receipt_void(place: Place) -> None:
    gift = place.give()
    place.settle()
    place.sandbox.rule("drop", types=["*"])
    place.sandbox.refund(payment_intent=place.payment(gift))
    place.settle()
    assert place.state(gift) == "paid"
    reconcile(place.home, None, place.now)
    assert place.state(gift) == "refunded" and Receipt.objects.get().is_void


@pytest.mark.long
def test_a_payout_is_the_sum_of_what_is_in_it(place: Place, run: Any) -> None:
    gifts = [place.give(1000, card="4000000000000077") for _ in range(3)]
    place.settle()
    place.sandbox.refund(payment_intent=place.payment(gifts[0]), amount=400)
    payout = place.sandbox.payout()
    place.settle()
    assert payout["amount"] == 3 * 941 - 400 and sums()[5] == 0
    assert -sum(one.amount for one in Entry.objects.filter(debit="bank")) == -payout["amount"]
    assert run("reconcile") == (0, {"processor": "sandbox", "seen": 5, "booked": 0, "differences": []})
    place.sandbox.fail_payout(payout["id"])
    place.settle()
    assert sums()[5] == payout["amount"] and run("reconcile")[0] == 0


def test_one_minor_unit_too_much_is_an_alarm(place: Place, run: Any) -> None:
    place.give()
    place.settle()
    kept = Notice.objects.get(kind="movement")
    skeleton = {**kept.skeleton, "id": "txn_of_nobody", "source": "ch_2", "amount": 1, "paid": 1, "fee": 0, "gift": ""}
    Notice.objects.create(
        processor="sandbox", external_id="answer:txn_of_nobody", kind="movement", at=kept.at, skeleton=skeleton
    )
    code, found = run("reconcile")
    assert code == 1
    assert found["differences"] == [
        {"what": "unknown there", "number": "txn_of_nobody"},
        {"what": "balance", "currency": "USD", "here": 942, "there": 941},
    ]
    assert Reconciliation.objects.get().differences == found["differences"]


def test_other_figures_than_the_processors_are_an_alarm(place: Place, run: Any) -> None:
    place.give()
    place.settle()
    kept = Notice.objects.get(kind="movement")
    Notice.objects.filter(id=kept.id).update(skeleton={**kept.skeleton, "fee": 60})
    code, found = run("reconcile")
    assert code == 1 and found["differences"][0]["here"] == {"fee": 60}
    assert run("rebuild")[0] == 1


def test_the_ledger_is_made_again_from_the_inbox_alone(place: Place, run: Any) -> None:
    a_month(place)
    code, found = run("rebuild")
    assert code == 0 and found["agrees"] and found["hash"] == found["kept"] == kept_hash() == rebuild().hash


@pytest.mark.long
def test_applying_everything_once_more_changes_nothing(place: Place, run: Any) -> None:
    a_month(place)
    before = (kept_hash(), mails(), Receipt.objects.count())
    code, found = run("replay", "--all")
    assert code == 0 and set(found["states"]) <= {"applied", "ignored"}
    assert (kept_hash(), mails(), Receipt.objects.count()) == before


def test_one_notice_is_shown_without_a_person_in_it(place: Place, run: Any) -> None:
    place.give(name="Zebedee Quillfeather")
    place.settle()
    notice = Notice.objects.get(kind="checkout.session.completed")
    code, found = run("show", notice.external_id)
    assert code == 0 and found["sealed"] and found["state"] == "applied"
    assert "Zebedee" not in json.dumps(found) and "reader@" not in json.dumps(found)


def test_a_refund_by_command_is_refused_where_it_is_too_much(place: Place, run: Any) -> None:
    gift = place.give()
    place.settle()
    assert run("refund", gift.id, "--amount", "4.50")[1]["refund"].startswith("re_")
    place.settle()
    assert sums()[1] == 450
    done = CliRunner().invoke(commands.refund, [gift.id, "--amount", "5.51"])
    assert "5.50 USD are left" in str(done.exception)
    number = Receipt.objects.get(gift=gift).number
    assert run("refund", number.lower(), "--amount", "1.00")[1]["gift"] == gift.id


def test_a_turn_reconciles_once_a_day_and_goes_on_without_the_processor(place: Place) -> None:
    place.give()
    place.sandbox.settle()
    first, second = turn(place.home, place.now), turn(place.home, place.now)
    assert json.dumps(first) and first["reconciled"][0]["differences"] == 0 and second["reconciled"] == []
    place.sandbox.advance(hours=25)
    place.sandbox.fail_next("503", count=3, path="/v1/*", method="GET")
    assert turn(place.home, place.now)["wrong"] != []
    assert turn(place.home, place.now)["reconciled"] == []  # it waits a little before it asks again
    place.sandbox.advance(minutes=16)
    again = turn(place.home, place.now)
    assert again["wrong"] == [] and again["reconciled"][0]["differences"] == 0
