"""The processor's own page, without any script: paid once, monthly, by bank, refused, expired."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.sandbox.conftest import give, refusal, types_of
from tests.sandbox.running import Sandbox

BACK = {"success_url": "http://127.0.0.1:9/thanks?s={CHECKOUT_SESSION_ID}", "cancel_url": "http://127.0.0.1:9/back"}


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def send(url: str, language: str = "en", **form: str) -> tuple[int, str, str]:
    """As a browser without scripts sends a form. Answers the status, the page, and where it leads."""
    opener = urllib.request.build_opener(_StayHere)
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with opener.open(urllib.request.Request(url, data, {"Accept-Language": language})) as answer:
            return answer.status, answer.read().decode(), ""
    except HTTPError as error:
        return error.code, error.read().decode(), error.headers.get("Location", "")


def open_page(client: Any, mode: str = "payment", amount: int = 1000, currency: str = "usd", **more: Any) -> Any:
    price: dict[str, Any] = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Gift"}}
    if mode == "subscription":
        price["recurring"] = {"interval": "month"}
    items = [{"price_data": price, "quantity": 1}]
    return client.checkout.sessions.create({"mode": mode, "line_items": items, **BACK, **more})


CARD = {"number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123", "do": "pay"}


def test_a_person_pays_without_any_script_and_comes_back(client: Any) -> None:
    session = open_page(client, metadata={"gift": "7"}, payment_intent_data={"metadata": {"gift": "7"}})
    assert (session.payment_intent, session.status, session.ui_mode) == (None, "open", "hosted_page")
    status, page, _ = send(session.url)
    assert status == 200 and "10.00 USD" in page and "No money moves" in page and "<script>" not in page
    status, _, there = send(session.url, **CARD, email="reader@example.org")
    assert (status, there) == (303, f"http://127.0.0.1:9/thanks?s={session.id}")
    done = client.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    assert (done.status, done.payment_status, done.amount_total) == ("complete", "paid", 1000)
    assert done.payment_intent.metadata.gift == "7" and done.url is None
    assert done.customer_details.email == "reader@example.org" and done.line_items.data[0].amount_total == 1000
    assert types_of(client)[-2:] == ["checkout.session.completed", "charge.updated"]


def test_a_declined_card_is_told_on_the_page_and_another_one_pays(client: Any, sandbox: Sandbox) -> None:
    session = open_page(client)
    status, page, _ = send(session.url, **{**CARD, "number": "4000000000000002"})
    assert status == 402 and "Your card was declined." in page
    assert client.checkout.sessions.retrieve(session.id).status == "open"
    assert send(session.url, **CARD)[0] == 303
    assert len(client.payment_intents.list().data) == 1 and len(sandbox.attempts()) == 2


def test_three_d_secure_leads_to_the_bank_and_back(client: Any) -> None:
    session = open_page(client)
    asks = {**CARD, "number": "4000000000003220"}
    _, _, bank = send(session.url, **asks)
    assert "Is it you who pays this?" in send(bank)[1]
    secret = urllib.parse.parse_qs(urllib.parse.urlsplit(bank).query)["secret"][0]
    _, _, back = send(bank, secret=secret, answer="refuse")
    assert "unable to authenticate" in send(back)[1]
    _, _, bank = send(session.url, **asks)
    _, _, back = send(bank, secret=secret, answer="approve")
    assert send(back)[2] == f"http://127.0.0.1:9/thanks?s={session.id}"


def test_nobody_answers_the_banks_question_without_the_secret(client: Any) -> None:
    intent = give(client, card="pm_card_threeDSecure2Required")
    url = intent.next_action.redirect_to_url.url
    assert send(re.sub("secret=.*", "secret=x", url))[0] == 401
    assert send(re.sub("secret=.*", "secret=x", url), answer="approve", secret="x")[0] == 401
    assert client.payment_intents.retrieve(intent.id).status == "requires_action"


def test_a_monthly_gift_begins_on_the_page(client: Any, sandbox: Sandbox) -> None:
    session = open_page(client, "subscription", 500, subscription_data={"metadata": {"gift": "8"}})
    assert "every month" in send(session.url)[1]
    send(session.url, **CARD, email="reader@example.org")
    done = client.checkout.sessions.retrieve(session.id, {"expand": ["subscription", "invoice"]})
    assert (done.subscription.status, done.subscription.metadata.gift, done.invoice.status) == ("active", "8", "paid")
    assert done.subscription.default_payment_method and done.customer
    sandbox.advance(days=32)
    assert len(client.invoices.list({"subscription": done.subscription.id}).data) == 2


def test_a_declined_monthly_gift_can_be_tried_again(client: Any) -> None:
    session = open_page(client, "subscription", 500)
    send(session.url, **{**CARD, "number": "4000000000009995"})
    assert send(session.url, **CARD)[0] == 303
    assert len(client.subscriptions.list({"status": "all"}).data) == 1


def test_a_bank_debit_is_unpaid_at_first(client: Any, sandbox: Sandbox) -> None:
    outcomes = {}
    for iban, outcome in (("AT611904300234573201", "paid"), ("AT861904300235473202", "failed")):
        session = open_page(client, currency="eur", payment_method_types=["card", "sepa_debit"])
        assert send(session.url, iban=iban, do="pay")[0] == 303
        done = client.checkout.sessions.retrieve(session.id)
        assert (done.status, done.payment_status) == ("complete", "unpaid")
        outcomes[outcome] = session.id
    sandbox.advance(days=4)
    assert client.checkout.sessions.retrieve(outcomes["paid"]).payment_status == "paid"
    assert client.checkout.sessions.retrieve(outcomes["failed"]).payment_status == "unpaid"
    told = [kind for kind in types_of(client) if "async" in kind]
    assert sorted(told) == ["checkout.session.async_payment_failed", "checkout.session.async_payment_succeeded"]


def test_going_back_pays_nothing(client: Any, sandbox: Sandbox) -> None:
    session = open_page(client)
    assert send(session.url, do="cancel")[2] == "http://127.0.0.1:9/back"
    assert sandbox.attempts() == []


def test_a_page_expires_after_a_day_or_when_asked(client: Any, sandbox: Sandbox) -> None:
    by_clock, by_call = open_page(client), open_page(client)
    url = by_call.url
    client.checkout.sessions.expire(by_call.id)
    assert "no longer open" in send(url)[1]
    send(url, **CARD)
    sandbox.advance(hours=25)
    assert client.checkout.sessions.retrieve(by_clock.id).status == "expired"
    assert types_of(client).count("checkout.session.expired") == 2
    assert sandbox.attempts() == []
    assert refusal(lambda: client.checkout.sessions.expire(by_call.id)).http_status == 400


def test_a_page_that_is_paid_is_not_paid_again(client: Any, sandbox: Sandbox) -> None:
    session = open_page(client)
    send(session.url, **CARD)
    assert "no longer open" in send(session.url, **CARD)[1]
    assert len(sandbox.attempts()) == 1


def test_a_card_is_saved_on_the_page(client: Any) -> None:
    customer = client.customers.create({})
    session = client.checkout.sessions.create({"mode": "setup", "currency": "usd", "customer": customer.id, **BACK})
    assert send(session.url, **CARD)[0] == 303
    done = client.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (done.status, done.payment_status, done.setup_intent.status) == (
        "complete",
        "no_payment_required",
        "succeeded",
    )
    assert len(client.customers.payment_methods.list(customer.id).data) == 1


@pytest.mark.parametrize(
    ("locale", "direction", "word"),
    [("en", "ltr", "Card number"), ("ru", "ltr", "Номер карты"), ("fa", "rtl", "شمارهٔ کارت")],
)
def test_the_page_speaks_the_readers_language(client: Any, locale: str, direction: str, word: str) -> None:
    page = send(open_page(client, locale="auto").url, language=locale)[1]
    assert f'lang="{locale}" dir="{direction}"' in page and word in page


def test_a_language_that_stripes_page_does_not_speak_is_refused(client: Any) -> None:
    assert "ru" in send(open_page(client, locale="ru").url)[1]
    assert refusal(lambda: open_page(client, locale="fa")).param == "locale"


def test_a_test_card_is_filled_in_without_scripts(client: Any) -> None:
    session = open_page(client)
    assert 'value="4000000000000341"' in send(session.url, fill="4000000000000341")[1]
    assert 'id="number"' in send(session.url, do="fill_country", country="IR")[1]
    assert 'value="4000003640000002"' in send(session.url, do="fill_country", country="IR")[1]


def test_a_form_of_another_site_is_refused(client: Any, sandbox: Sandbox) -> None:
    session = open_page(client)
    data = urllib.parse.urlencode(CARD).encode()
    request = urllib.request.Request(session.url, data, {"Sec-Fetch-Site": "cross-site"})
    with pytest.raises(HTTPError, match="403"):
        urllib.request.urlopen(request)
    assert sandbox.attempts() == []


def test_the_wrong_mix_of_mode_and_price_is_refused(client: Any) -> None:
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Gift"}}
    said = {"mode": "subscription", "line_items": [{"price_data": price}], **BACK}
    assert refusal(lambda: client.checkout.sessions.create(said)).param == "line_items"
    assert refusal(lambda: open_page(client, amount=49)).code == "amount_too_small"
    assert client.checkout.sessions.list().data == []


def test_the_console_shows_and_plays_everything(client: Any, sandbox: Sandbox) -> None:
    charge = give(client).latest_charge
    assert charge in send(f"{sandbox.url}/_sandbox/")[1]
    send(f"{sandbox.url}/_sandbox/do", do="refund", id=charge, amount="300")
    assert client.charges.retrieve(charge).amount_refunded == 300
    send(f"{sandbox.url}/_sandbox/do", do="inquire", id=charge, amount="")
    (inquiry,) = client.disputes.list().data
    send(f"{sandbox.url}/_sandbox/do", do="escalate", id=inquiry.id)
    send(f"{sandbox.url}/_sandbox/do", do="win", id=inquiry.id)
    assert client.disputes.retrieve(inquiry.id).status == "won"
    before = sandbox.now
    send(f"{sandbox.url}/_sandbox/do", do="advance", days="7")
    assert sandbox.now - before >= 7 * 86_400
    client.checkout.sessions.create({"mode": "setup", "currency": "usd", **BACK})
    assert send(f"{sandbox.url}/_sandbox/")[0] == 200
