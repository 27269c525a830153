"""A reader looks for something, in Chromium: in four languages, with the worker and without, and with scripts off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom

PICTURES = Path(__file__).parents[2] / "test-results"
pytestmark = [
    pytest.mark.browser,
]
TEXTS = {
    "ru": [
        ("Министр закрыл старый причал", "Паромы не ходят", "<p>Ещё вчера здесь стояли лодки.</p>"),
        ("Хлеб подорожал", "", "<p>О причале говорил министр, а о лодках никто.</p>"),
        ("Дождь", "", "<p>Ничего не случилось.</p>"),
    ],
    "fa": [
        ("کتاب‌های تازهٔ بندر", "", "<p>ناخدا می‌رود.</p>"),
        ("بندر بسته شد", "", "<p>در آنجا كتابي نبود.</p>"),
    ],
    "zh": [("港口的燈塔", "", "<p>船長回家了。</p>"), ("下雨", "", "<p>港口沒有燈。</p>")],
    "my": [("ဆိပ်ကမ်းမီးပြတိုက်", "", "<p>သင်္ဘော မရှိပါ။</p>")],
}


class Quiet(SimpleHTTPRequestHandler):
    """A mirror that notes what it is asked."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(unquote(self.path))
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    newsroom = MemoryNewsroom(3, ("en", *TEXTS))
    for language, texts in TEXTS.items():
        for headline, standfirst, html in texts:
            article = newsroom.articles[newsroom.publish(language)]
            article.update(headline=headline, standfirst=standfirst, body=[{"type": "text", "html": html}])
            newsroom.put(f"article:{article['id']}", article)
    for _ in range(210):
        newsroom.publish("en")
    home = Home(tmp_path_factory.mktemp("search"))
    Press(home, open_memory(home.press / "press.sqlite3")).press(Newsroom(newsroom.rows, ()), datetime.now(UTC))
    tree = home.editions / "current"
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tree))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 320, "height": 700}, service_workers="block")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if _is_bad(one) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def _is_bad(message: Any) -> bool:
    return message.type in ("error", "warning") and "blocked by Playwright" not in message.text


def seek(page: Any, words: str) -> list[str]:
    """Type, press Enter, and read the headlines."""
    page.fill("#words", words)
    page.evaluate("document.getElementById('found').removeAttribute('aria-busy')")
    page.press("#words", "Enter")
    page.wait_for_selector("#found[aria-busy=false]", state="attached")
    return [str(one) for one in page.locator("#found a").all_inner_texts()]


FOUND = {
    "ru": {
        "министром": ["Министр закрыл старый причал", "Хлеб подорожал"],
        "ПРИЧАЛ старом": ["Министр закрыл старый причал"],
        "лодка": ["Хлеб подорожал", "Министр закрыл старый причал"],
        "еще": ["Министр закрыл старый причал"],
        "мин": ["Министр закрыл старый причал", "Хлеб подорожал"],
        "причал дождь": [],
    },
    "fa": {
        "كتاب": ["کتاب‌های تازهٔ بندر", "بندر بسته شد"],
        "بندر": ["بندر بسته شد", "کتاب‌های تازهٔ بندر"],
        "میرود": ["کتاب‌های تازهٔ بندر"],
    },
    "zh": {"燈塔": ["港口的燈塔"], "港口": ["港口的燈塔", "下雨"], "船": ["港口的燈塔"], "塔燈": []},
    "my": {"မီးပြတိုက်": ["ဆိပ်ကမ်းမီးပြတိုက်"], "သင်္ဘော": ["ဆိပ်ကမ်းမီးပြတိုက်"]},
}


@pytest.mark.parametrize("language", FOUND)
def test_a_reader_finds_what_is_there_in_the_right_order(page: Any, mirror: str, language: str) -> None:
    page.goto(f"{mirror}/{language}/search/index.html")
    for words, found in FOUND[language].items():
        assert seek(page, words) == found, words
        assert page.inner_text("#said")


def test_what_is_typed_reaches_no_mirror_no_address_and_no_storage(page: Any, mirror: str) -> None:
    page.goto(f"{mirror}/ru/search/index.html", wait_until="networkidle")
    Quiet.asked.clear()
    seek(page, "министр причал")
    asked = [one for one in Quiet.asked if one != "/icon.svg"]  # the browser's own, whenever it likes
    assert asked and all(one.startswith("/search/ru/") for one in asked)
    assert urlsplit(page.url).path == "/ru/search/index.html" and page.url.endswith("index.html")
    assert page.evaluate("history.length") <= 2
    assert "министр" not in page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")


