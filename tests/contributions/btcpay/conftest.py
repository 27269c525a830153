"""A home that is paid through a BTCPay Server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import SETTINGS, SUPPORT
from tests.contributions.btcpay.fake_btcpay import KEY, SECRET, STORE, FakeBtcpay, running_btcpay

from tamizdat.contributions.providers.btcpay.provider import BtcpayProvider, open_btcpay
from tamizdat.shell.home import Home


@pytest.fixture
def fake() -> Iterator[FakeBtcpay]:
    with running_btcpay() as running:
        yield running


@pytest.fixture
def btcpay_home(tmp_path: Path, fake: FakeBtcpay) -> Home:
    table = f'\n[support.btcpay]\naddress = "{fake.url}"\nstore = "{STORE}"\nonion = "http://example.onion"\n'
    (tmp_path / "tamizdat.toml").write_text(SETTINGS + SUPPORT + table, encoding="utf-8")
    keys = Home(tmp_path).support_keys
    keys.mkdir(mode=0o700, parents=True)
    for name, key in (("btcpay.key", KEY), ("btcpay-notices.key", SECRET)):
        (keys / name).write_text(key)
        (keys / name).chmod(0o600)
    return Home(tmp_path)


@pytest.fixture
def btcpay(btcpay_home: Home) -> BtcpayProvider:
    return open_btcpay(btcpay_home)
