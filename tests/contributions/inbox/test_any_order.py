"""Laws of the inbox: any order, any repetition, any crash between any two writes, and one ledger in the end."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.contributions.inbox.place import Place
from tests.contributions.inbox.test_one_gift import events

from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.inbox.opened import open_cached
from tamizdat.contributions.inbox.rebuild import kept_hash, rebuild
from tamizdat.contributions.models import Receipt
from tamizdat.contributions.providers.stripe.skeleton import split

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(bool(os.environ.get("TAMIZDAT_TEST_DATABASE")), reason="copies files of SQLite")


def play_a_month(place: Place) -> list[Any]:
    """Nothing of it is told yet: every event that the processor has to tell."""
    place.sandbox.rule("hold")
    paid = [place.give(1000), place.give(700, "EUR"), place.give(2500)]
    late, begun = place.begin(1500)
    place.sandbox.pay_checkout(begun.session, card="4000000000000002")
    place.sandbox.pay_checkout(begun.session)
    place.give(2000, every="month")
    stopped = place.give(400, every="month")
    charges = {one.metadata["gift"]: one.id for one in place.sandbox.client().v1.charges.list({"limit": 50}).data
               if one.paid and "gift" in (one.metadata or {})}  # fmt: skip
    for amount in (300, 700):
        place.sandbox.refund(charge=charges[paid[0].id], amount=amount)
    lost = place.sandbox.dispute(charge=charges[paid[1].id])
    place.sandbox.decide(lost["id"], "lose")
    won = place.sandbox.dispute(charge=charges[paid[2].id], amount=500)
    place.sandbox.decide(won["id"], "win")
    place.sandbox.dispute(charge=charges[late.id], inquiry=True)
    subscription = next(
        one.id for one in place.sandbox.client().v1.subscriptions.list().data if one.metadata["gift"] == stopped.id
    )
    place.sandbox.client().v1.subscriptions.cancel(subscription)
    place.sandbox.advance(days=31)
    place.sandbox.payout()
    return [one for one in events(place) if not one["type"].startswith(("price.", "product.", "plan."))]


def play(place: Place, folder: Path, *, last_word_counts: bool = False) -> None:
    """Keep the state before anything was told, all that is told, and every answer, fetched over HTTP once."""
    told, provider = play_a_month(place), open_cached(place.home)
    answers: dict[str, Any] = {}
    for event in told:
        for number in provider.movements_of(split(event)[0]):
            answers[number] = answers.get(number) or provider.fetch_answer(number)  # type: ignore[attr-defined]
    bodies = [json.dumps(event, default=str) for event in told]
    played = {"told": bodies, "answers": answers, "now": place.now, "last_word_counts": last_word_counts}
    (folder / "played.pickle").write_bytes(pickle.dumps(played))
    connections["default"].ensure_connection()
    with closing(sqlite3.connect(folder / "base.sqlite3")) as copy:
        connections["default"].connection.backup(copy)


def tell(folder: Path, permutations: int, killed: int) -> list[Any]:
    """The outcome of each order; two processes go through one half each."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAMIZDAT_"))}
    half = permutations // 2
    runs = []
    for first, end in ((0, half), (half, permutations)):
        words = [sys.executable, "-m", "tests.contributions.inbox.orders", str(folder), str(first), str(end)]
        words.append(str(killed // 2))
        runs.append(subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=own))
    said = [one.communicate()[0] for one in runs]
    assert [one.returncode for one in runs] == [0, 0]
    return [json.loads(line) for line in "".join(said).splitlines()]


def check_one_ledger(outcomes: list[Any]) -> None:
    first = outcomes[0]
    assert all(one == first for one in outcomes), [one for one in outcomes if one != first][:2]
    assert first["hash"] == first["rebuilt"] and first["states"] == ["applied", "ignored"]
    assert sorted({state for _, state, _ in first["gifts"]}) == ["charged_back", "paid", "refunded"]


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_200_orders_with_repetitions_and_kills_give_one_ledger(place: Place, tmp_path: Path) -> None:
    play(place, tmp_path)
    outcomes = tell(tmp_path, 200, 40)
    assert len(outcomes) == 200
    check_one_ledger(outcomes)


def test_a_few_orders_with_repetitions_and_a_kill_give_one_ledger(place: Place, tmp_path: Path) -> None:
    play(place, tmp_path)
    check_one_ledger(tell(tmp_path, 2, 2))


@pytest.mark.long
def test_where_the_last_word_counts_the_order_matters(place: Place, tmp_path: Path) -> None:
    """The law can fail: states written by whoever comes last, as elsewhere, do depend on the order."""
    play(place, tmp_path, last_word_counts=True)
    assert len({json.dumps(one) for one in tell(tmp_path, 8, 0)}) > 1


@pytest.mark.parametrize("crash", ["book", "note_place", "follow_gift", "follow_recurring", "note_trouble"])
def test_a_crash_at_any_step_leaves_nothing_half_done(
    place: Place, monkeypatch: pytest.MonkeyPatch, crash: str
) -> None:
    class PowerCutError(BaseException):
        pass

    def cut(*_: Any, **__: Any) -> None:
        raise PowerCutError

    gift = place.give(every="month")
    place.sandbox.settle()
    with monkeypatch.context() as broken:
        broken.setattr(f"tamizdat.contributions.inbox.apply.{crash}", cut)
        for _ in range(3):
            with pytest.raises(PowerCutError):
                apply_due(place.home, place.now)
    assert Receipt.objects.count() == 0 and place.state(gift) == "begun" and rebuild().kept == kept_hash()
    place.settle()
    assert place.state(gift) == "paid" and Receipt.objects.count() == 1 and rebuild().agrees
