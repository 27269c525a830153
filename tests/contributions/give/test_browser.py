"""A supporter in Chromium, with the sandbox as processor: what they see, and where they end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.contributions.give.conftest import BANK, make_home
from tests.contributions.give.filled import without_waiting
from tests.sandbox.running import Sandbox, running_sandbox

from tamizdat.contributions.models import Gift
from tamizdat.contributions.work import turn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]
GOOD, DECLINED, ASKS = "4242424242424242", "4000000000000002", "4000002760003184"


@pytest.fixture
def paying(live_server: Any, tmp_path: Path, settings: Any) -> Iterator[Callable[..., Sandbox]]:
    """A sandbox that sends its notices to the support site; the support site that pays at it."""
    (tmp_path / "sandbox").mkdir()
    with running_sandbox(tmp_path / "sandbox", f"{live_server.url}/notices/sandbox/", "whsec_sandbox") as sandbox:

        def build(**how: Any) -> Sandbox:
            settings.HOME = make_home(tmp_path / "home", sandbox.url, **how)
            return sandbox

        build()
        yield build


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.heard = []
    page.asked = []
    page.on("console", lambda one: page.heard.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: page.heard.append(str(one)))
    page.on("request", lambda one: page.asked.append(one.url))
    yield page
    assert context.cookies() == []
    context.close()


def fill_in(page: Any, address: str, language: str = "en", country: str = "DE", **said: str) -> None:
    page.goto(f"{address}/{language}/")
    page.select_option("#country", country)
    if every := said.pop("every", ""):
        page.click(f"label[for=every-{every}]")
    for name, words in said.items():
        page.fill(f"#{name}", words)
    page.click("form button.give")


def put_in_card(page: Any, number: str) -> None:
    frame = page.frame_locator("#card iframe")
    frame.locator("[name=number]").fill(number)
    frame.locator("[name=expiry]").fill("12/34")
    frame.locator("[name=cvc]").fill("123")
    page.locator("#go:not([disabled])").press("Enter")


def arrive(sandbox: Sandbox) -> None:
    """The processor's notices, and what the worker does about them."""
    sandbox.settle()
    turn(settings.HOME, datetime.now(UTC))


@pytest.mark.parametrize("every", ["once", "month", "year"])
def test_a_gift_is_given_in_our_page(page, paying, live_server, every: str) -> None:
    sandbox = paying()
    fill_in(page, live_server.url, every=every, email="ada@post.example")
    assert all(one.startswith(live_server.url) for one in page.asked)
    page.wait_for_url("**/pay/*")
    put_in_card(page, GOOD)
    page.wait_for_url("**/thanks/*")
    arrive(sandbox)
    page.reload()
    assert "Your gift has arrived" in page.inner_text("main")
    assert Gift.objects.get().state == "paid"
    page.click("text=Your receipt")
    assert page.heard == []


def test_a_declined_card_can_be_replaced_by_another(page, paying, live_server) -> None:
    paying()
    fill_in(page, live_server.url)
    put_in_card(page, DECLINED)
    page.wait_for_selector("#bad:has-text('declined')")
    put_in_card(page, GOOD)
    page.wait_for_url("**/thanks/*")


@pytest.mark.parametrize("answer", ["approve", "refuse"])
def test_the_bank_may_ask(page, paying, live_server, answer: str) -> None:
    paying()
    fill_in(page, live_server.url)
    put_in_card(page, ASKS)
    dialog = page.frame_locator("dialog iframe")
    dialog.locator("button").nth(0 if answer == "approve" else 1).click()
    if answer == "approve":
        page.wait_for_url("**/thanks/*")
    else:
        page.wait_for_selector("#bad:has-text('not convinced')")


def test_a_card_of_a_country_at_risk_ends_calmly(page, paying, live_server) -> None:
    sandbox = paying()
    fill_in(page, live_server.url)
    put_in_card(page, "4000006430000009")
    page.wait_for_url("**/sorry")
    assert sandbox.attempts() == []
    page.go_back()
    assert "/pay/" not in page.url


def test_where_the_processors_script_is_blocked_the_page_says_so_and_shows_other_ways(
    page, paying, live_server
) -> None:
    sandbox = paying()
    page.route(f"{sandbox.url}/**", lambda route: route.abort())
    fill_in(page, live_server.url)
    page.wait_for_selector("#why:not([hidden])", timeout=9_000)
    assert "did not load" in page.inner_text("main") and page.is_visible("text=Other ways to give >> nth=0")
    page.unroute(f"{sandbox.url}/**")
    page.click("text=Pay on the processor")
    page.wait_for_url(f"{sandbox.url}/**")