def test_with_the_keyboard_alone_one_comes_from_the_box_to_an_article_and_further(page: Any, mirror: str) -> None:
    page.goto(f"{mirror}/en/search/index.html")
    page.focus("#words")
    page.keyboard.type("lantern ")
    page.keyboard.press("Enter")
    page.wait_for_selector("#further:not([hidden])")
    assert page.locator("#found li").count() == 10
    page.focus("#further")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found li:nth-child(11)")
    assert page.evaluate("document.activeElement.closest('#found') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/2026/**")
    assert page.locator("article h1").count() == 1


def test_headlines_come_before_texts_and_newer_before_older(page: Any, mirror: str) -> None:
    page.goto(f"{mirror}/en/search/index.html")
    seek(page, "lantern ")
    shown = page.evaluate("[...document.querySelectorAll('#found a')].map(one => [one.textContent, one.href])")
    numbers = [int(href.rpartition("-")[2].removesuffix(".html")) for _, href in shown]
    assert len(numbers) == 10
    assert all("lantern" in headline for headline, _ in shown)
    assert numbers == sorted(numbers, reverse=True)


@pytest.fixture
def line(browser: Any) -> Iterator[tuple[Any, Line]]:
    """A page, and the line to its mirror, which can be held up and cut."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    line = Line()
    page.route("**/search/**/*.*", line.take)
    yield page, line
    context.close()


class Line:
    """Holds up, cuts or passes on what is asked for under an address."""

    def __init__(self) -> None:
        self.held: list[Any] = []
        self.holds = self.cuts = "nothing"

    def take(self, route: Any) -> None:
        if self.holds in route.request.url:
            self.held.append(route)
        elif self.cuts in route.request.url:
            route.abort()
        else:
            route.continue_()

    def wait(self, page: Any) -> None:
        while not self.held:
            page.wait_for_timeout(20)
        self.holds = "nothing"


@pytest.mark.parametrize("is_cut", [True, False])
@pytest.mark.parametrize("held", ["/head/", "/cards/"])
def test_what_becomes_of_an_abandoned_search_says_nothing_of_the_one_that_is_shown(
    line: tuple[Any, Line], mirror: str, held: str, is_cut: bool
) -> None:
    page, mirror_line = line
    page.goto(f"{mirror}/en/search/index.html")
    mirror_line.holds = held
    page.fill("#words", "lantern ")
    page.press("#words", "Enter")
    mirror_line.wait(page)
    shown = seek(page, "tide quay ")
    said = page.inner_text("#said")
    for route in mirror_line.held:
        route.abort() if is_cut else route.continue_()
    page.wait_for_timeout(400)
    assert shown and [str(one) for one in page.locator("#found a").all_inner_texts()] == shown
    assert page.inner_text("#said") == said and page.get_attribute("#found", "aria-busy") == "false"


def test_after_a_failure_one_can_go_on(line: tuple[Any, Line], mirror: str) -> None:
    page, mirror_line = line
    page.goto(f"{mirror}/ru/search/index.html")
    mirror_line.cuts = "/text/"
    assert seek(page, "министром") == ["Министр закрыл старый причал"]
    failed = page.inner_text("#said")
    page.click("#further")
    page.wait_for_selector("#further:not([hidden])")
    assert page.inner_text("#said") == failed
    mirror_line.cuts = "nothing"
    page.click("#further")
    page.wait_for_selector("#found li:nth-child(2)")
    found = ["Министр закрыл старый причал", "Хлеб подорожал"]
    assert [str(one) for one in page.locator("#found a").all_inner_texts()] == found
    assert page.inner_text("#said") != failed and page.is_hidden("#further")


def test_the_worker_gives_the_index_checked(browser: Any, mirror: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{mirror}/fa/search/index.html")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.reload()
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    Quiet.asked.clear()
    assert seek(page, "کتاب ") == ["کتاب‌های تازهٔ بندر", "بندر بسته شد"]
    assert not [one for one in Quiet.asked if one.startswith("/search/")]
    assert [one for one in Quiet.asked if one.startswith("/o/")]
    context.close()


@pytest.mark.parametrize("language", ["ru", "fa"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits_and_is_written_in_its_own_direction(page: Any, mirror: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{mirror}/{language}/search/index.html")
    seek(page, {"ru": "министр", "fa": "کتاب"}[language])
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"search-{language}-{width}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(words).direction") == ("rtl" if language == "fa" else "ltr")
    assert page.locator("label[for=words]").inner_text() and page.get_attribute("#said", "role") == "status"


def test_with_scripts_off_every_article_is_four_clicks_away_from_the_search_page_and_from_the_front(
    browser: Any, mirror: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{mirror}/en/search/index.html")
    assert not page.is_visible("#seek") and page.is_visible("noscript p")
    page.click("nav.ways a[href*='latest']")
    page.click("nav.numbers a:last-child")
    page.locator("main .lines a").last.click()
    page.wait_for_load_state()
    assert page.locator("article h1").count() == 1
    context.close()
