"""Everything is done once with a name that nobody else has; then every byte that was written is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.contributions.own.house import House, running_house

EMAIL = "zarathustra.quill@mailbox.example"
NAME = "Ottoline Quibblewick"
MESSAGE = "Onward, incorruptible lighthouse!"
OTHER = "xanthippe.vole@mailbox.example"
STRANGER = "peregrine.never@mailbox.example"
PERSONAL = [EMAIL, NAME, MESSAGE, OTHER, STRANGER, "quill", "Quibblewick", "incorruptible", "xanthippe", "peregrine"]

pytestmark = [pytest.mark.long, pytest.mark.timeout(120)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running_house(tmp_path) as found:
        yield found


def found_in(data: bytes) -> list[str]:
    return [one for one in PERSONAL if one.encode().lower() in data.lower()]


def send(browser: httpx.Client, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
    token = re.search(r'name="token" value="(\w+)"', page.text)
    return browser.post(path, data={"token": token[1] if token else "", **fields})


def test_no_address_no_name_and_no_message_is_written_anywhere_in_plain(house: House) -> None:
    house.give("month", 700, email=EMAIL, name=NAME, message=MESSAGE)
    gift = house.give("once", 1234, email=EMAIL)
    assert gift.encode() in house.written() and found_in(house.written()) == []
    with httpx.Client(base_url=house.url, follow_redirects=True) as browser:
        for email in (EMAIL, STRANGER, f"not an address {STRANGER}"):
            browser.post("/en/own/", data={"email": email})
        browser.post("/fa/remind/", data={"month": "next", "email": OTHER, "language": "fa"})
        house.look()
        browser.post(house.last_path("/remind/"), data={"say": "yes"})
        page = browser.post(house.last_path("/own/in/"))
        assert "$7.00 a month" in page.text
        recurring = re.search(r'name="id" value="(\w+)"', page.text)
        assert recurring
        page = send(browser, page, "/en/own/change", id=recurring[1], amount="9")
        assert "$9.00 a month" in page.text
        assert "Go to that page" in send(browser, page, "/en/own/card", id=recurring[1]).text
        house.look()
        assert found_in(house.written()) == []
        page = send(browser, browser.get("/en/own/erase"), "/en/own/erase", sure="yes")
        assert "Nothing about you is left here" in page.text
        house.sandbox.advance(days=40)
        house.look()
        browser.get(house.last_path("/receipt/"))
    assert found_in(house.written()) == []
    assert set(house.mailbox.receivers) == {EMAIL, OTHER}
    for mail, receiver in zip(house.mailbox.mails, house.mailbox.receivers, strict=True):
        mine = [one for one in PERSONAL if one.lower() in receiver]
        assert mail["To"] == receiver
        del mail["To"]
        assert found_in(mail.as_bytes() + mail.get_content().encode()) == [] and mine
    assert found_in(str(house.sandbox.requests()).encode()) == []


def test_after_erasing_money_stops_and_late_notices_bring_nobody_back(house: House) -> None:
    house.give("month", 700, email=EMAIL, name=NAME)
    house.look()
    attempts = len(house.sandbox.attempts())
    with httpx.Client(base_url=house.url, follow_redirects=True) as browser:
        browser.post("/en/own/", data={"email": EMAIL})
        house.look()
        browser.post(house.last_path("/own/in/"))
        page = send(browser, browser.get("/en/own/erase"), "/en/own/erase", sure="yes")
        assert "Nothing about you is left here" in page.text and "did not answer" not in page.text
        mailed = len(house.mailbox.arrived)
        assert any(one["method"] == "DELETE" and "/customers/" in one["path"] for one in house.sandbox.requests())
        house.sandbox.advance(days=70)
        house.look()
        assert len(house.sandbox.attempts()) == attempts
        browser.post("/en/own/", data={"email": EMAIL})
        house.look()
    assert len(house.mailbox.arrived) == mailed
