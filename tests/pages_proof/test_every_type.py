"""One page of each type, in turn in each language: what judges from outside, a keyboard and a small screen find."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tamizdat.pages.paper import KINDS
from tamizdat.pages.style import read_rules
from tests.pages_proof.conftest import AXE, needs
from tests.pages_proof.judges import VNU, ask_axe, ask_vnu
from tests.pages_proof.paper import MOVED, one_of_each

ARTICLES = ("/en/2026/03/feature.html", "/fa/2026/03/news.html")
SHIFT = """() => new Promise(done => {
  let total = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { total += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  window.scrollTo(0, document.body.scrollHeight);
  setTimeout(() => done(total), 250);
})"""
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return { tag: one.tagName, href: one.getAttribute("href"), text: one.textContent.trim().slice(0, 30),
           seen: box.width > 1 && box.height > 1 && box.top < innerHeight && box.bottom > 0,
           outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href],button,summary,input,[tabindex='0']")]
  .filter(one => one.offsetParent !== null || getComputedStyle(one).position === "fixed").length"""

UNSTYLED = """rules => {
  const sheet = new CSSStyleSheet(), own = new Set(), missing = [];
  const name = one => one.constructor.name + (one.conditionText || "") + one.selectorText;
  const walk = (list, add, over = "") => [...list].forEach(one =>
    one.cssRules && !one.selectorText ? walk(one.cssRules, add, one.conditionText) : add(over + one.cssText, one));
  walk(document.styleSheets[0].cssRules, text => own.add(text));
  sheet.replaceSync(rules);
  walk(sheet.cssRules, (text, one) => {
    const states = /::?(after|before|first-letter|-webkit-[a-z-]+|hover|focus-visible|focus|checked)/g;
    const used = one.selectorText.replace(states, "").split(",").some(part => {
      try { return document.querySelector(part.trim() || "*"); } catch { return false; }
    });
    if (used && !own.has(text)) missing.push(text);
  });
  return missing;
}"""

pytestmark = pytest.mark.browser


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, site: str, tree: Path, scheme: str) -> None:
    rules = ["color-contrast"] if scheme == "dark" else None
    assert ask_axe(browser, site, one_of_each(tree), scheme=scheme, rules=rules) == []


@needs(VNU)
def test_the_checker_of_the_w3c_finds_no_error(tree: Path) -> None:
    assert ask_vnu(tree, one_of_each(tree)) == []


def test_a_keyboard_reaches_everything_and_shows_where_it_is(browser: Any, site: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    for path in ARTICLES:
        page.goto(site + path, wait_until="load")
        page.keyboard.press("Tab")
        first = page.evaluate(FOCUSED)
        assert first["href"] == "#text" and first["seen"], first
        count, seen = page.evaluate(REACHABLE), 1
        for _ in range(count + 5):
            page.keyboard.press("Tab")
            here = page.evaluate(FOCUSED)
            if here["tag"] == "BODY":
                break
            assert here["seen"] and here["outlined"], (path, here)
            seen += 1
        assert seen >= count, (path, seen, count)


def test_the_skip_link_leads_past_the_masthead(browser: Any, site: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(site + ARTICLES[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (640, 2)])
def test_nothing_scrolls_sideways_on_a_small_screen_or_at_twice_the_size(
    browser: Any, site: str, tree: Path, width: int, zoom: int
) -> None:
    """640 px at 200 % are 320 px of layout, and letters twice as large: both are asked for by WCAG 1.4.4 and 1.4.10."""
    page = browser.new_context(viewport={"width": width, "height": 700}, service_workers="block").new_page()
    wide = []
    for path in (one for one in one_of_each(tree) if one != MOVED):
        page.goto(site + path, wait_until="domcontentloaded")
        if zoom > 1:
            page.evaluate(f"document.documentElement.style.fontSize = '{zoom * 100}%'")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []


def test_a_page_has_every_rule_of_style_that_it_could_use(browser: Any, site: str, tree: Path) -> None:
    page = browser.new_context(java_script_enabled=True, service_workers="block").new_page()
    for path in (one for one in one_of_each(tree) if one != MOVED and ".text." not in one):
        page.goto(site + path, wait_until="domcontentloaded")
        kind = page.evaluate("document.body.className")
        rules = "".join(one.css for one in read_rules(KINDS.get(kind, (kind,))))
        assert page.evaluate(UNSTYLED, rules) == [], path


def test_nothing_moves_while_a_page_arrives(browser: Any, site: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    for path in (*ARTICLES, "/zh/index.html", "/ru/2026/03/gallery.html", "/en/latest/index.html"):
        page.goto(site + path, wait_until="load")
        assert page.evaluate(SHIFT) == 0, path


def test_lynx_shows_the_text_before_the_foot_and_every_link(tree: Path) -> None:
    if not shutil.which("lynx"):
        pytest.skip("no lynx: sh tests/install_debian_packages.sh")
    command = ["lynx", "-dump", "-display_charset=utf-8", "-assume_charset=utf-8"]
    for path, words in (("/en/2026/03/news.html", "lead line"), ("/ru/2026/03/interview.html", "одиннадцать человек")):
        said = subprocess.run([*command, str(tree / path[1:])], capture_output=True, check=True).stdout.decode()
        said = " ".join(said.split())
        assert words in said and said.index(words) < said.index("support/index.html"), said[:2000]
