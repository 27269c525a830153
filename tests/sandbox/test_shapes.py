"""Every object has the fields, and the kinds of values, that Stripe's own SDK and fixtures expect."""

from __future__ import annotations

import ast
import inspect
import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.sandbox.conftest import all_events, give, subscribe
from tests.sandbox.running import Sandbox, running_sandbox

INPUT = Path(os.environ.get("TAMIZDAT_INPUT", Path(__file__).parents[3] / "shared/input")) / "stripe"
KINDS = {
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "confirmation_token": stripe.ConfirmationToken,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "price": stripe.Price,
    "product": stripe.Product,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "webhook_endpoint": stripe.WebhookEndpoint,
}
PLAIN = {"str": str, "int": int, "bool": bool, "float": float}
ON_REQUEST = {"refunds", "source"}
"""Sent only to whoever expands it."""


def annotations(kind: type) -> dict[str, tuple[bool, str]]:
    """By field: whether it may be absent, and what it is."""
    tree = ast.parse(inspect.getsource(kind))
    (body,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    fields = {}
    for node in body.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id != "OBJECT_NAME":
            text = ast.unparse(node.annotation)
            fields[node.target.id] = (text.startswith("Optional["), text.removeprefix("Optional[").rstrip("]"))
    return fields


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("shapes")) as running:
        yield running


@pytest.fixture(scope="module")
def objects(world: Sandbox) -> dict[str, dict[str, Any]]:
    """One of each kind, as it comes over the wire."""
    sandbox, client = world, world.client().v1
    sandbox.settings(payouts={"interval": "manual"})
    intent = give(client, card="pm_card_bypassPending")
    client.refunds.create({"payment_intent": intent.id, "amount": 100})
    sandbox.payout(amount=100)
    sandbox.dispute(payment_intent=give(client).id)
    client.test_helpers.confirmation_tokens.create({"payment_method": "pm_card_de"})
    subscribe(client)
    customer = client.customers.list().data[0]
    client.setup_intents.create({"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True})
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Gift"}}
    client.checkout.sessions.create(
        {"mode": "payment", "success_url": "http://a.example", "line_items": [{"price_data": price}]}
    )
    client.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["nothing"]})
    item = client.subscriptions.list().data[0]["items"].data[0]
    found = {
        "balance": client.balance.retrieve(),
        "subscription_item": item,
        "event": client.events.list().data[0],
        "price": client.prices.list().data[0],
        "product": client.products.list().data[0],
        "payment_method": client.payment_methods.list({"customer": customer.id}).data[0],
        "confirmation_token": client.test_helpers.confirmation_tokens.create({"payment_method": "pm_card_de"}),
        "checkout.session": client.checkout.sessions.list().data[0],
    }
    for kind in KINDS:
        if kind not in found:
            found[kind] = getattr(client, f"{kind}s").list().data[0]
    return {kind: one.to_dict() for kind, one in found.items()}


def test_every_field_that_the_sdk_needs_is_there_and_of_its_kind(objects: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for kind, sdk in KINDS.items():
        for name, (may_lack, text) in annotations(sdk).items():
            value = objects[kind].get(name)
            if not may_lack and value is None:
                wrong.append(f"{kind}.{name} is missing")
            elif value is not None and text in PLAIN and type(value) is not PLAIN[text]:
                wrong.append(f"{kind}.{name} is {value!r}, not {text}")
            elif value is not None and text.startswith("List[") and not isinstance(value, list):
                wrong.append(f"{kind}.{name} is no list")
    assert wrong == []


def test_no_object_has_a_field_that_the_sdk_does_not_know(objects: dict[str, dict[str, Any]]) -> None:
    known = {kind: set(annotations(sdk)) for kind, sdk in KINDS.items()}
    extra = [f"{kind}.{name}" for kind, one in objects.items() for name in one if name not in known[kind]]
    assert extra == []


def test_every_kind_of_notice_is_one_that_the_sdk_knows(world: Sandbox, objects: Any) -> None:
    world.advance(days=40)
    known = set(ast.literal_eval(_event_types()))
    assert {one.type for one in all_events(world.client().v1)} <= known


def _event_types() -> str:
    source = inspect.getsource(stripe.Event)
    start = source.index("    type: Literal[") + len("    type: Literal")
    return source[start : source.index("]", start) + 1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("event", "balance")])
def test_every_field_of_stripes_fixtures_is_there_with_the_same_kind_of_value(
    objects: dict[str, dict[str, Any]], kind: str
) -> None:
    file = INPUT / "openapi/fixtures3.json"
    if not file.exists():
        pytest.skip("Stripe's fixtures are not there; TAMIZDAT_INPUT names their folder.")
    fixture = json.loads(file.read_text())["resources"][kind]
    ours, sdk = objects[kind], set(annotations(KINDS[kind]))
    # The fixtures are of another month than the SDK: what the SDK no longer knows, nobody can read.
    wanted = {name: value for name, value in fixture.items() if name in sdk}
    lacking = set(wanted) - set(ours) - ON_REQUEST
    differs = [
        name
        for name, value in wanted.items()
        if ours.get(name) is not None and value is not None and not _alike(value, ours[name])
    ]
    assert (sorted(lacking), differs) == ([], [])


def _alike(theirs: Any, ours: Any) -> bool:
    """An id may stand where the other has the object; a decimal string is a Decimal once the SDK has read it."""
    return type(theirs) is type(ours) or {type(theirs), type(ours)} <= {str, dict} or isinstance(ours, Decimal)
