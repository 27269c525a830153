"""Gifts in coins: an invoice that names nobody, notices that are not believed, and what really moved."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.contributions.btcpay.fake_btcpay import FakeBtcpay, signed

from tamizdat.contributions.providers.btcpay.moved import to_minor
from tamizdat.contributions.providers.btcpay.provider import BtcpayProvider, open_btcpay
from tamizdat.contributions.providers.contract import NoticeRefusedError, Order, ProviderError
from tamizdat.contributions.vault import new_id
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.money import Money
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())


def order(gift: str = "", every: Any = "once", amount: int = 1000, currency: str = "USD") -> Order:
    return Order(
        gift=gift or new_id(), money=Money(amount, currency), every=every, supporter="s", customer="", language="en",
        done="https://give.example/en/thanks/x", stopped="", statement_text="READERS FUND",
    )  # fmt: skip


def test_a_gift_begun_twice_is_one_invoice(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    wanted = order()
    assert btcpay.begin(wanted, "redirect") == btcpay.begin(wanted, "redirect")
    assert len(fake.invoices) == 1


def test_the_server_is_told_a_number_and_nothing_of_a_person(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    wanted = order()
    begun = btcpay.begin(wanted, "transfer")
    [(_, _, said)] = [one for one in fake.requests if one[0] == "POST"]
    assert said["metadata"] == {"orderId": wanted.gift}
    assert "Lamp" not in json.dumps(said)
    assert begun.told["onion"] == f"http://example.onion/invoice-noscript?id={begun.session}"


def test_a_settled_payment_is_the_gift_in_the_currency_of_the_invoice(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    wanted = order()
    invoice = btcpay.begin(wanted, "redirect").session
    payment = fake.pay(invoice, "0.00020000", AT)
    body, headers = fake.notice("InvoicePaymentSettled", invoice, AT, payment={"id": payment, "value": "99"})
    told = btcpay.read_notice(body, headers, NOW)
    [number] = btcpay.movements_of(told.skeleton)
    moved = btcpay.fetch_movement(number)
    assert (moved.kind, moved.amount, moved.currency, moved.gift) == ("gift", 1000, "USD", wanted.gift)
    assert entries_of(moved)[0].credit == "income"
    assert list(btcpay.list_movements()) == [moved]
    assert payment.partition("-")[0] not in number  # the books do not point into the public ledger


def test_a_notice_alone_books_nothing(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    invoice = btcpay.begin(order(), "redirect").session
    payment = fake.pay(invoice, "0.0002", AT, status="Processing")
    body, headers = fake.notice("InvoicePaymentSettled", invoice, AT, payment={"id": payment})
    [number] = btcpay.movements_of(btcpay.read_notice(body, headers, NOW).skeleton)
    with pytest.raises(ProviderError) as waits:
        btcpay.fetch_movement(number)
    assert waits.value.may_retry
    assert list(btcpay.list_movements()) == []


def test_what_a_notice_keeps_holds_no_address_and_no_words_of_a_payer(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    invoice = btcpay.begin(order(), "redirect").session
    fake.invoices[invoice]["metadata"]["buyerEmail"] = "ana@realname.example"
    body, headers = fake.notice("InvoiceReceivedPayment", invoice, AT, payment={"id": "ff-0", "destination": "bc1qme"})
    told = btcpay.read_notice(body, headers, NOW)
    assert told.remainder == {}
    assert not [word for word in ("realname", "bc1qme", "ff-0") if word in json.dumps(dict(told.skeleton))]


def test_a_notice_sent_again_has_the_number_of_the_first(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    invoice = btcpay.begin(order(), "redirect").session
    body, headers = fake.notice("InvoiceSettled", invoice, AT)
    first = btcpay.read_notice(body, headers, NOW)
    again = json.loads(body) | {"deliveryId": "delivery99", "isRedelivery": True}
    assert btcpay.read_notice(*signed(json.dumps(again).encode()), NOW).id == first.id


@pytest.mark.parametrize(
    "change",
    [
        {"storeId": "Another"},
        {"timestamp": AT + 3600},
        {"timestamp": AT - 4 * 86400},
        {"timestamp": "soon"},
        {"invoiceId": "../../stores"},
        {"invoiceId": None},
        {"deliveryId": ""},
        {"type": 7},
    ],
)
def test_a_notice_that_is_not_ours_or_not_of_now_is_refused(
    btcpay: BtcpayProvider, fake: FakeBtcpay, change: dict[str, Any]
) -> None:
    invoice = btcpay.begin(order(), "redirect").session
    body, _ = fake.notice("InvoiceSettled", invoice, AT)
    with pytest.raises(NoticeRefusedError):
        btcpay.read_notice(*signed(json.dumps(json.loads(body) | change).encode()), NOW)


def test_a_notice_without_a_right_signature_is_refused(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    invoice = btcpay.begin(order(), "redirect").session
    body, headers = fake.notice("InvoiceSettled", invoice, AT)
    wrong = ({}, {"BTCPay-Sig": ""}, {"BTCPay-Sig": "sha256="}, signed(body, "another")[1], {"BTCPay-Sig": "sha256=é"})
    for one in wrong:
        with pytest.raises(NoticeRefusedError):
            btcpay.read_notice(body, one, NOW)
    with pytest.raises(NoticeRefusedError):
        btcpay.read_notice(body + b" ", headers, NOW)
    with pytest.raises(NoticeRefusedError):
        btcpay.read_notice(*signed(b"[" * 100_000), NOW)


def test_a_refund_is_offered_once_and_booked_when_it_is_claimed(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    wanted = order()
    invoice = btcpay.begin(wanted, "redirect").session
    fake.pay(invoice, "0.0002", AT, method="BTC-LNURL")
    link = btcpay.refund(wanted.gift, invoice, Money(400, "USD"), "key1")
    assert btcpay.refund(wanted.gift, invoice, Money(400, "USD"), "key1") == link
    [(pull, kept)] = fake.pulls.items()
    assert link.endswith(pull)
    assert (kept["amount"], kept["currency"]) == ("4.00", "USD")
    assert [one.kind for one in btcpay.list_movements()] == ["gift"]
    fake.claim(pull, AT + 60, state="AwaitingPayment")
    assert [one.kind for one in btcpay.list_movements()] == ["gift"]
    payout = fake.claim(pull, AT + 60)
    moved = btcpay.fetch_movement(f"payout:{payout}")
    assert (moved.kind, moved.amount, moved.gift) == ("refund", -400, wanted.gift)
    assert btcpay.balance() == {"USD": 600}


def test_money_that_left_for_another_reason_is_no_refund(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    fake.pulls["Pull1"] = {"id": "Pull1", "name": "rent", "currency": "USD", "amount": "500.00", "viewLink": ""}
    fake.claim("Pull1", AT)
    assert list(btcpay.list_movements()) == []


def test_only_what_came_since_a_day_is_listed(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    for days in (10, 1):
        fake.pay(btcpay.begin(order(), "redirect").session, "0.0002", AT - days * 86400)
    assert len(list(btcpay.list_movements())) == 2
    assert len(list(btcpay.list_movements(NOW - timedelta(days=5)))) == 1


def test_all_pages_of_a_long_list_are_read(btcpay: BtcpayProvider, fake: FakeBtcpay) -> None:
    for number in range(205):
        fake.invoices[f"I{number}"] = {
            "id": f"I{number}",
            "status": "Settled",
            "currency": "USD",
            "metadata": {"orderId": "x"},
        }
        fake.payments[f"I{number}"] = []
        fake.pay(f"I{number}", "0.0002", AT)
    assert len(list(btcpay.list_movements())) == 205


def test_coins_are_worth_exactly_what_the_rate_says() -> None:
    assert to_minor("0.00019999", "50000", "USD") == 1000  # 9.9995
    assert to_minor("0.1", "0.3", "USD") == 3
    assert to_minor("0.00003334", "15000000", "JPY") == 500
    assert to_minor("1.5", "310.123", "KWD") == 465184
    for value, rate in (("-1", "5"), ("NaN", "5"), ("1e400", "5"), ("Infinity", "1"), (None, "1"), ("1", "x")):
        with pytest.raises(ProviderError):
            to_minor(value, rate, "USD")


def test_a_server_that_is_busy_is_asked_again_and_a_wrong_key_is_said(
    btcpay: BtcpayProvider, btcpay_home: Home, fake: FakeBtcpay
) -> None:
    fake.fails = 1
    with pytest.raises(ProviderError) as busy:
        btcpay.begin(order(), "redirect")
    assert busy.value.may_retry
    (btcpay_home.support_keys / "btcpay.key").write_text("wrong")
    with pytest.raises(ProviderError, match="does not accept our key"):
        open_btcpay(btcpay_home).begin(order(), "redirect")


def test_there_is_no_recurring_gift_from_a_wallet(btcpay: BtcpayProvider) -> None:
    with pytest.raises(ProviderError, match="come once"):
        btcpay.begin(order(every="month"), "redirect")


def test_nothing_goes_to_a_server_in_the_clear(btcpay_home: Home, fake: FakeBtcpay) -> None:
    text = btcpay_home.settings_file.read_text()
    btcpay_home.settings_file.write_text(text.replace(fake.url, "http://pay.example"))
    with pytest.raises(HomeError, match="needs address"):
        open_btcpay(btcpay_home)
    btcpay_home.settings_file.write_text(text.replace(fake.url, f"http://{'a' * 56}.onion"))
    assert open_btcpay(btcpay_home).server.address.endswith(".onion")
