"""The wire: keys, versions, errors, lists, expansion, idempotency, failures."""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest
import stripe

from tests.sandbox.conftest import give, refusal, subscribe
from tests.sandbox.running import ControlError, Sandbox


def call(sandbox: Sandbox, method: str, path: str, said: str = "", **headers: str) -> tuple[int, Any, Any]:
    """One plain request, without the SDK."""
    request = urllib.request.Request(sandbox.url + path, said.encode() or None, method=method)
    request.add_header("Authorization", headers.pop("authorization", f"Bearer {sandbox.key}"))
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except HTTPError as error:
        return error.code, json.loads(error.read()), error.headers


@pytest.mark.parametrize("key", ["", "Bearer nonsense", "Bearer sk_live_123456789", "Basic !!!"])
def test_without_a_test_key_nothing_is_answered(sandbox: Sandbox, key: str) -> None:
    status, body, _ = call(sandbox, "GET", "/v1/balance", authorization=key)
    assert (status, body["error"]["type"]) == (401, "invalid_request_error")
    assert "123456789" not in str(body)


def test_a_key_may_come_as_basic_as_curl_sends_it(sandbox: Sandbox) -> None:
    basic = base64.b64encode(f"{sandbox.key}:".encode()).decode()
    assert call(sandbox, "GET", "/v1/balance", authorization=f"Basic {basic}")[0] == 200


def test_a_publishable_key_sees_only_what_a_client_secret_opens(sandbox: Sandbox, client: Any) -> None:
    intent = client.payment_intents.create({"amount": 1000, "currency": "usd"})
    public = f"Bearer {sandbox.publishable_key}"
    path = f"/v1/payment_intents/{intent.id}"
    assert call(sandbox, "GET", "/v1/charges", authorization=public)[0] == 401
    assert call(sandbox, "GET", path, authorization=public)[0] == 401
    assert call(sandbox, "GET", f"{path}?client_secret={intent.client_secret}", authorization=public)[0] == 200


def test_every_answer_carries_its_request_id(sandbox: Sandbox) -> None:
    assert call(sandbox, "GET", "/v1/balance")[2]["Request-Id"].startswith("req_")
    assert call(sandbox, "GET", "/v1/nothing")[2]["Request-Id"].startswith("req_")


def test_an_unknown_object_is_404_and_inside_a_request_400(client: Any) -> None:
    error = refusal(lambda: client.charges.retrieve("ch_none"))
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")
    error = refusal(lambda: client.refunds.create({"charge": "ch_none"}))
    assert (error.http_status, error.code, error.param) == (400, "resource_missing", "charge")


def test_a_parameter_that_nothing_looks_at_is_refused_and_nothing_is_done(client: Any, sandbox: Sandbox) -> None:
    error = refusal(lambda: give(client, colour="red"))
    assert (error.http_status, error.code, error.param) == (400, "parameter_unknown", "colour")
    assert sandbox.attempts() == [] and client.events.list().data == []
    assert refusal(lambda: client.charges.list({"transfer_group": "x"})).code == "parameter_unknown"
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Gift", "taste": "sweet"}}
    said = {"mode": "payment", "success_url": "http://a.example", "line_items": [{"price_data": price}]}
    error = refusal(lambda: client.checkout.sessions.create(said))
    assert error.param == "line_items[0][price_data][product_data][taste]"


def test_a_missing_parameter_is_named(client: Any) -> None:
    error = refusal(lambda: client.payment_intents.create({"amount": 1000}))
    assert (error.http_status, error.code, error.param) == (400, "parameter_missing", "currency")


def test_lists_go_page_by_page_in_both_directions(client: Any) -> None:
    made = [client.customers.create({"name": str(number)}).id for number in range(5)][::-1]
    first = client.customers.list({"limit": 2})
    assert [one.id for one in first.data] == made[:2] and first.has_more
    second = client.customers.list({"limit": 2, "starting_after": made[1]})
    assert [one.id for one in second.data] == made[2:4] and second.has_more
    before = client.customers.list({"limit": 2, "ending_before": made[3]})
    assert [one.id for one in before.data] == made[1:3] and before.has_more
    assert [one.id for one in client.customers.list({"limit": 2}).auto_paging_iter()] == made
    assert refusal(lambda: client.customers.list({"limit": 101})).param == "limit"


