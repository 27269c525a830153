"""Live coverage and sound in Chromium: from the edition alone, through the worker, with and without scripts."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.shell.home import Home
from tests.browser.reading import ASK
from tests.chromium import running_chromium
from tests.pages.test_browser import Quiet
from tests.press.test_formats import Newsroom as WithFormats

pytestmark = [
    pytest.mark.browser,
]
SPEECH = Path(__file__).parents[1] / "newsroom" / "media" / "speech.mp3"


class Switched(Quiet):
    """A mirror that can go away for a while."""

    is_away = False

    def do_GET(self) -> None:
        if Switched.is_away:
            self.send_error(503)
        else:
            super().do_GET()


@pytest.fixture(scope="module")
def newsroom() -> WithFormats:
    newsroom = WithFormats()
    newsroom.change_live(range(23))
    data = SPEECH.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    newsroom.renditions[f"{digest}.mp3"] = data
    newsroom.articles[newsroom.episode]["recording"] |= {"digest": digest, "bytes": len(data)}
    newsroom._write(newsroom.episode)
    return newsroom


@pytest.fixture(scope="module")
def mirror(newsroom: WithFormats, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = Home(tmp_path_factory.mktemp("formats"))
    home.renditions.mkdir(parents=True)
    for name, data in newsroom.renditions.items():
        (home.renditions / name).write_bytes(data)
    Press(home, open_memory(home.press / "press.sqlite3")).press(Newsroom(newsroom.rows, ()), datetime.now(UTC))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Switched, directory=str(home.editions / "current"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with running_chromium("--autoplay-policy=no-user-gesture-required") as browser:
        yield browser


def test_sound_is_loaded_when_it_is_played_and_is_checked_by_the_worker(
    browser: Any, mirror: str, newsroom: WithFormats
) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{mirror}{newsroom.articles[newsroom.episode]['path']}")
    assert not [one for one in asked if "/media/" in one], "nothing before the reader asks for it"
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    lasts = page.evaluate(
        """async () => {
          const sound = document.querySelector("audio");
          await sound.play();
          return sound.duration;
        }"""
    )
    assert 1.5 < lasts < 2.5
    assert [one for one in complaints if "Content Security" in one or "media" in one] == []


PIECES = """async ([path, ...ranges]) => Promise.all(ranges.map(async (range) => {
  const answer = await fetch(path, { headers: { Range: range } }), bytes = new Uint8Array(await answer.arrayBuffer());
  return [answer.status, answer.headers.get("Content-Range"), Array.from(bytes.slice(0, 4)), bytes.length];
}))"""


def test_the_worker_gives_sound_in_the_pieces_that_some_browsers_insist_on(
    browser: Any, mirror: str, newsroom: WithFormats
) -> None:
    data = SPEECH.read_bytes()
    page = browser.new_context().new_page()
    page.goto(f"{mirror}{newsroom.articles[newsroom.episode]['path']}")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.reload()
    path, total = page.get_attribute("audio", "src") or page.get_attribute("audio source", "src"), len(data)
    ranges = ["bytes=0-1", "bytes=4-", f"bytes=8-{total + 90}", f"bytes={total}-", "bytes=5-3", "bytes=-4"]
    two, rest, beyond, *others = page.evaluate(PIECES, [path, *ranges])
    assert two == [206, f"bytes 0-1/{total}", list(data[:2]), 2]
    assert rest == [206, f"bytes 4-{total - 1}/{total}", list(data[4:8]), total - 4]
    assert beyond == [206, f"bytes 8-{total - 1}/{total}", list(data[8:12]), total - 8]
    assert others == [[200, None, list(data[:4]), total]] * 3, (
        "what is no piece of it is answered whole (RFC 9110, 14.2)"
    )
    at = page.evaluate(
        """async () => {
          const sound = document.querySelector("audio");
          await sound.play();
          sound.pause();
          sound.currentTime = 1.2;
          await new Promise(resolve => sound.addEventListener("seeked", resolve, { once: true }));
          return sound.currentTime;
        }"""
    )
    assert at == 1.2


@pytest.fixture
def listener(browser: Any, mirror: str, newsroom: WithFormats) -> Iterator[Any]:
    """The page of an episode, behind the worker."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{mirror}{newsroom.articles[newsroom.episode]['path']}")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.reload()
    yield page
    Switched.is_away = False
    context.close()


def test_sound_of_a_kept_page_comes_in_pieces_when_every_address_is_blocked(
    listener: Any, newsroom: WithFormats
) -> None:
    data = SPEECH.read_bytes()
    listener.evaluate(ASK, {"ask": "keep", "path": newsroom.articles[newsroom.episode]["path"]})
    listener.evaluate(ASK, {"ask": "again"})
    Switched.is_away = True
    ranges = ["bytes=0-1", "bytes=4-"]
    two, rest = listener.evaluate(PIECES, [listener.get_attribute("audio", "src"), *ranges])
    assert two == [206, f"bytes 0-1/{len(data)}", list(data[:2]), 2]
    assert rest == [206, f"bytes 4-{len(data) - 1}/{len(data)}", list(data[4:8]), len(data) - 4]


def test_what_is_missing_stays_missing_however_often_a_player_asks(listener: Any) -> None:
    for _ in range(2):
        ((status, part, *_),) = listener.evaluate(PIECES, ["/media/none.mp3", "bytes=0-1"])
        assert (status, part) == (404, None)


def test_live_coverage_asks_for_itself_again_only_without_scripts(
    browser: Any, mirror: str, newsroom: WithFormats
) -> None:
    address = f"{mirror}{newsroom.articles[newsroom.live]['path']}"
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(address)
    assert (
        plain.locator("noscript meta[http-equiv=refresh]").count() + plain.locator("meta[http-equiv=refresh]").count()
    )
    scripted = browser.new_context().new_page()
    scripted.goto(address)
    assert scripted.locator("meta[http-equiv=refresh]").count() == 0
    newest = scripted.locator("h2.when a").first
    newest.click()
    scripted.wait_for_load_state()
    assert scripted.evaluate("document.querySelector(location.hash) !== null"), "an entry's address lasts"
