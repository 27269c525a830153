"""A pressed tree in Chromium: served by the plainest server, and from a disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom

pytestmark = [
    pytest.mark.browser,
]


class Quiet(SimpleHTTPRequestHandler):
    """A mirror that says nothing of who reads what."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    newsroom = MemoryNewsroom(3, ("en", "fa"))
    notice = {"id": "n1", "title": "No advertising", "html": "<p>Since July.</p>", "link": ""}
    for language in ("en", "fa"):
        newsroom.put(f"paper:{language}", {**newsroom.value(f"paper:{language}"), "notice": notice})
    for number in range(12):
        newest = newsroom.publish(("en", "fa")[number % 2])
        newsroom.articles[newest]["headline"] += " " + "L" * 240
        newsroom._write(newest)
    home = Home(tmp_path_factory.mktemp("browser"))
    Press(home, open_memory(home.press / "press.sqlite3")).press(Newsroom(newsroom.rows, ()), datetime.now(UTC))
    return home.editions / "current"


@pytest.fixture(scope="module")
def mirror(tree: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tree))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def wait_until_kept(page: Any) -> None:
    """Until the page's script has written down what the reader chose."""
    for _ in range(200):
        if page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing was written down")


def test_a_closed_notice_stays_closed_on_every_page(browser: Any, mirror: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{mirror}/en/index.html")
    page.click("details.notice summary")
    wait_until_kept(page)
    page.goto(f"{mirror}/en/latest/index.html")
    page.wait_for_selector("details.notice", state="hidden")
    assert page.evaluate("JSON.stringify(localStorage)") == '{"asking":"{\\"closed\\":\\"n1\\"}"}'
    assert context.cookies() == []


def test_a_notice_that_was_closed_before_the_script_came_stays_closed_too(browser: Any, mirror: str) -> None:
    page = browser.new_context(service_workers="block").new_page()
    late: list[Any] = []
    page.route("**/reader.js", lambda route: late.append(route))
    page.goto(f"{mirror}/en/index.html", wait_until="commit")
    page.click("details.notice summary")
    page.wait_for_selector("details.notice:not([open])", state="attached")
    late[0].continue_()
    wait_until_kept(page)
    page.unroute("**/reader.js")
    page.goto(f"{mirror}/en/latest/index.html")
    page.wait_for_selector("details.notice", state="hidden")


def test_without_scripts_the_notice_closes_for_that_view(browser: Any, tree: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"file://{tree}/fa/index.html")
    assert page.is_visible("details.notice")
    page.click("details.notice summary")
    assert not page.is_visible("details.notice")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/en/index.html", "/fa/index.html", "/fa/latest/index.html", "/en/check/index.html"])
def test_nothing_scrolls_sideways_whatever_the_words(browser: Any, mirror: str, path: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 700}).new_page()
    page.goto(mirror + path)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_front_page_asks_only_its_own_mirror_and_breaks_no_rule_of_its_own(browser: Any, mirror: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{mirror}/en/index.html", wait_until="networkidle")
    assert said == []
    assert asked and all(one.startswith(mirror) for one in asked)


def test_the_page_that_checks_says_what_it_found(browser: Any, mirror: str, tree: Path) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{mirror}/en/check/index.html#/en/latest/index.html")
    page.wait_for_selector("#verdict.current", timeout=20_000)
    words = page.inner_text("#verdict")
    assert "as signed" in words and "Edition 1" in words and "from this mirror itself" in words
    page.fill("#page", "/en/no-such-page.html")
    page.click("#go")
    page.wait_for_selector("#verdict.refused", timeout=20_000)
    assert "absent" in page.inner_text("#verdict")
