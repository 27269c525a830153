"""Many at once, against the real server with two workers: one booking, one receipt."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.contributions.inbox.place import SECRET, settings_for
from tests.contributions.inbox.server import (
    GIVE,
    LOOK,
    free_port,
    make_tables,
    run,
    running_server,
    running_workers,
)
from tests.sandbox.running import running_sandbox

from tamizdat.sandbox.postman import signature


def post(client: httpx.Client, url: str, body: bytes) -> int:
    header = signature(SECRET, int(time.time()), body)
    return client.post(url, content=body, headers={"Stripe-Signature": header}).status_code


@pytest.mark.long
def test_twenty_identical_notices_at_once_are_one_booking_and_one_receipt(tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    url = f"http://127.0.0.1:{port}/notices/sandbox/"
    home.mkdir()
    with running_sandbox(tmp_path, url, SECRET) as sandbox:
        (home / "tamizdat.toml").write_text(settings_for(sandbox))
        make_tables(home)
        sandbox.rule("hold")
        [[gift, session]] = run(home, GIVE, "1")
        sandbox.pay_checkout(session)
        events = [one.to_dict() for one in sandbox.client().v1.events.list({"limit": 100}).data]
        told = [json.dumps(one, default=str).encode() for one in events if one["type"] != "customer.created"]
        with running_server(home, port), running_workers(home, 2, 12.0), ThreadPoolExecutor(20) as pool:
            client = httpx.Client(timeout=30)
            answers = [list(pool.map(lambda body: post(client, url, body), [one] * 20)) for one in told]
        assert {status for some in answers for status in some} == {200}
        [found] = run(home, LOOK)
        check(found, gift, len(told))


def check(found: Any, gift: str, told: int) -> None:
    assert set(found["states"]) <= {"applied", "ignored"} and sum(found["states"].values()) == told + 1
    assert found["entries"] == 2 and found["receipts"] == 1
    assert found["mails"] == [f"receipt:{gift}"] and found["gifts"] == [[gift, "paid"]]
    assert found["hash"] == found["kept"]


@pytest.mark.long
def test_days_without_a_server_are_as_if_it_had_never_been_away(tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    home.mkdir()
    with running_sandbox(tmp_path, f"http://127.0.0.1:{port}/notices/sandbox/", SECRET) as sandbox:
        (home / "tamizdat.toml").write_text(settings_for(sandbox))
        make_tables(home)
        sandbox.settings(payouts={"interval": "manual", "arrives_after_days": 1})
        made = run(home, GIVE, "3")
        for _, session in made:
            sandbox.pay_checkout(session)
        sandbox.advance(days=1)
        sandbox.settle(60)
        assert {one["status"] for one in sandbox.deliveries()} == {"queued"}
        with running_server(home, port):
            sandbox.advance(days=2)
            sandbox.settle(60)
            with running_workers(home, 1, 6.0):
                pass
        [found] = run(home, LOOK)
        assert found["entries"] == 6 and [state for _, state in found["gifts"]] == ["paid"] * 3
        assert found["receipts"] == 3 and found["hash"] == found["kept"]