def test_where_the_processors_script_hangs_the_page_says_so_in_seconds(page, paying, live_server) -> None:
    sandbox = paying()
    held_back: list[Any] = []
    page.route(f"{sandbox.url}/**", lambda route: held_back.append(route))
    fill_in(page, live_server.url)
    page.wait_for_selector("#why:not([hidden])", timeout=12_000)
    page.unroute(f"{sandbox.url}/**")  # which lets go what was held back
    put_in_card(page, GOOD)  # and when it comes after all, one can go on
    page.wait_for_url("**/thanks/*")


def test_without_scripts_one_pays_on_the_processors_page(browser, paying, live_server, monkeypatch) -> None:
    without_waiting(monkeypatch)
    sandbox = paying()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    fill_in(page, live_server.url, every="month", email="ada@post.example")
    assert "$5.00 every month" in page.inner_text("main")
    page.click("form button.give")
    page.wait_for_url(f"{sandbox.url}/**")
    sandbox.pay_checkout(Gift.objects.get().session)
    arrive(sandbox)
    page.goto(f"{live_server.url}/en/thanks/{Gift.objects.get().id}")
    assert "Your gift has arrived" in page.inner_text("main")
    context.close()


def test_from_a_mirrors_form(page, paying, live_server) -> None:
    paying()
    page.route("https://mirror.example/**", lambda route: route.fulfill(content_type="text/html", body=(
        f'<form method="post" action="{live_server.url}/en/give"><input name="every" value="month">'
        '<input name="amount" value="500"><input name="currency" value="EUR"><button>Go</button></form>'
    )))  # fmt: skip
    page.goto("https://mirror.example/en/support/")
    page.click("button")
    assert page.is_checked("#month-500") and "EUR" in page.inner_text(".money b")
    page.select_option("#country", "DE")
    page.fill("#email", "ada@post.example")
    page.click("form button.give")
    page.wait_for_url("**/pay/*")
    assert Gift.objects.get().currency == "EUR"


def test_in_persian(page, paying, live_server) -> None:
    paying()
    fill_in(page, live_server.url, "fa", other="۱۲٫۵۰")
    page.wait_for_url("**/pay/*")
    assert page.evaluate("document.dir") == "rtl" and "۱۲٫۵۰" in page.inner_text("main")
    assert Gift.objects.get().amount == 1250


def test_a_double_click_is_one_gift(page, paying, live_server) -> None:
    paying()
    page.goto(f"{live_server.url}/en/")
    page.select_option("#country", "DE")
    page.dblclick("form button.give")
    page.wait_for_url("**/pay/*")
    assert Gift.objects.count() == 1


def test_going_back_the_country_is_gone_and_the_rest_is_there(page, paying, live_server) -> None:
    paying()
    page.goto(f"{live_server.url}/en/")
    page.select_option("#country", "DE")
    page.fill("#other", "12")
    page.click("form button.give")
    page.wait_for_url("**/pay/*")
    page.go_back()
    assert page.input_value("#country") == ""


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    list(product(("en", "fa", "ru"), (320, 1280), ("light", "dark")))
    if "TAMIZDAT_SHOTS" in os.environ
    else [("en", 320, "light"), ("fa", 320, "dark"), ("ru", 320, "light"), ("fa", 1280, "light")],
)
def test_every_page_fits_and_nothing_is_cut_off(browser, paying, live_server, language, width, scheme) -> None:
    sandbox = paying(more=BANK)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    shots = os.environ.get("TAMIZDAT_SHOTS")

    def look(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if shots:
            page.screenshot(path=f"{shots}/{name}-{language}-{width}-{scheme}.png", full_page=True)

    page.goto(f"{live_server.url}/{language}/")
    look("form")
    page.evaluate("document.getElementById('form').noValidate = true")
    page.click("label[for=every-month]")
    page.fill("#other", "x")
    page.click("form button.give")
    page.wait_for_selector(".bad")
    look("wrong")
    page.goto(f"{live_server.url}/{language}/?currency=KWD")
    look("dinar")
    page.select_option("#country", "RU")
    page.click("form button.give")
    page.wait_for_selector(".fix")
    look("risk")
    fill_in(page, live_server.url, language, other="20")
    page.wait_for_url("**/pay/*")
    page.wait_for_selector("#go:not([disabled])")
    page.wait_for_timeout(300)
    look("pay")
    put_in_card(page, DECLINED)
    page.wait_for_selector("#bad:not(:empty)")
    look("declined")
    put_in_card(page, GOOD)
    page.wait_for_url("**/thanks/*")
    look("waiting")
    arrive(sandbox)
    page.reload()
    look("thanks")
    page.goto(f"{live_server.url}/{language}/other-ways")
    look("ways")
    page.goto(f"{live_server.url}/{language}/?currency=EUR")
    page.select_option("#country", "DE")
    page.click("[name=way]")
    page.wait_for_url("**/transfer/*")
    look("transfer")
    page.goto(f"{live_server.url}/{language}/nothing")
    context.close()
