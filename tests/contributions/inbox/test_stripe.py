"""Stripe's border: units, the guard, keys, and who may open it. No processor is asked here."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest

from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.providers.stripe.client import API_VERSION, open_client
from tamizdat.contributions.providers.stripe.guard import (
    Guard,
    NamesSomebodyError,
    check_statement_text,
)
from tamizdat.contributions.providers.stripe.units import can_be_paid_out, from_stripe, to_stripe
from tamizdat.core.ledger.money import Money, exponent
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

RULES = Path(os.environ.get("TAMIZDAT_INPUT", Path(__file__).parents[4] / "shared" / "input")) / "stripe" / "made-here"
GUARD = Guard(("the lamp", "lamp.example"))
URL = "http://127.0.0.1/v1/payment_intents"


@pytest.mark.parametrize(
    ("money", "at_stripe"),
    [
        (Money(1999, "USD"), 1999), (Money(500, "JPY"), 500), (Money(5130, "KWD"), 5130), (Money(500, "ISK"), 50000),
        (Money(5000, "UGX"), 500000), (Money(50000, "MGA"), 500), (Money(10000, "HUF"), 10000), (Money(7, "TWD"), 7),
    ],
)  # fmt: skip
def test_every_amount_goes_there_and_back_exactly(money: Money, at_stripe: int) -> None:
    assert to_stripe(money) == at_stripe and from_stripe(at_stripe, money.currency.lower()) == money


@pytest.mark.parametrize("money", [Money(5131, "KWD"), Money(50001, "MGA"), Money(1, "IQD"), Money(1, "CLF")])
def test_what_stripe_cannot_hold_is_refused_and_never_rounded(money: Money) -> None:
    with pytest.raises(RefusedError):
        to_stripe(money)


def test_a_part_of_a_krona_is_refused() -> None:
    with pytest.raises(RefusedError):
        from_stripe(50001, "isk")
    with pytest.raises(RefusedError):
        from_stripe(10.5, "usd")  # type: ignore[arg-type]


def test_forints_leave_in_whole_units_only() -> None:
    assert can_be_paid_out(Money(10000, "HUF")) and not can_be_paid_out(Money(10050, "HUF"))
    assert can_be_paid_out(Money(1, "USD"))


@pytest.mark.skipif(not RULES.is_dir(), reason="the research input is not here")
def test_the_rules_of_the_research_hold() -> None:
    rules = json.loads((RULES / "stripe_currency_rules.json").read_text())
    for code in set(rules["zero_decimal"]) - set(rules["special"]):
        assert to_stripe(Money(500 * 10 ** exponent(code), code)) == 500
    for code in rules["three_decimal"]:
        assert to_stripe(Money(5130, code)) == 5130
    assert to_stripe(Money(5, "ISK")) == to_stripe(Money(5, "UGX")) == 500


@pytest.mark.parametrize(
    "sent",
    [
        "description=A gift to The Lamp", "metadata[note]=thelamp", "metadata[The Lamp]=1", "success_url=https://lamp.example/x",
        "statement_descriptor_suffix=THE+LAMP", "success_url=https%3A%2F%2FLAMP.example", "a=%2554he%2520Lamp",
        "receipt_email=a", "customer_details[name]=Z", "metadata[x]=zebedee@quillfeather.example", "name=Zebedee",
    ],
)  # fmt: skip
def test_nothing_that_names_a_person_or_the_newsroom_leaves(sent: str) -> None:
    with pytest.raises(NamesSomebodyError):
        GUARD.check(URL, sent)


@pytest.mark.parametrize(
    "sent",
    ["amount=1000&currency=usd&metadata[gift]=abcdefghijklmnopqrstuvwxyz", "success_url=https://give.example/en/",
     "line_items[0][price_data][product_data][name]=Support", "note=clamp", None],
)  # fmt: skip
def test_everything_else_does(sent: str | None) -> None:
    GUARD.check(URL, sent)


def test_where_policy_allows_it_the_newsroom_may_be_named_but_no_person() -> None:
    Guard(()).check(URL, "description=The Lamp")
    with pytest.raises(NamesSomebodyError):
        Guard(()).check(URL, "receipt_email=a@b.example")


@pytest.mark.parametrize(
    "text", ["FUND", "A" * 23, "12345", "READERS*", 'READ"ERS', "ЧИТАТЕЛИ", "THE LAMP", "READERS\n"]
)
def test_a_statement_text_that_is_wrong_or_tells_too_much_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        check_statement_text(text, GUARD)


@pytest.mark.parametrize("text", ["READERS FUND", "ABCDE", "A1234567890123456789.-"])
def test_a_neutral_one_is_not(text: str) -> None:
    assert check_statement_text(text, GUARD) == text


def home_with(folder: Path, lines: str) -> Home:
    (folder / "tamizdat.toml").write_text(f'[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n{lines}')
    return Home(folder)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("", "demonstrations only"), ('address = "http://127.0.0.1:1"', "demonstrations only"),
        ('demo = "true"\naddress = "http://127.0.0.1:1"', "demonstrations only"),
        ('demo = true\naddress = "https://sandbox.example"', "this machine"), ("demo = true", "this machine"),
        ('demo = true\naddress = "http://127.0.0.1.evil.example:1"', "this machine"),
        ('demo = true\naddress = "http://127.0.0.1:1"\nkey = "sk_live_1"', "live key"),
    ],
)  # fmt: skip
def test_the_sandbox_opens_in_a_demonstration_on_this_machine_only(tmp_path: Path, table: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        open_provider(home_with(tmp_path, f'[support]\nprocessor = "sandbox"\n[support.sandbox]\n{table}\n'))


def test_keys_that_others_can_read_or_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    home = home_with(tmp_path, '[support]\nprocessor = "stripe"\n[support.stripe]\npublishable_key = "pk_test_1"\n')
    home.support_keys.mkdir(parents=True)
    key, notices = home.support_keys / "stripe.key", home.support_keys / "stripe-notices.key"
    with pytest.raises(RefusedError, match="is missing"):
        open_provider(home)
    key.write_text("sk_test_1\n")
    key.chmod(0o644)
    with pytest.raises(RefusedError, match="can be read by others"):
        open_provider(home)
    key.chmod(0o600)
    notices.write_text("not a secret")
    notices.chmod(0o600)
    with pytest.raises(RefusedError, match="does not hold"):
        open_provider(home)
    notices.write_text("whsec_new\nwhsec_old\n")
    assert open_provider(home).name == "stripe"
    key.write_text("sk_live_1")
    with pytest.raises(RefusedError, match="one is live"):
        open_provider(home)


def test_nothing_of_a_key_is_printed(tmp_path: Path) -> None:
    home = home_with(
        tmp_path, '[support]\n[support.sandbox]\ndemo = true\naddress = "http://127.0.0.1:1"\nkey = "sk_test_secret9"\n'
    )
    assert "secret9" not in repr(open_provider(home)) and "whsec" not in repr(open_provider(home))


def test_the_library_tells_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself it would tell its system, a lasting number, and what environment it runs in."""
    seen: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(dict(request.headers))
        return httpx.Response(200, json={"object": "balance", "available": [], "pending": []})

    client = open_client("sk_test_1", GUARD, "http://127.0.0.1:1")
    guarded = client._requestor._client
    monkeypatch.setattr(guarded, "_client", httpx.Client(transport=httpx.MockTransport(answer)))
    for _ in range(2):
        client.v1.balance.retrieve()
    for headers in seen:
        assert headers["user-agent"] == "Stripe/v1 PythonBindings"
        assert headers["x-stripe-client-user-agent"] == '{"lang":"python"}'
        assert headers["stripe-version"] == API_VERSION and "x-stripe-client-telemetry" not in headers
    assert len(seen) == 2