def test_lists_know_time(client: Any, sandbox: Sandbox) -> None:
    give(client)
    sandbox.advance(days=2)
    later = give(client)
    found = client.charges.list({"created": {"gte": later.created}}).data
    assert [one.payment_intent for one in found] == [later.id]


def test_expansion_goes_four_levels_and_no_further(client: Any) -> None:
    subscription = subscribe(
        client, expand=["latest_invoice.payments", "latest_invoice.confirmation_secret", "customer"]
    )
    payment = subscription.latest_invoice.payments.data[0]
    assert payment.payment.payment_intent.startswith("pi_")
    assert subscription.latest_invoice.confirmation_secret.client_secret.startswith(payment.payment.payment_intent)
    assert subscription.customer.email == "reader@example.org"
    listed = client.invoices.list({"expand": ["data.payments.data.payment.payment_intent"]}).data[0]
    assert listed.payments.data[0].payment.payment_intent.status == "succeeded"
    error = refusal(lambda: client.charges.list({"expand": ["data.payment_intent.customer.a.b.c"]}))
    assert error.http_status == 400
    assert refusal(lambda: client.balance.retrieve({"expand": ["nothing"]})).http_status == 400


def test_the_same_key_gives_the_same_answer_and_one_charge(client: Any, sandbox: Sandbox) -> None:
    said = {"amount": 1000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    first = client.payment_intents.create(said, {"idempotency_key": "gift-1"})
    second = client.payment_intents.create(said, {"idempotency_key": "gift-1"})
    assert first.id == second.id and len(sandbox.attempts()) == 1
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    error = refusal(lambda: client.payment_intents.create({**said, "amount": 2000}, {"idempotency_key": "gift-1"}))
    assert (error.http_status, type(error)) == (400, stripe.IdempotencyError)


def test_a_decline_is_answered_again_and_a_missing_parameter_is_not(client: Any, sandbox: Sandbox) -> None:
    said = {"amount": 1000, "currency": "usd", "payment_method": "pm_card_chargeDeclined", "confirm": True}
    for _ in range(2):
        assert refusal(lambda: client.payment_intents.create(said, {"idempotency_key": "k"})).http_status == 402
    assert len(sandbox.attempts()) == 1
    refusal(lambda: client.payment_intents.create({"amount": 1000}, {"idempotency_key": "m"}))
    assert client.payment_intents.create({"amount": 1000, "currency": "usd"}, {"idempotency_key": "m"}).id


def test_a_500_is_kept_by_its_key_and_a_503_is_not(client: Any, sandbox: Sandbox) -> None:
    said = {"amount": 1000, "currency": "usd"}
    sandbox.fail_next("500")
    for _ in range(2):
        assert refusal(lambda: client.payment_intents.create(said, {"idempotency_key": "a"})).http_status == 500
    sandbox.fail_next("503")
    assert refusal(lambda: client.payment_intents.create(said, {"idempotency_key": "b"})).http_status == 503
    assert client.payment_intents.create(said, {"idempotency_key": "b"}).id


def test_a_key_is_forgotten_after_its_day(client: Any, sandbox: Sandbox) -> None:
    said = {"amount": 1000, "currency": "usd"}
    first = client.payment_intents.create(said, {"idempotency_key": "k"})
    sandbox.advance(hours=23)
    assert client.payment_intents.create(said, {"idempotency_key": "k"}).id == first.id
    sandbox.advance(hours=2)
    assert client.payment_intents.create(said, {"idempotency_key": "k"}).id != first.id


def test_a_key_in_use_is_409(client: Any, sandbox: Sandbox) -> None:
    sandbox.fail_next("slow", milliseconds=600)
    said = {"amount": 1000, "currency": "usd"}
    slow = threading.Thread(target=lambda: client.payment_intents.create(said, {"idempotency_key": "k"}))
    slow.start()
    threading.Event().wait(0.2)
    error = refusal(lambda: client.payment_intents.create(said, {"idempotency_key": "k"}))
    slow.join()
    assert (error.http_status, error.error.code) == (409, "idempotency_key_in_use")


def test_a_lost_answer_was_done_and_the_sdks_own_retry_finds_it(sandbox: Sandbox) -> None:
    sandbox.fail_next("lost")
    with pytest.raises(stripe.APIConnectionError):
        give(sandbox.client().v1)
    sandbox.fail_next("lost")
    again = give(sandbox.client(max_network_retries=2).v1)
    assert again.status == "succeeded"
    assert len(sandbox.attempts()) == 2


def test_too_many_requests_can_be_played(client: Any, sandbox: Sandbox) -> None:
    sandbox.fail_next("429", path="/v1/refunds*")
    give(client)
    assert isinstance(refusal(lambda: client.refunds.create({"charge": "ch_1"})), stripe.RateLimitError)


def test_a_failed_request_leaves_nothing_half_done(client: Any) -> None:
    error = refusal(lambda: subscribe(client, "pm_card_chargeCustomerFail", payment_behavior="error_if_incomplete"))
    assert error.http_status == 402
    assert client.subscriptions.list({"status": "all"}).data == []
    assert client.invoices.list().data == []


def test_an_older_version_names_the_intent_in_its_invoice(client: Any, sandbox: Sandbox) -> None:
    invoice = subscribe(client).latest_invoice
    older = {"Stripe_Version": "2024-06-20"}
    body = call(sandbox, "GET", f"/v1/invoices/{invoice}?expand[]=payment_intent", **older)[1]
    assert body["payment_intent"]["status"] == "succeeded" and body["paid"] is True
    assert body["subscription"].startswith("sub_") and "parent" not in body
    newer = call(sandbox, "GET", f"/v1/invoices/{invoice}")[1]
    assert "payment_intent" not in newer and newer["parent"]["subscription_details"]["subscription"]


def test_a_version_that_is_not_spoken_is_refused(sandbox: Sandbox) -> None:
    status, body, _ = call(sandbox, "GET", "/v1/balance", Stripe_Version="2019-01-01")
    assert status == 400 and "Invalid Stripe API version" in body["error"]["message"]


def test_metadata_is_merged_and_an_empty_value_takes_a_key_away(client: Any) -> None:
    customer = client.customers.create({"metadata": {"a": "1", "b": "2"}})
    changed = client.customers.update(customer.id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


def test_every_request_is_listed_with_what_it_said(client: Any, sandbox: Sandbox) -> None:
    give(client, metadata={"gift": "7"})
    (one,) = sandbox.requests("/v1/payment_intents")
    assert (one["method"], one["status"], one["params"]["metadata"]) == ("POST", 200, {"gift": "7"})


@pytest.mark.parametrize("host", ["sandbox.example", "127.0.0.1.example:80", "10.0.0.1"])
def test_another_name_for_this_machine_is_not_answered(sandbox: Sandbox, host: str) -> None:
    assert call(sandbox, "GET", "/v1/balance", Host=host)[0] == 403


def test_a_page_of_another_site_cannot_use_the_control_api(sandbox: Sandbox) -> None:
    assert call(sandbox, "GET", "/_control/attempts", Sec_Fetch_Site="cross-site")[0] == 403
    assert call(sandbox, "POST", "/_control/reset", "a=b", Content_Type="text/plain")[0] == 400


def test_a_control_that_is_not_there_tells_which_there_are(sandbox: Sandbox) -> None:
    with pytest.raises(ControlError, match="/_control/clock/advance"):
        sandbox.control("POST", "/_control/nothing", {})


def test_nested_form_names_become_lists_and_hashes(client: Any, sandbox: Sandbox) -> None:
    said = urllib.parse.urlencode({"a[b][0][c]": "1", "a[b][1][c]": "2", "e[]": "x", "amount": "1000"})
    call(sandbox, "POST", "/v1/payment_intents", said)
    assert sandbox.requests()[-1]["params"] == {"a": {"b": [{"c": "1"}, {"c": "2"}]}, "e": ["x"], "amount": "1000"}
