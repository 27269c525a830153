"""Which notices are believed, and what is kept of them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.contributions.inbox.place import SECRET, Place, sums
from tests.contributions.inbox.test_one_gift import PAID, events

from tamizdat.contributions.models import Notice
from tamizdat.sandbox.postman import signature

INPUT = Path(os.environ.get("TAMIZDAT_INPUT", Path(__file__).parents[4] / "shared" / "input")) / "stripe" / "made-here"
needs_input = pytest.mark.skipif(not INPUT.is_dir(), reason="the research input is not here")


def body(**more: Any) -> bytes:
    event = {
        "id": "evt_1", "object": "event", "type": "charge.succeeded", "created": int(time.time()), "livemode": False,
        "data": {"object": {"id": "ch_1", "object": "charge", "status": "failed"}},
    }  # fmt: skip
    return json.dumps(event | more).encode()


def post(data: bytes, header: str | None = None, path: str = "/notices/sandbox/") -> int:
    signed = signature(SECRET, int(time.time()), data) if header is None else header
    headers = {"stripe-signature": signed} if signed else {}
    return Client().post(path, data, content_type="application/json", headers=headers).status_code


def test_a_notice_that_is_signed_and_of_now_is_kept(place: Place) -> None:
    assert post(body()) == 200 and Notice.objects.get().external_id == "evt_1"


@pytest.mark.parametrize(
    ("why", "header"),
    [
        ("no header", ""),
        ("another secret", signature("whsec_of_another_endpoint", int(time.time()), body())),
        ("only v0", f"t={int(time.time())},v0={'0' * 64}"),
        ("nonsense", "t=now,v1=yes"),
        ("no time", f"v1={'0' * 64}"),
        ("no signature", f"t={int(time.time())}"),
    ],
)
def test_what_is_not_signed_by_the_processor_leaves_nothing(place: Place, why: str, header: str) -> None:
    assert post(body(), header) == 400 and not Notice.objects.exists()


def test_a_body_that_was_altered_after_signing_leaves_nothing(place: Place) -> None:
    data = body()
    assert post(data.replace(b"ch_1", b"ch_2"), signature(SECRET, int(time.time()), data)) == 400
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("age", "status"), [(299, 200), (302, 400), (3600, 400), (-30, 200), (-62, 400), (-3600, 400)])
def test_neither_old_notices_nor_those_of_the_future_are_taken(place: Place, age: int, status: int) -> None:
    data = body()
    assert post(data, signature(SECRET, int(time.time()) - age, data)) == status
    assert Notice.objects.count() == (status == 200)


def test_a_second_time_in_the_header_makes_nothing_young(place: Place) -> None:
    data, now = body(), int(time.time())
    old = signature(SECRET, now - 3600, data)
    assert [post(data, header) for header in (f"{old},t={now}", f" t={now},{old}", f"t={now},{old}")] == [400] * 3


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b'{"id": 5}', b"\xff\xfe", b"[" * 10**5, b'"evt_1"'])
def test_what_is_signed_and_yet_no_event_is_refused(place: Place, data: bytes) -> None:
    assert post(data) == 400 and not Notice.objects.exists()


def test_other_methods_and_unknown_processors_have_no_door(place: Place) -> None:
    assert Client().get("/notices/sandbox/").status_code == 405
    assert {post(body(), path=f"/notices/{name}/") for name in ("nobody", "stripe", "bank")} <= {400, 404}


def test_a_notice_of_the_other_kind_of_money_is_counted_and_never_booked(place: Place) -> None:
    place.give()
    place.settle()
    event = events(place, "charge.succeeded")[0]
    assert place.sandbox.send_raw({**event, "id": "evt_live", "livemode": True})["status"] == 200
    place.settle()
    kept = Notice.objects.get(external_id="evt_live")
    assert kept.state == "ignored" and kept.why.startswith("livemode") and sums() == PAID


def test_the_skeleton_is_about_nobody(place: Place) -> None:
    place.give(name="Zebedee Quillfeather", email="zebedee@quillfeather.example")
    place.settle()
    plain = json.dumps(list(Notice.objects.values_list("skeleton", flat=True)))
    for secret in (
        "Test Reader",
        "reader@example.org",
        "4242",
        "Quillfeather",
        "exp_year",
        "visa",
        '"US"',
        "receipt_url",
    ):
        assert secret not in plain


@needs_input
def test_the_signature_cases_of_the_research_are_all_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    found = json.loads((INPUT / "signature_cases.json").read_text())
    from datetime import UTC, datetime

    from tamizdat.contributions.providers.contract import NoticeRefusedError
    from tamizdat.contributions.providers.stripe.notices import read_notice

    for case in found["cases"]:
        with pytest.raises(NoticeRefusedError):
            read_notice(
                (found["secret"],), case["raw"].encode(), {"Stripe-Signature": case["header"]},
                datetime.fromtimestamp(1767225600, UTC),
            )  # fmt: skip


@needs_input
def test_the_sequences_of_the_research_are_taken_and_what_cannot_be_asked_for_waits(place: Place) -> None:
    """Their numbers are known to no processor here, so no money may be booked on their word."""
    sent = [json.loads(line) for line in (INPUT / "webhook_sequences.jsonl").read_text().splitlines()]
    for one in sent:
        assert post(one["raw"].encode()) == 200
    place.settle()
    kept = dict(Notice.objects.values_list("external_id", "state"))
    assert len(kept) == len({json.loads(one["raw"])["id"] for one in sent}) == 11
    assert kept["evt_test_0033"] == "ignored" and set(kept.values()) <= {"ignored", "parked", "applied"}
    assert sums() == (0,) * 6 and sums("JPY") == (0,) * 6
