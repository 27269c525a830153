"""Coins beside cards: an invoice of the newsroom's own BTCPay Server, in which nobody's country is a question."""

from __future__ import annotations

import pytest
from tests.contributions.btcpay.fake_btcpay import KEY, SECRET, STORE, running_btcpay
from tests.contributions.give.filled import fill

from tamizdat.contributions.models import Gift

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("strict", [False, True])
def test_a_gift_in_coins_leads_to_an_invoice_and_asks_no_card(client, house, sandbox, strict: bool) -> None:
    with running_btcpay() as server:
        table = f'\n[support.btcpay]\naddress = "{server.url}"\nstore = "{STORE}"\n'
        home = house(strict=strict, more=table)
        home.support_keys.mkdir(mode=0o700, parents=True)
        for name, key in (("btcpay.key", KEY), ("btcpay-notices.key", SECRET)):
            (home.support_keys / name).write_text(key)
            (home.support_keys / name).chmod(0o600)
        page = client.get("/en/")
        assert 'value="coins"' in page.content.decode()
        assert f"form-action 'self' {server.url}" in page["Content-Security-Policy"]
        asked = len(sandbox.requests())
        answer = client.post("/en/give", {**fill(client, every="month"), "way": "coins"})
        assert answer.status_code == 303
        assert answer["Location"].startswith(f"{server.url}/i/")
        gift = Gift.objects.get()
        assert (gift.processor, gift.every, gift.amount, gift.state) == ("btcpay", "once", 1000, "begun")
        assert len(sandbox.requests()) == asked


def test_where_there_is_no_server_for_coins_nobody_is_offered_it(client, house) -> None:
    page = client.get("/en/")
    assert 'value="coins"' not in page.content.decode()
    assert "form-action 'self';" in page["Content-Security-Policy"]


def test_whoever_is_at_risk_is_not_led_to_coins_either(client, house) -> None:
    with running_btcpay() as server:
        house(more=f'\n[support.btcpay]\naddress = "{server.url}"\nstore = "{STORE}"\n')
        answer = client.post("/en/give", {**fill(client, country="RU"), "way": "coins"})
    assert "Please do not give" in answer.content.decode()
    assert not Gift.objects.exists()


def test_the_newsroom_can_fetch_the_two_signed_values_and_nothing_else(client, house) -> None:
    home = house()
    assert client.get("/offer.json").status_code == 404
    home.support_public.mkdir(parents=True)
    (home.support_public / "offer.json").write_bytes(b'{"signed":{}}')
    (home.support_public / "public-key").write_bytes(b"ab")
    assert client.get("/offer.json").content == b'{"signed":{}}'
    assert client.get("/public-key").status_code == 404
