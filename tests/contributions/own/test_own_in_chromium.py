"""A supporter in a real browser, scripts off: from the link in the mail to a changed amount and the end of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.contributions.own.house import House, running_house

EMAIL = "reader@mailbox.example"
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as found:
        found.give("month", 500, email=EMAIL)
        yield found


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    """A small phone without scripts; whatever a page may not load is a failure."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page, complaints = context.new_page(), []
    page.on("console", lambda one: complaints.append(one.text) if "Policy" in one.text else None)
    yield page
    context.close()
    assert complaints == []


def ask(house: House, page: Page, language: str = "en") -> str:
    page.goto(f"{house.url}/{language}/own/")
    page.locator("#email").fill(EMAIL)
    page.locator("main button").click()
    house.look()
    return house.url + house.last_path("/own/in/")


def test_a_supporter_changes_the_amount_looks_at_a_receipt_and_stops(house: House, page: Page) -> None:
    link = ask(house, page)
    page.goto(link)
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_role("heading", name="$5.00 a month")).to_be_visible()
    page.get_by_label("Another amount (USD)").fill("8.50")
    page.get_by_role("button", name="Change the amount").click()
    expect(page.get_by_role("status")).to_contain_text("The amount is changed")
    expect(page.get_by_role("heading", name="$8.50 a month")).to_be_visible()
    page.get_by_role("button", name="Another card").click()
    expect(page.get_by_role("link", name="Go to that page")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Receipt").first.click()
    expect(page.get_by_text("$5.00")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Stop now").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing more will be taken")
    house.look()
    page.reload()
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()
    assert "has ended" in house.mailbox.texts[-1]
    page.get_by_role("button", name="Leave this page").click()
    page.goto(f"{house.url}/en/own/")
    expect(page.get_by_role("button", name="Send me the link")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_a_reader_is_reminded_and_cancels(house: House, page: Page) -> None:
    page.goto(f"{house.url}/en/remind/")
    page.locator("#email").fill("later@mailbox.example")
    page.get_by_role("button", name="Remind me").click()
    house.look()
    page.goto(house.url + house.last_path("/remind/"))
    page.get_by_role("button", name="Yes, write to me once").click()
    expect(page.get_by_role("heading")).to_contain_text("You will get one mail")
    page.goto(house.url + house.last_path("/remind/"))
    page.get_by_role("button", name="No, delete my address").click()
    expect(page.get_by_role("heading")).to_contain_text("Your address is deleted")
    page.goto(f"{house.url}/en/remind/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file").click()
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_every_page_fits_a_small_phone_in_its_direction(house: House, page: Page) -> None:
    page.goto(ask(house, page))
    page.locator("main button").click()
    for language in ("en", "ru", "fa"):
        for path in ("own/", "own/erase", "remind/", "own/in/none", "receipt/none"):
            page.goto(f"{house.url}/{language}/{path}")
            assert page.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
            assert page.evaluate("document.documentElement.scrollWidth") == 320
            assert page.locator("h1").count() == 1
