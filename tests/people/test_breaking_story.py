"""From a phone to every mirror: a served newsroom, five mirrors, one form; and how long it takes."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest

from tamizdat.project.login import current_code
from tamizdat.project.ports import find_free_port
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, change_registry
from tests.stories.commands import tamizdat_json
from tests.stories.served import staying

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
MIRRORS = ("bern", "lima", "oslo", "riga", "suva")
HEADLINE = "All ferries stay in harbour"


def token(page: httpx.Response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]


def submit(browser: httpx.Client, address: str, **words: str) -> httpx.Response:
    page = browser.get(address)
    words["csrfmiddlewaretoken"] = token(page)
    return browser.post(
        address, data=words, headers={"Referer": str(page.url), "Origin": str(browser.base_url).rstrip("/")}
    )


def test_breaking_news_is_on_every_reachable_mirror_within_two_minutes(tmp_path: Path) -> None:
    home = tmp_path / "lamp"
    login = tamizdat_json("init", home, "--name", "The Lamp", "--language", "en")
    secret = re.search(r"secret=(\w+)", login["second_factor"])[1]
    (tmp_path / "gone").write_text("A file where a folder should be.")
    with change_registry(Home(home).mirrors) as held:
        for name in (*MIRRORS, "gone/x"):
            held[0] = held[0].put(Mirror(name.partition("/")[0], "folder", str(tmp_path / name)))
    ports = [find_free_port() for _ in range(2)]
    with staying("serve", "--home", home, "--newsroom-port", ports[0], "--public-port", ports[1]) as served:
        address = served.wait_for(r"newsroom +(http://\S+)", 240)[1].rstrip("/")
        until = time.monotonic() + 240
        while not all((tmp_path / name / "en" / "index.html").exists() for name in MIRRORS):
            assert time.monotonic() < until
            time.sleep(0.2)
        with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as phone:
            submit(phone, "/login/", login=login["account"], password=login["password"])
            submit(phone, "/login/code/", code=current_code(secret, time.time())[0])
            form = phone.get("/breaking/")
            section = re.search(r'<option value="(\d+)">English', form.text)[1]
            began = time.monotonic()
            answer = submit(
                phone, "/breaking/", section=section, headline=HEADLINE, text="The wind rose at noon. Nobody is hurt."
            )
            assert "Public in the newsroom" in answer.text
            took = {name: arrived(tmp_path / name, began) for name in MIRRORS}
            until = time.monotonic() + 180  # read back and noted by the push after it lies there
            while (state := phone.get(answer.url.path).text).count("✓ <bdi>") < len(MIRRORS):
                assert time.monotonic() < until, state
                time.sleep(0.5)
        print("breaking: seconds to each mirror", took)
        assert max(took.values()) < 120
        assert "✗ <bdi>gone</bdi>" in state
        assert served.end() == 0


def arrived(mirror: Path, began: float) -> float:
    """Seconds until the page of the news lies there, and until the front leads to it."""
    while time.monotonic() - began < 120:
        pages = list(mirror.glob("en/2*/*/all-ferries-stay-in-harbour*.html"))
        if pages and HEADLINE in (mirror / "en" / "index.html").read_text():
            return round(time.monotonic() - began, 1)
        time.sleep(0.1)
    return 1e9
