"""The small script in Chromium: the current appeal on old pages, closing, limits, and the choice not to be asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tamizdat.press import window
from tests.campaigns.signed import make_offer, make_statement, signed
from tests.pages.test_browser import Quiet
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
]
LETTER = {
    "id": "winter", "place": "letter", "priority": 20, "title": "Winter letter", "html": "<p>Help us.</p>", "link": "",
    "signed": "", "sections": [], "not_sections": [], "meter": "month", "most": 2, "days": 0, "until": None,
}  # fmt: skip


class Site:
    """A pressed paper with one new article and many old ones, and its addresses."""

    def __init__(self, folder: Path, address: str, newsroom: MemoryNewsroom) -> None:
        self.folder, self.address, self.newsroom = folder, address, newsroom
        order = sorted(newsroom.articles.values(), key=lambda one: (one["published"], one["sequence"]), reverse=True)
        self.new, self.old = order[0], order[5:]

    def ask(self, *appeals: dict[str, object]) -> None:
        self.newsroom.put("campaign:en", {"language": "en", "appeals": list(appeals)} if appeals else None)
        press(self.folder, self.newsroom)

    def url(self, article: dict[str, object]) -> str:
        return f"{self.address}{article['path']}"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(window, "NEWEST", 1)
    newsroom = MemoryNewsroom(languages=("en",))
    # The worker looks for a new edition once a minute, and these tests press several.
    newsroom.put("settings", {**newsroom.value("settings"), "reader_worker": "off"})
    notice = {"id": "n1", "title": "Standing notice", "html": "<p>Since July.</p>", "link": ""}
    letter = {"title": "Standing letter", "html": "<p>We write on.</p>", "signed": ""}
    newsroom.put("paper:en", {**newsroom.value("paper:en"), "notice": notice, "letter": letter})
    newsroom.put("offer", json.loads(signed(make_offer())))
    newsroom.put("statement", json.loads(signed(make_statement())))
    for _ in range(9):
        newest = newsroom.articles[newsroom.publish()]
        newest["body"] = [{"type": "text", "html": "".join(f"<p>Paragraph {n}.</p>" for n in range(8))}]
        newsroom._write(newest["id"])
    press(tmp_path, newsroom)
    directory = str(tmp_path / "editions" / "current")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=directory)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(tmp_path, f"http://127.0.0.1:{server.server_port}", newsroom)
        server.shutdown()


@pytest.fixture
def page(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    context = browser.new_context()
    page = context.new_page()
    page.errors = []
    page.on("console", lambda one: page.errors.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: page.errors.append(str(one)))
    yield page
    assert page.errors == []
    context.close()


def asked(page: sync_api.Page, url: str) -> str:
    """What a reader is asked on a page, once the script has settled."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    shown = page.locator(".notice[open] strong, .letter h2")
    return " + ".join(shown.all_inner_texts())


def kept(page: sync_api.Page) -> dict[str, object]:
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


def test_an_old_page_gets_the_current_appeal_where_scripts_run(page: sync_api.Page, site: Site) -> None:
    assert asked(page, site.url(site.old[0])) == "Standing notice + Standing letter"
    assert kept(page) == {}, "whoever only reads leaves no trace"
    site.ask(LETTER)
    assert asked(page, site.url(site.new)) == "Winter letter"
    assert asked(page, site.url(site.old[0])) == "Winter letter"
    assert "Paragraph 3." in page.evaluate("document.querySelector('.letter').previousElementSibling.textContent")
    assert "$6,120 of $10,000 in November 2026" in page.locator(".letter").inner_text()
    page.click(".letter .give")
    assert page.url == f"{site.address}/en/support/index.html"


def test_an_appeal_is_shown_so_often_and_no_more(page: sync_api.Page, site: Site) -> None:
    site.ask(LETTER)
    found = [asked(page, site.url(one)) for one in (site.new, *site.old[:2])]
    assert found == ["Winter letter", "Winter letter", ""]
    assert list(json.loads(kept(page)["asking"])) == ["seen"], "which appeal, how often, when; never what was read"
    site.ask(LETTER | {"id": "spring", "most": 0, "days": 1})
    assert [asked(page, site.url(one)) for one in (site.old[0], site.new)] == ["Winter letter", ""]


def test_who_asks_not_to_be_asked_is_not_asked_and_can_take_it_back(page: sync_api.Page, site: Site) -> None:
    site.ask(LETTER | {"most": 0})
    asked(page, site.url(site.new))
    page.click("text=Never ask me")
    assert page.locator(".letter").count() == 0
    assert asked(page, site.url(site.old[0])) == "" and asked(page, f"{site.address}/en/index.html") == ""
    assert kept(page) == {"asking": '{"quiet":"never"}'}
    page.goto(f"{site.address}/en/support/index.html")
    page.click("text=Ask me again")
    assert kept(page) == {} and asked(page, site.url(site.new)) == "Winter letter"
    page.click("text=Do not ask me for a month")
    assert asked(page, site.url(site.new)) == ""
    page.evaluate("localStorage.asking = JSON.stringify({quiet: Math.floor(Date.now() / 864e5)})")
    assert asked(page, site.url(site.new)) == "Winter letter", "the month is over"


def test_a_closed_strip_stays_closed_and_another_one_is_shown(page: sync_api.Page, site: Site) -> None:
    strip = LETTER | {"place": "notice", "title": "Winter strip", "most": 0, "meter": ""}
    site.ask(strip)
    assert asked(page, site.url(site.old[0])) == "Winter strip"
    page.click(".notice summary")
    for _ in range(100):  # a browser tells of the closing a moment later
        if kept(page):
            break
        page.wait_for_timeout(50)
    assert [asked(page, site.url(one)) for one in (site.old[1], site.new)] == ["", ""]
    site.ask(strip | {"id": "spring", "title": "Spring strip"})
    assert asked(page, site.url(site.old[1])) == "Spring strip"


def test_a_gift_is_begun_on_a_mirror_and_leads_to_the_one_address(page: sync_api.Page, site: Site) -> None:
    page.route(
        "https://give.example/**",
        lambda route: route.fulfill(body="<h1>Where do you live?</h1>", content_type="text/html"),
    )
    page.goto(f"{site.address}/en/support/index.html")
    assert page.locator("label[for=once-500]").is_visible() and not page.locator("label[for=month-200]").is_visible()
    page.click("text=Monthly")
    page.click("label[for=month-200]")
    with page.expect_request("https://give.example/en/give") as sent:
        page.click("text=Continue")
    assert sent.value.method == "POST"
    assert sent.value.post_data == "currency=USD&every=month&amount_month=200&other="
    assert "referer" not in sent.value.headers
    page.wait_for_selector("text=Where do you live?")
    assert kept(page) == {} if page.url.startswith(site.address) else True


def test_a_spared_article_is_spared_by_the_script_too(page: sync_api.Page, site: Site) -> None:
    one = site.old[0]
    site.newsroom.articles[one["id"]]["no_appeals"] = True
    site.newsroom._write(one["id"])
    site.ask(LETTER)
    assert asked(page, site.url(one)) == ""
