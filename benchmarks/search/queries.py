"""Questions to both indexes in Chromium: requests and bytes of each, and at which rank a known article stands."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

# The script in the page stops where assets/search.js does: enough is found, or four words together found something.
ASSETS = Path(__file__).parents[2] / "src" / "tamizdat" / "pages" / "assets"
KNOWN_ITEMS, COMMON = 40, ("congress", "health care", "climate change bill", "veterans", "budget")
OURS = """async ([text, deep]) => {
  const { look, showHits, wantedOf } = await import("/search-shards.js"), known = {};
  const fetchBytes = async (path) => new Uint8Array(await (await fetch("/" + path)).arrayBuffer());
  const read = async (path) => known[path] = known[path] || await fetchBytes(path);
  const index = JSON.parse(new TextDecoder().decode(await read("search/en/index.json")));
  let last = { hits: [] }, steps = 0;
  const wanted = wantedOf(text, index.endings);
  for await (const step of look(index, wanted, read)) {
    last = step;
    if (!deep && (steps++ >= 3 || step.hits.length >= 20 || (step.hits.length && wanted.length >= 4))) break;
  }
  const shown = await showHits(index, last.hits.slice(0, 10), text, read);
  return [shown.map((one) => one.headline), last.hits.length];
}"""
PAGEFIND = """async ([text]) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const found = await pagefind.search(text);
  const shown = await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
  return [shown.map((one) => one.meta.title), found.results.length];
}"""


class Counting(SimpleHTTPRequestHandler):
    """Notes what each answer weighs."""

    sent: list[tuple[str, int]] = []

    def send_header(self, keyword: str, value: str) -> None:
        if keyword.lower() == "content-length":
            self.sent.append((self.path, int(value)))
        super().send_header(keyword, value)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def known_items(folder: Path, size: int) -> list[tuple[str, str]]:
    """Some headlines, and what a reader may remember of each: its first six words, and its number."""
    wanted = set(Random(7).sample(range(size), KNOWN_ITEMS))
    found = []
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, size)):
            if number in wanted:
                headline = str(json.loads(line)["headline"])
                words = re.findall(r"\w+", headline)
                found.append((headline, " ".join([*words[:5], words[-1]])))
    return found


def ask_both(folder: Path, size: int, *, pagefind: bool) -> dict[str, Any]:
    """``queries_ours`` and ``queries_pagefind``."""
    from playwright.sync_api import sync_playwright

    for one in ASSETS.glob("search*.js"):
        shutil.copy(one, folder / "site")
    (folder / "site" / "empty.html").write_text("<!doctype html><title>empty</title>")
    with serving(folder / "site") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        programs = {"ours": OURS, **({"pagefind": PAGEFIND} if pagefind else {})}
        result = {f"queries_{name}": _ask(browser, site, program, folder, size) for name, program in programs.items()}
        browser.close()
    return result


def _ask(browser: Any, site: str, program: str, folder: Path, size: int) -> dict[str, Any]:
    items = known_items(folder, size)
    found = [_one(browser, site, program, words, deep=False) for _, words in items]
    ranks = [_rank(headline, shown) for (headline, _), (shown, *_) in zip(items, found, strict=True)]
    rest = {words: _one(browser, site, program, words, deep=False)[1:] for words in COMMON}
    deep = {words: _one(browser, site, program, words, deep=True)[1:] for words in COMMON[:2]}
    return {
        "at rank 1": sum(one == 1 for one in ranks), "at rank 1 to 3": sum(one <= 3 for one in ranks),
        "of": len(items), "requests": statistics.median(one[2] for one in found),
        "bytes": statistics.median(one[3] for one in found),
        "common (found, requests, bytes)": rest, "common, whole archive": deep,
    }  # fmt: skip


def _rank(headline: str, shown: list[str]) -> int:
    same = [at for at, one in enumerate(shown, 1) if one.rstrip("…") == headline[: len(one.rstrip("…"))]]
    return same[0] if same else 99


def _one(browser: Any, site: str, program: str, words: str, *, deep: bool) -> tuple[list[str], int, int, int]:
    """Headlines shown, how many are found, requests and bytes: of a reader who has nothing yet but the page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}empty.html")
    Counting.sent.clear()
    shown, count = page.evaluate(program, [words, deep])
    asked = [size for path, size in Counting.sent if not path.endswith("favicon.ico")]
    context.close()
    return shown, count, len(asked), sum(asked)
