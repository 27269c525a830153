"""What holds of every provider of payments. A new one is one more line in PROVIDERS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SETTINGS, SUPPORT
from tests.contributions.bank.statements import SETTINGS as BANK
from tests.contributions.bank.statements import Line, camt, statement
from tests.contributions.btcpay.fake_btcpay import KEY, SECRET, STORE, running_btcpay
from tests.sandbox.running import running_sandbox

from tamizdat.contributions.models import Gift
from tamizdat.contributions.providers.bank.take import take_file
from tamizdat.contributions.providers.contract import Begun, NoticeRefusedError, Order, ProviderError
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.vault import new_id
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.money import Money
from tamizdat.shell.home import Home


@dataclass
class Paid:
    """A provider, and how a test pays there."""

    provider: Any
    pay: Callable[[Order, Begun], None]
    now: Callable[[], datetime]


@contextmanager
def bank(tmp_path: Path) -> Iterator[Paid]:
    home = home_with(tmp_path, BANK)
    balance = [0]

    def pay(order: Order, begun: Begun) -> None:
        Gift.objects.create(
            id=order.gift, processor="bank", external_id=begun.external_id, amount=order.money.amount, currency="EUR",
            every="once", language="en", day=datetime.now(UTC).date(),
        )  # fmt: skip
        before, balance[0] = balance[0], balance[0] + order.money.amount
        said = (Money(amount, "EUR").to_decimal() for amount in (before, balance[0]))
        take_file(home, camt(statement(*said, Line(order.money.to_decimal(), begun.told["reference"]))))

    yield Paid(open_provider(home, "bank"), pay, lambda: datetime.now(UTC))


@contextmanager
def btcpay(tmp_path: Path) -> Iterator[Paid]:
    with running_btcpay() as fake:
        home = home_with(tmp_path, f'\n[support.btcpay]\naddress = "{fake.url}"\nstore = "{STORE}"\n')
        home.support_keys.mkdir(mode=0o700, parents=True)
        for name, key in (("btcpay.key", KEY), ("btcpay-notices.key", SECRET)):
            (home.support_keys / name).write_text(key)
            (home.support_keys / name).chmod(0o600)
        now = datetime.now(UTC).replace(microsecond=0)
        fake.rate = "1"
        yield Paid(
            open_provider(home, "btcpay"),
            lambda order, begun: fake.pay(begun.session, order.money.to_decimal(), int(now.timestamp())) and None,
            lambda: now,
        )


@contextmanager
def stripe(tmp_path: Path) -> Iterator[Paid]:
    with running_sandbox(tmp_path) as sandbox:
        table = f'[support.sandbox]\naddress = "{sandbox.url}"\nkey = "{sandbox.key}"\ndemo = true\n'
        home = home_with(tmp_path, "\n" + table)
        yield Paid(
            open_provider(home, "sandbox"),
            lambda order, begun: sandbox.pay_checkout(begun.session),
            lambda: datetime.fromtimestamp(sandbox.now, UTC),
        )


PROVIDERS = {"bank": bank, "btcpay": btcpay, "stripe": stripe}


def home_with(tmp_path: Path, more: str) -> Home:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "tamizdat.toml").write_text(SETTINGS + SUPPORT + more, encoding="utf-8")
    return Home(folder)


@pytest.fixture(params=PROVIDERS)
def at(request: pytest.FixtureRequest, tmp_path: Path, db: None) -> Iterator[Paid]:
    with PROVIDERS[request.param](tmp_path) as opened:
        yield opened


def order(**more: Any) -> Order:
    values: dict[str, Any] = {
        "gift": new_id(), "money": Money(1000, "EUR"), "every": "once", "supporter": "", "customer": "",
        "language": "fa", "done": "https://give.example/fa/thanks/x", "stopped": "https://give.example/fa/",
        "statement_text": "READERS FUND",
    }  # fmt: skip
    return Order(**values | more)


def begin(at: Paid, wanted: Order) -> Begun:
    return at.provider.begin(wanted, "redirect" if "redirect" in at.provider.flows else "transfer")  # type: ignore[no-any-return]


def test_what_is_begun_twice_is_begun_once(at: Paid) -> None:
    wanted = order()
    assert begin(at, wanted) == begin(at, wanted)


def test_two_gifts_are_two(at: Paid) -> None:
    assert begin(at, order()) != begin(at, order())


def test_what_a_reader_is_shown_names_neither_the_newsroom_nor_a_person(at: Paid) -> None:
    begun = begin(at, order(supporter="s1"))
    shown = f"{begun.address} {dict(begun.told)} {dict(begun.client)}".casefold()
    assert "lamp" not in shown
    assert begun.address or begun.told["iban"]


def test_an_unknown_way_of_paying_is_refused(at: Paid) -> None:
    unknown: Any = next((flow for flow in ("element", "redirect") if flow not in at.provider.flows), "carrier pigeon")
    if at.provider.name == "sandbox":
        return  # deeds.begin_gift looks at the flows of a provider before it asks; Stripe's own does not look again
    with pytest.raises(ProviderError):
        at.provider.begin(order(), unknown)


def test_what_was_paid_is_one_movement_that_can_be_booked_and_asked_for_again(at: Paid) -> None:
    wanted = order()
    at.pay(wanted, begin(at, wanted))
    [moved] = list(at.provider.list_movements())
    assert (moved.kind, moved.gift, moved.paid, moved.paid_currency) == ("gift", wanted.gift, 1000, "EUR")
    assert moved.processor == at.provider.name
    assert entries_of(moved) == entries_of(at.provider.fetch_movement(moved.id))


def test_the_balance_is_the_sum_of_all_that_moved(at: Paid) -> None:
    for _ in range(2):
        wanted = order()
        at.pay(wanted, begin(at, wanted))
    sums: dict[str, int] = {}
    for one in at.provider.list_movements():
        sums[one.currency] = sums.get(one.currency, 0) + one.amount - one.fee
    assert dict(at.provider.balance()) == sums != {}


def test_what_moved_before_a_time_is_not_listed_after_it(at: Paid) -> None:
    wanted = order()
    at.pay(wanted, begin(at, wanted))
    assert list(at.provider.list_movements(at.now() + timedelta(days=1))) == []


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"id": "evt_1", "type": "charge.succeeded"}']
)
def test_a_notice_that_nobody_signed_is_refused(at: Paid, body: bytes) -> None:
    for headers in ({}, {"Stripe-Signature": "t=1,v1=0", "BTCPay-Sig": "sha256=0"}):
        with pytest.raises(NoticeRefusedError):
            at.provider.read_notice(body, headers, at.now())


def test_a_movement_that_there_is_not_is_an_error_in_our_words(at: Paid) -> None:
    for number in ("txn_none", "none", "payout:none", "of:pi_none"):
        with pytest.raises(ProviderError):
            at.provider.fetch_movement(number)


def test_what_cannot_be_done_there_is_said_and_nothing_else_happens(at: Paid) -> None:
    for deed in (
        lambda: at.provider.cancel("sub_none"),
        lambda: at.provider.change("sub_none", Money(500, "EUR")),
        lambda: at.provider.refund(new_id(), "pi_none", Money(500, "EUR"), "key"),
        lambda: at.provider.new_card("sub_none", "cus_none", "en", "https://give.example/"),
    ):
        with pytest.raises(ProviderError) as said:
            deed()
        assert 10 < len(str(said.value)) < 300


def test_to_forget_somebody_unknown_is_no_error(at: Paid) -> None:
    at.provider.erase("cus_none")
