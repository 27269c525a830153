"""The request sequences that Stripe's own command line sends to bring about a notice bring it about here."""

from __future__ import annotations

import json
import os
import re
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode

from tests.sandbox.conftest import types_of
from tests.sandbox.running import Sandbox

INPUT = Path(os.environ.get("TAMIZDAT_INPUT", Path(__file__).parents[3] / "shared/input")) / "stripe"
NOTICES = [
    *("balance.available", "charge.captured", "charge.dispute.closed", "charge.dispute.created"),
    *("charge.dispute.updated", "charge.failed", "charge.refund.updated", "charge.refunded", "charge.succeeded"),
    *("checkout.session.async_payment_succeeded", "checkout.session.completed", "checkout.session.expired"),
    *("customer.created", "customer.deleted", "customer.subscription.created", "customer.subscription.deleted"),
    *("customer.subscription.updated", "customer.updated", "payment_intent.amount_capturable_updated"),
    *("payment_intent.canceled", "payment_intent.created", "payment_intent.payment_failed"),
    *("payment_intent.processing", "payment_intent.requires_action", "payment_intent.succeeded"),
    *("payment_method.attached", "payment_method.detached", "payment_method.updated", "payout.created"),
    *("payout.updated", "price.created", "price.updated", "product.created", "product.deleted", "product.updated"),
    *("setup_intent.canceled", "setup_intent.created", "setup_intent.requires_action"),
    *("setup_intent.setup_failed", "setup_intent.succeeded"),
]


def fill(value: Any, seen: dict[str, Any]) -> Any:
    """``${customer:id}`` is the id of what was answered under that name."""
    if isinstance(value, dict):
        return {key: fill(below, seen) for key, below in value.items()}
    if isinstance(value, list):
        return [fill(below, seen) for below in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"\$\{([^:}]+):([^}|]+)[^}]*\}", lambda found: _look(seen[found[1]], found[2]), value)


def _look(answer: Any, path: str) -> str:
    for part in path.split("."):
        answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return str(answer)


def ask(sandbox: Sandbox, step: dict[str, Any], seen: dict[str, Any]) -> Any:
    said = urlencode(list(_api_encode(fill(step.get("params", {}), seen))))
    url = sandbox.url + fill(step["path"], seen)
    is_get = step["method"] == "get"
    request = urllib.request.Request(f"{url}?{said}" if is_get else url, None if is_get else said.encode())
    request.method = step["method"].upper()
    request.add_header("Authorization", f"Bearer {sandbox.key}")
    try:
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())
    except HTTPError as error:
        answer = json.loads(error.read())
        assert answer["error"]["type"] == step.get("expected_error_type"), answer
        return answer


@pytest.mark.parametrize("notice", NOTICES)
def test_the_sequence_brings_about_its_notice(sandbox: Sandbox, client: Any, notice: str) -> None:
    file = INPUT / "stripe-cli-triggers" / f"{notice}.json"
    if not file.exists():
        pytest.skip("The request sequences are not there; TAMIZDAT_INPUT names their folder.")
    seen: dict[str, Any] = {}
    for step in json.loads(file.read_text())["fixtures"]:
        seen[step["name"]] = ask(sandbox, step, seen)
    if "async" in notice:
        sandbox.advance(days=4)
    assert notice in types_of(client)
