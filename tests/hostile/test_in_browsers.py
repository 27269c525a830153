"""The service worker in real browsers: whatever mirrors do, a reader is shown our words or none."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile.browsers import Browser, running_browser
from tests.hostile.cases import CASES, Case, Site
from tests.hostile.mirror import dead
from tests.hostile.scenes import Stage, staged, tellings

pytestmark = [pytest.mark.browser, pytest.mark.long]

READY = "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
ASK = """new Promise((resolve) => {
  const line = new MessageChannel();
  line.port1.onmessage = (event) => resolve(event.data);
  navigator.serviceWorker.controller.postMessage(%s, [line.port2]);
})"""


def ask(browser: Browser, **question: str) -> dict[str, Any]:
    """What the worker answers."""
    return browser.run(ASK % json.dumps(question))


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    with running_browser(request.param) as running:
        yield running


def visit_honestly(browser: Browser, stage: Stage) -> None:
    """The first visit: the worker comes, and learns the root, the versions and the list of mirrors."""
    browser.tell("open")
    browser.tell("goto", url=stage.origin.address + "en/index.html")
    until = time.monotonic() + 20
    while not browser.run(READY):
        assert time.monotonic() < until, "the worker did not come"
        browser.tell("goto", url=stage.origin.address + "en/index.html")
    browser.tell("goto", url=stage.origin.address + "en/latest/index.html")


def come_back_later(browser: Browser) -> None:
    """The worker keeps in mind for a minute what it has just heard; so long nobody waits here."""
    ask(browser, ask="again")


def read(browser: Browser, stage: Stage) -> tuple[str, str, dict[str, Any]]:
    """The text and the title that the reader sees, and what the worker says of it."""
    browser.tell("goto", url=stage.origin.address + stage.path[1:], timeout=90_000)
    text = browser.run("document.body.innerText + ' ' + document.documentElement.outerHTML.length")
    state = ask(browser, ask="state", path=stage.path)
    return text, browser.run("document.title"), state


@pytest.mark.timeout(150)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reader_sees_our_words_or_none(browser: Browser, case: Case) -> None:
    with staged(case) as stage:
        try:
            visit_honestly(browser, stage)
            stage.turn_bad()
            come_back_later(browser)
            text, title, state = read(browser, stage)
            assert tellings(text) == ({case.shown} if case.shown else set()), text[:400]
            assert state["verdict"] == case.verdict, state
            assert state["from"] == case.source, state
            assert title not in ("stolen", "Blocked")
            assert len(text.strip()) > 80, "a blank page"
            assert browser.run("document.cookie") == ""
            assert browser.run("document.contentType") == "text/html", "a type is the map's, not a server's"
            check_requests(stage)
        finally:
            browser.tell("close")


def test_an_older_list_steers_nobody(browser: Browser) -> None:
    """The newest edition, and among its targets a list that the newsroom signed before the one that the reader has."""
    with staged(Case("an older list", Site(3), (Site(3),), 3, "current")) as stage:
        try:
            visit_honestly(browser, stage)
            stage.turn_bad()
            stage.steer(stage.evil.address, version=1)
            come_back_later(browser)
            assert tellings(read(browser, stage)[0]) == {3}
            time.sleep(0.5)  # it learns after the page was shown
            stage.origin.trick = dead
            come_back_later(browser)
            text, _, state = read(browser, stage)
            assert (tellings(text), state["from"]) == ({3}, "mirror")
            assert stage.evil.asked == []
        finally:
            browser.tell("close")


def check_requests(stage: Stage) -> None:
    """Nobody learns anything of the reader but which objects are asked for; nobody outside is asked at all."""
    for place in [stage.origin, *stage.mirrors]:
        for _, path, headers in place.asked:
            names = {name.lower(): value for name, value in headers.items()}
            assert "cookie" not in names, path
            assert "referer" not in names, path
            if not path.startswith(("/tuf/", "/o/", "/worker.js")):
                pytest.fail(f"asked for {path} by name: only what is named by digest can be had whole")
    assert stage.evil.asked == [], "a redirect was followed"
