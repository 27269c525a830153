"""In a browser: passkeys, no other host, a slow link, and what the pages look like."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import PASSWORD, Account, code_of

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PICTURES = Path(__file__).parents[2] / "test-results"
SLOW = {"offline": False, "latency": 1000, "downloadThroughput": 20_000, "uploadThroughput": 20_000}
PASSKEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
ADMIN = (
    "/", "/pages/", "/articles/", "/images/", "/users/", "/account/", "/second-factor/", "/people/", "/people/join/",
    "/people/sessions/", "/people/lock/", "/people/record/", "/breaking/", "/reports/site-history/", "/mirrors/",
)  # fmt: skip


class Tab:
    """One tab, all requests it made, and the bytes that came for them."""

    def __init__(self, own_browser: Any, url: str, **how: Any) -> None:
        self.context = own_browser.new_context(**how)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.url, self.asked, self.bytes, self.errors = url, [], 0, []
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.on("pageerror", lambda one: self.errors.append(str(one)))
        self.line = self.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.line.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def open(self, path: str) -> Any:
        answer = self.page.goto(self.url + path, wait_until="load")
        assert answer.status == 200, path
        return self.page

    def foreign(self) -> list[str]:
        return [one for one in self.asked if not one.startswith((self.url, "data:", "blob:"))]

    def sign_in(self, account: Account, step: int = 0) -> None:
        self.open("/login/")
        self.page.fill("input[name=login]", account.name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button:has-text('Go on')")
        self.page.fill("input[name=code]", code_of(account.secret, steps=step))
        self.page.click("button:has-text('Log in')")
        self.page.wait_for_url(self.url + "/")


def test_the_way_in_and_the_pages_on_people_in_a_browser(own_browser: Any, live_server: Any) -> None:
    """One newsroom for all of it: a live server's database is empty after each test, of Wagtail's first page too."""
    from django.conf import settings

    from tamizdat.newsroom.doors import add_account, refresh_settings
    from tamizdat.newsroom.models import FrontPage, SectionPage

    refresh_settings(settings.NEWSROOM)
    front = FrontPage.objects.get(locale__language_code="en")
    section = front.add_child(instance=SectionPage(title="Harbour", locale=front.locale))
    people = [Account(name, add_account(name, PASSWORD)) for name in ("nina", "mara", "omid", "lin-harbour")]
    no_page_of_the_desk_asks_another_host_for_anything(own_browser, live_server, people[0])
    the_door_and_breaking_news_work_on_a_slow_link(own_browser, live_server, people[1], section.pk)
    the_pages_fit_a_phone_and_read_both_ways(own_browser, live_server, people[2])
    a_passkey_signs_in_alone_and_as_the_second_of_two(own_browser, live_server, people[3])


def a_passkey_signs_in_alone_and_as_the_second_of_two(own_browser: Any, live_server: Any, nina: Account) -> None:
    tab = Tab(own_browser, live_server.url)
    tab.line.send("WebAuthn.enable")
    tab.line.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    tab.sign_in(nina)
    tab.open("/second-factor/passkeys/new/")
    tab.page.check("input[name=passwordless]")
    tab.page.click("#mfa_webauthn_add")
    tab.page.wait_for_url("**/second-factor/**codes/**")
    tab.open("/logout/")
    tab.page.click("button:has-text('Log out')")
    tab.page.click("#passkey_login")
    tab.page.wait_for_url(live_server.url + "/")
    tab.open("/logout/")
    tab.page.click("button:has-text('Log out')")
    tab.page.fill("input[name=login]", nina.name)
    tab.page.fill("input[name=password]", PASSWORD)
    tab.page.click("button:has-text('Go on')")
    tab.page.click("#mfa_webauthn_authenticate")
    tab.page.wait_for_url(live_server.url + "/")
    assert tab.foreign() == []
    assert tab.errors == []
    tab.context.close()


def no_page_of_the_desk_asks_another_host_for_anything(own_browser: Any, live_server: Any, nina: Account) -> None:
    tab = Tab(own_browser, live_server.url)
    tab.sign_in(nina)
    for path in ADMIN:
        tab.open(path)
        tab.page.wait_for_timeout(150)
    assert tab.foreign() == []
    assert len(tab.asked) > len(ADMIN) * 2
    tab.context.close()


def the_door_and_breaking_news_work_on_a_slow_link(
    own_browser: Any, live_server: Any, nina: Account, section: int
) -> None:
    """One second there and back, 20 kB a second; the editor's page is measured, cold and warm."""
    tab, took = Tab(own_browser, live_server.url, viewport={"width": 320, "height": 640}), {}
    tab.line.send("Network.emulateNetworkConditions", SLOW)

    def measured(name: str, path: str) -> None:
        before, began = tab.bytes, time.monotonic()
        tab.open(path)
        took[name] = (tab.bytes - before, round(time.monotonic() - began, 1))

    measured("login", "/login/")
    began, before = time.monotonic(), tab.bytes
    tab.page.fill("input[name=login]", nina.name)
    tab.page.fill("input[name=password]", PASSWORD)
    tab.page.click("button:has-text('Go on')")
    tab.page.wait_for_selector("input[name=code]")
    took["code"] = (tab.bytes - before, round(time.monotonic() - began, 1))
    tab.page.goto("about:blank")
    tab.line.send("Network.emulateNetworkConditions", {**SLOW, "latency": 0, "downloadThroughput": -1})
    tab.open("/login/code/")
    tab.page.fill("input[name=code]", code_of(nina.secret))
    before = tab.bytes
    tab.page.click("button:has-text('Log in')")
    tab.page.wait_for_url(live_server.url + "/")
    tab.page.wait_for_load_state("load")
    took["desk, cold"] = (tab.bytes - before, 0)
    tab.line.send("Network.emulateNetworkConditions", SLOW)
    measured("breaking", "/breaking/")
    tab.line.send("Network.emulateNetworkConditions", {**SLOW, "latency": 0, "downloadThroughput": -1})
    measured("editor, cold", f"/pages/add/newsroom/articlepage/{section}/")
    measured("editor, warm", f"/pages/add/newsroom/articlepage/{section}/")
    print("bytes and seconds", took)
    for name in ("login", "code", "breaking"):
        assert took[name][0] < 20_000, took
        assert took[name][1] < 8, took
    assert took["editor, warm"][0] < 120_000, took
    tab.context.close()


def the_pages_fit_a_phone_and_read_both_ways(own_browser: Any, live_server: Any, nina: Account) -> None:
    PICTURES.mkdir(exist_ok=True)
    pages = ("breaking", "people", "people/join", "people/lock", "people/sessions", "people/record", "second-factor")
    turns = (("en", "light", 320), ("en", "dark", 1280), ("fa", "light", 320))
    for n, (language, scheme, width) in enumerate(turns):
        how = {"locale": language, "color_scheme": scheme, "viewport": {"width": width, "height": 700}}
        tab = Tab(own_browser, live_server.url, **how)
        if n == 0:
            tab.sign_in(nina)
            cookies = tab.context.cookies()
        tab.context.add_cookies(cookies)
        for path in pages:
            tab.open(f"/{path}/")
            tab.page.screenshot(path=PICTURES / f"{path.replace('/', '-')}-{language}-{scheme}-{width}.png")
            assert tab.page.evaluate("document.scrollingElement.scrollWidth") <= width, path
            assert tab.page.evaluate("document.documentElement.dir") == ("rtl" if language == "fa" else "ltr")
        tab.context.close()
