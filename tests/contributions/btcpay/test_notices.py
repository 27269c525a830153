"""A notice of BTCPay Server through the site's own door: stored, asked again, booked; and sent again it is nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests.contributions.btcpay.fake_btcpay import FakeBtcpay, signed

from tamizdat.books.models import Entry
from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.inbox.rebuild import rebuild
from tamizdat.contributions.inbox.reconcile import reconcile
from tamizdat.contributions.models import Gift, Notice, Receipt
from tamizdat.contributions.providers.btcpay.provider import open_btcpay
from tamizdat.contributions.providers.contract import Order
from tamizdat.contributions.vault import new_id
from tamizdat.core.ledger.money import Money
from tamizdat.shell.home import Home


@pytest.fixture
def begun(btcpay_home: Home, settings: Any, db: None) -> Gift:
    settings.HOME = btcpay_home
    gift = Gift(id=new_id(), processor="btcpay", amount=1000, currency="USD", every="once", language="en")
    order = Order(gift.id, Money(1000, "USD"), "once", "", "", "en", "https://give.example/en/", "", "READERS FUND")
    gift.session = gift.external_id = open_btcpay(btcpay_home).begin(order, "redirect").session
    gift.day = datetime.now(UTC).date()
    gift.save()
    return gift


def send(body: bytes, headers: dict[str, str]) -> int:
    return Client(headers=headers).post("/notices/btcpay/", body, content_type="application/json").status_code


def test_a_gift_in_coins_is_paid_once_however_often_it_is_told(
    btcpay_home: Home, begun: Gift, fake: FakeBtcpay
) -> None:
    now = datetime.now(UTC)
    at, invoice = int(now.timestamp()), str(begun.session)
    payment = fake.pay(invoice, "0.0002", at)
    told = fake.notice("InvoicePaymentSettled", invoice, at, payment={"id": payment})
    more = [
        fake.notice(kind, invoice, at) for kind in ("InvoiceReceivedPayment", "InvoiceProcessing", "InvoiceSettled")
    ]
    assert {send(*one) for one in (told, told, *more, told)} <= {200, 202, 204}
    apply_due(btcpay_home, now)
    begun.refresh_from_db()
    assert (begun.state, Receipt.objects.count(), Entry.objects.count()) == ("paid", 1, 1)
    assert reconcile(btcpay_home, "btcpay", now).differences == ()
    assert rebuild().agrees


def test_a_forged_notice_is_answered_with_400_and_not_kept(begun: Gift, fake: FakeBtcpay) -> None:
    body, _ = fake.notice("InvoiceSettled", str(begun.session), int(datetime.now(UTC).timestamp()))
    assert send(*signed(body, "guessed")) == 400
    assert not Notice.objects.exists()


def test_a_payment_of_which_no_notice_came_is_found_by_comparing(
    btcpay_home: Home, begun: Gift, fake: FakeBtcpay
) -> None:
    now = datetime.now(UTC)
    fake.pay(str(begun.session), "0.0002", int(now.timestamp()))
    assert reconcile(btcpay_home, "btcpay", now).booked == 1
    begun.refresh_from_db()
    assert begun.state == "paid"


def test_an_invoice_that_nobody_paid_ends(btcpay_home: Home, begun: Gift, fake: FakeBtcpay) -> None:
    now = datetime.now(UTC)
    send(*fake.notice("InvoiceExpired", str(begun.session), int(now.timestamp()), partiallyPaid=False))
    apply_due(btcpay_home, now)
    begun.refresh_from_db()
    assert begun.state == "ended"
