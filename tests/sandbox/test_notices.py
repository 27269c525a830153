"""Notices: signed, in order, tried again; and on request doubled, dropped, late, held, out of order."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.sandbox.conftest import SECRET, Listener, give, wait_until
from tests.sandbox.running import Sandbox

GIFT = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated"]


def test_the_real_sdk_believes_every_notice_and_they_come_in_order(told: Sandbox, listener: Listener) -> None:
    give(told.client().v1)
    told.settle()
    assert listener.types == GIFT
    assert listener.refused == []
    event = json.loads(listener.bodies[0])
    assert (event["livemode"], event["api_version"]) == (False, "2026-10-28.endive")
    assert event["request"]["idempotency_key"] and event["pending_webhooks"] == 1
    assert "_" not in {key[0] for key in event["data"]["object"]}


def test_a_notice_carries_the_real_time_whatever_the_sandboxs_clock_says(told: Sandbox, listener: Listener) -> None:
    told.advance(days=400)
    give(told.client().v1)
    told.settle()
    assert listener.types == GIFT and listener.refused == []
    assert listener.events[0].created > time.time() + 399 * 86_400


def test_a_notice_that_is_not_taken_comes_again_by_the_clock(told: Sandbox, listener: Listener) -> None:
    listener.answers = [500, 200, 200, 200, 503]
    give(told.client().v1)
    told.settle()
    assert listener.types == GIFT[1:]
    told.advance(seconds=10)  # it is tried, and answered 503
    told.settle()
    assert listener.types == GIFT[1:]
    told.advance(minutes=2)
    told.settle()
    assert listener.types == [*GIFT[1:], GIFT[0]]
    first = next(one for one in told.deliveries() if one["type"] == GIFT[0])
    assert [attempt["status"] for attempt in first["attempts"]] == [500, 503, 200]


def test_a_newsroom_that_is_down_for_days_hears_everything_later(told: Sandbox, listener: Listener) -> None:
    listener.answers = [500] * 12
    give(told.client().v1)
    told.settle()
    for _ in range(5):
        told.advance(hours=12)
        told.settle()
    assert set(GIFT) <= set(listener.types)
    assert told.deliveries(status="queued") == []


def test_a_dropped_notice_never_comes(told: Sandbox, listener: Listener) -> None:
    told.rule("drop", types=["charge.succeeded"], count=1)
    give(told.client().v1)
    told.advance(hours=5)
    told.settle()
    assert "charge.succeeded" not in listener.types
    give(told.client().v1)
    told.settle()
    assert "charge.succeeded" in listener.types


def test_a_doubled_notice_comes_as_often_as_asked(told: Sandbox, listener: Listener) -> None:
    told.rule("duplicate", types=["payment_intent.succeeded"], times=5)
    give(told.client().v1)
    told.settle()
    assert listener.types.count("payment_intent.succeeded") == 5
    assert len({event.id for event in listener.events}) == 4


def test_a_late_notice_waits_for_the_clock(told: Sandbox, listener: Listener) -> None:
    told.rule("delay", types=["payment_intent.succeeded"], seconds=3600)
    give(told.client().v1)
    told.settle()
    assert "payment_intent.succeeded" not in listener.types
    told.advance(hours=1)
    told.settle()
    assert listener.types[-1] == "payment_intent.succeeded"


def test_notices_are_collected_and_go_out_in_reverse(told: Sandbox, listener: Listener) -> None:
    told.rule("reorder", count=4)
    give(told.client().v1)
    told.settle()
    assert listener.types == GIFT[::-1]


@pytest.mark.parametrize(("order", "same"), [("fifo", True), ("reverse", False)])
def test_held_notices_wait_until_they_are_released(told: Sandbox, listener: Listener, order: str, same: bool) -> None:
    told.rule("hold")
    give(told.client().v1)
    told.settle()
    assert listener.types == [] and len(told.deliveries(status="held")) == 4
    told.release(order=order)
    told.settle()
    assert listener.types == (GIFT if same else GIFT[::-1])


def test_a_shuffle_is_the_same_for_the_same_seed(told: Sandbox, listener: Listener) -> None:
    seen = []
    for _ in range(2):
        told.rule("hold")
        give(told.client().v1)
        told.release(order="shuffle", seed=3)
        told.settle()
        seen.append(listener.types[-4:])
    assert seen[0] == seen[1] != GIFT


def test_one_event_is_sent_again_at_will(told: Sandbox, listener: Listener) -> None:
    give(told.client().v1)
    told.settle()
    told.send_again(listener.events[1].id, times=3)
    told.settle()
    assert listener.types == [*GIFT, *["charge.succeeded"] * 3]


def test_one_event_is_sent_twenty_times_at_once(told: Sandbox, listener: Listener) -> None:
    give(told.client().v1)
    told.settle()
    assert told.flood(listener.events[1].id) == [200] * 20
    assert listener.types.count("charge.succeeded") == 21


def test_a_raw_body_is_signed_as_asked(told: Sandbox, listener: Listener) -> None:
    body = {"id": "evt_1", "object": "event", "type": "made.up", "data": {"object": {}}}
    assert told.send_raw(body)["status"] == 200
    assert told.send_raw(body, secret="whsec_another")["status"] == 400
    assert told.send_raw(body, timestamp=int(time.time()) - 301)["status"] == 400
    assert told.send_raw(body, signature="t=1,v0=abc")["status"] == 400
    assert listener.types == ["made.up"]


def test_an_endpoint_is_registered_through_the_api_and_hears_only_its_kinds(
    sandbox: Sandbox, client: Any, listener: Listener
) -> None:
    made = client.webhook_endpoints.create({"url": listener.url, "enabled_events": ["charge.*"]})
    assert made.secret.startswith("whsec_")
    sandbox.control(
        "POST", "/_control/webhooks", {"url": listener.url, "secret": SECRET, "events": ["payment_intent.*"]}
    )
    give(client)
    sandbox.settle()
    assert listener.types == ["payment_intent.created", "payment_intent.succeeded"]
    assert len(listener.refused) == 2  # signed with the other secret
    assert getattr(client.webhook_endpoints.retrieve(made.id), "secret", None) is None
    client.webhook_endpoints.delete(made.id)
    give(client)
    sandbox.settle()
    assert len(listener.refused) == 2


def test_an_endpoint_of_an_older_version_is_told_in_it(sandbox: Sandbox, client: Any, listener: Listener) -> None:
    from tests.sandbox.conftest import subscribe

    said = {"url": listener.url, "secret": SECRET, "events": ["invoice.paid"], "api_version": "2024-06-20"}
    sandbox.control("POST", "/_control/webhooks", said)
    subscribe(client)
    sandbox.settle()
    event = json.loads(listener.bodies[0])
    assert event["api_version"] == "2024-06-20"
    assert event["data"]["object"]["payment_intent"].startswith("pi_")


def test_an_endpoint_that_nobody_serves_holds_up_nobody(told: Sandbox, listener: Listener) -> None:
    told.control("POST", "/_control/webhooks", {"url": "http://127.0.0.1:9/nobody"})
    give(told.client().v1)
    told.settle()
    assert listener.types == GIFT
    wait_until(lambda: all(one["attempts"] for one in told.deliveries()))
