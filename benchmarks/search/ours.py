"""Our index of ``articles.jsonl``, in one process: page facts into SQLite as the press keeps them, then every segment.

python -m benchmarks.search.ours FOLDER
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.pages.output import Output
from tamizdat.pages.search.endings import endings_of
from tamizdat.pages.search.page_words import heads_of, words_of
from tamizdat.pages.search.print_index import print_search_cards, print_segment
from tamizdat.pages.search.segments import BITS, ON_A_PAGE, segments

NAME = "latest:en"


class Index:
    """The facts of one language, and the files that are made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts = sqlite3.connect(folder / "facts.sqlite3", isolation_level=None)
        self.facts.execute("PRAGMA synchronous = OFF")
        self.facts.execute("CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")

    def ask(self, name: str) -> Any:
        if name == "settings":
            return {"time_zone": "UTC"}
        row = self.facts.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, name: str, value: Any) -> None:
        self.facts.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, canonical_json(value).decode()))

    def derive(self, page: int, articles: list[dict[str, Any]]) -> None:
        """The facts of one list page."""
        self.put(f"heads:{NAME}/{page}", heads_of("en", enumerate(articles)))
        self.put(f"words:{NAME}/{page}", words_of("en", enumerate(articles)))
        for one in articles:
            self.put(f"card:{one['id']}", {key: value for key, value in one.items() if key != "body"})

    def write(self, outputs: list[Output]) -> int:
        """Files that are others than before; returns how many."""
        changed = 0
        for one in outputs:
            file = self.folder / "site" / one.path[1:]
            if file.exists() and digest(file.read_bytes()) == digest(one.data):
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(one.data)
            changed += 1
        return changed

    def write_start(self, pages: int) -> None:
        value = {"endings": endings_of("en").value(), "format": "tamizdat-search-v1", "language": "en", "pages": pages}
        self.write([Output("/search/en/index.json", canonical_json(value), "")])


def read_pages(folder: Path) -> Iterator[list[dict[str, Any]]]:
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        while page := [json.loads(one) for one in islice(lines, ON_A_PAGE)]:
            yield page


def measure(folder: Path) -> dict[str, Any]:
    """Seconds of each stage; what one new, one edited and one withdrawn article cost afterwards."""
    index, started = Index(folder), time.perf_counter()
    pages = 0
    index.facts.execute("BEGIN")
    for page in read_pages(folder):
        pages += 1
        index.derive(pages, page)
    index.facts.execute("COMMIT")
    derived = time.perf_counter()
    parts = [one for field in BITS for one in segments(field, pages)]
    for one in parts:
        index.write(print_segment(one.field, f"en/{one.name}", index.ask))
    for number in range(1, pages + 1):
        index.write(print_search_cards(f"en/{number}", index.ask))
    index.write_start(pages)
    done = time.perf_counter()
    return {
        "seconds": round(done - started, 2), "deriving": round(derived - started, 2), "segments": len(parts),
        "edit": change(index, folder, 1, correct),
        "withdraw": change(index, folder, 1, lambda page: page.pop(1)),
        "new": change(index, folder, pages, lambda page: page.append({**page[-1], "id": "n" * 13})),
    }  # fmt: skip


def correct(page: list[dict[str, Any]]) -> None:
    """Another headline for the first article."""
    page[0] = {**page[0], "headline": "A quayside correction of 0"}


def change(index: Index, folder: Path, number: int, work: Any) -> dict[str, float]:
    """One article of a list page is another: processor seconds until its files are right, and how many these are."""
    page = next(islice(read_pages(folder), number - 1, None))
    other = page[:-1] if len(page) == ON_A_PAGE and number > 1 else list(page)
    work(other)
    cost = _put(index, folder, number, other)
    _put(index, folder, number, page)
    return cost


def _put(index: Index, folder: Path, number: int, page: list[dict[str, Any]]) -> dict[str, float]:
    pages = -(-sum(1 for _ in (folder / "articles.jsonl").open()) // ON_A_PAGE)
    started = time.process_time()
    index.derive(number, page)
    parts = [one for field in BITS for one in segments(field, pages) if number in one.pages]
    files = sum(index.write(print_segment(one.field, f"en/{one.name}", index.ask)) for one in parts)
    files += index.write(print_search_cards(f"en/{number}", index.ask))
    return {"cpu": round(time.process_time() - started, 3), "files": files}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
