"""The desk's own pages in a real browser: on the smallest phone, in both directions, asking nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tamizdat.project.children import Children
from tamizdat.project.ports import Door, find_free_port
from tamizdat.project.running import Running, start_newsroom, wait_until_open
from tests.desk.conftest import code_of
from tests.desk.furnish import PASSWORD
from tests.stories.commands import plain_environment, tamizdat

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(600)]
PICTURES = Path(__file__).parents[2] / "test-results"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A furnished newsroom that is served; its address, and vera's secret."""
    home = tmp_path_factory.mktemp("desk") / "lamp"
    tamizdat("init", home, "--name", "The Lamp", "--language", "en", "--language", "fa")
    furnish = [sys.executable, "-m", "tests.desk.furnish", str(home)]
    done = subprocess.run(furnish, capture_output=True, text=True, env=plain_environment(), cwd=ROOT, check=True)
    door = Door("newsroom", "127.0.0.1", find_free_port(), "")
    before = os.environ.get("TAMIZDAT_HOME", "")
    os.environ["TAMIZDAT_HOME"] = str(home)
    try:
        with Children(home) as children:
            start_newsroom(children, door, None)
            wait_until_open(Running(children), [door])
            yield door.address.rstrip("/"), done.stdout.split()[-1]
    finally:
        os.environ["TAMIZDAT_HOME"] = before


@pytest.fixture(scope="module")
def signed_in(desk: tuple[str, str], browser: Any) -> Any:
    """Cookies of vera."""
    address, secret = desk
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/login/")
    page.fill("input[name=login]", "vera")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.fill("input[name=code]", code_of(secret))
    page.click("main button")
    page.wait_for_url(f"{address}/")
    return page.context.storage_state()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_page_fits_and_asks_no_other_host(desk, browser, signed_in, width, language) -> None:
    address, _ = desk
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale=language, storage_state=signed_in, color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    ours = (address, "data:", "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(ours) else complaints.append(asked.url))
    page.goto(f"{address}/")
    embargo = page.locator(".desk-front a[href*='/embargo/']").first.get_attribute("href")
    person = "/rights/3/"
    for path in ("/", embargo, "/templates/", "/rights/", person):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "fa" else "ltr")
        PICTURES.mkdir(exist_ok=True)
        name = path.strip("/").partition("/")[0] or "front"
        page.screenshot(path=PICTURES / f"desk-{name}-{language}-{width}.png")
    assert complaints == []
    context.close()


def test_an_embargo_is_moved_by_a_thumb_and_told_on_the_article(desk, browser, signed_in) -> None:
    address, _ = desk
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en", storage_state=signed_in)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/")
    page.click("text=What the harbour commission found")
    page.fill("#id_lifts_at", "2031-05-06T07:08")
    page.click("text=Move the embargo")
    page.wait_for_selector("text=Under embargo until")
    assert "May 2031" in page.content() or "6 May" in page.content()
    context.close()
