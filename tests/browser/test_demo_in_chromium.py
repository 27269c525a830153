"""The demo in a real browser, from the embedded server, with the headers that mirrors send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tamizdat.project.children import Children
from tamizdat.project.ports import Door, find_free_port
from tamizdat.project.running import Running, start_site, wait_until_open
from tests.demo_made import made_demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]  # whoever comes first makes the demo
PICTURES = Path(__file__).parents[2] / "test-results"
"""What the pages looked like; git ignores it."""
WIDTHS = (320, 1280)
ALL_PICTURES = "Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode(); }))"
BROKEN_OFF = "net::ERR_ABORTED"
"""The browser itself gave a request up, because the page was left. What a policy forbids is told in other words."""
NEXT_ROOT = "/tuf/2.root.json"
"""A verifier asks for the root after the one that it knows; that there is none is no complaint."""


@dataclass
class Seen:
    """A tab, and everything that a reader or the newsroom should hear of."""

    page: Any
    site: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        answer = self.page.goto(self.site + path, wait_until="load")
        assert answer.status == 200, path
        return self.page

    def foreign(self) -> list[str]:
        return [one for one in self.asked if not one.startswith((self.site, "data:", "blob:"))]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_demo(tmp_path_factory) / "editions" / "current"


@pytest.fixture(scope="module")
def site(tree: Path) -> Iterator[str]:
    door = Door("site", "127.0.0.1", find_free_port(), "")
    with Children(tree) as children:
        start_site(children, door, tree)
        wait_until_open(Running(children), [door])
        yield door.address


def look(browser: Any, site: str, **settings: Any) -> Seen:
    """A new tab with nothing remembered, that notes what goes wrong and what is asked of whom."""
    page = browser.new_context(**settings).new_page()
    seen = Seen(page, site)
    page.on("console", lambda said: _note(seen, said.type in ("error", "warning"), said.location["url"], said.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("requestfailed", lambda one: _note(seen, one.failure != BROKEN_OFF, one.url, str(one.failure)))
    page.on("response", lambda one: _note(seen, one.status >= 400, one.url, str(one.status)))
    page.on("request", lambda request: seen.asked.append(request.url))
    return seen


def _note(seen: Seen, is_bad: bool, where: str, what: str) -> None:
    if is_bad and not where.endswith(NEXT_ROOT):
        seen.complaints.append(f"{where}: {what}")


def an_article(tree: Path, language: str) -> str:
    """The heaviest article of a language: with pictures, a letter, quotations."""
    found = max(tree.glob(f"{language}/2*/*/*.html"), key=lambda file: file.stat().st_size)
    return str(found.relative_to(tree))


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_front_list_and_article_fit_and_nothing_is_refused(
    browser: Any, site: str, tree: Path, language: str, scheme: str, width: int
) -> None:
    seen = look(browser, site, viewport={"width": width, "height": 800}, color_scheme=scheme)
    PICTURES.mkdir(exist_ok=True)
    for name, path in (
        ("front", f"{language}/"),
        ("latest", f"{language}/latest/"),
        ("article", an_article(tree, language)),
        ("support", f"{language}/support/"),
    ):
        page = seen.open(path)
        page.evaluate(ALL_PICTURES)
        page.screenshot(path=PICTURES / f"{name}-{language}-{scheme}-{width}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, path
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "fa" else "ltr")
    page.context.close()
    assert seen.complaints == []
    assert seen.foreign() == []


def test_a_reader_finds_an_article_by_links_alone_with_scripts_off(browser: Any, site: str) -> None:
    seen = look(browser, site, java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = seen.open("")
    page.locator("main a[href*='/2']").first.click()
    page.wait_for_load_state()
    assert page.locator("article h1").count() == 1
    assert len(page.locator("article p").all()) >= 2
    page.screenshot(path=PICTURES / "article-scripts-off.png", full_page=True)
    page.context.close()
    assert seen.complaints == []
    assert seen.foreign() == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_notice_can_be_closed_and_stays_closed_where_scripts_run(browser: Any, site: str, scripts: bool) -> None:
    seen = look(browser, site, java_script_enabled=scripts)
    page = seen.open("en/")
    notice = page.locator("details.notice")
    if not notice.count():
        pytest.fail("the demo has a notice to close")
    assert notice.get_attribute("open") is not None
    notice.locator("summary").click()
    assert notice.get_attribute("open") is None
    page.reload()
    assert (page.locator("details.notice").get_attribute("open") is None) is scripts
    assert page.context.cookies() == []
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_reader_checks_a_page_in_the_browser_and_it_is_current(
    browser: Any, site: str, tree: Path, language: str
) -> None:
    seen = look(browser, site)
    page = seen.open(f"{language}/check/#/{an_article(tree, language)}")
    verdict = page.locator("#verdict:is(.current, .stale, .refused, .unable)")
    verdict.wait_for()
    assert "current" in str(verdict.get_attribute("class")).split(), verdict.inner_text()
    page.screenshot(path=PICTURES / f"check-{language}.png", full_page=True)
    page.context.close()
    assert seen.complaints == []
    assert seen.foreign() == []


def test_a_page_that_is_not_there_says_so_and_leads_home(browser: Any, site: str) -> None:
    page = browser.new_context().new_page()
    answer = page.goto(f"{site}en/2026/03/no-such-page.html")
    assert answer.status == 404
    page.screenshot(path=PICTURES / "missing.png")
    page.locator("main a").first.click()
    page.wait_for_load_state()
    assert page.url.startswith(site)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 200
    page.context.close()
