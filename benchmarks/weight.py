"""What an article costs a reader: bytes as sent, beside the text that they came for.

    .venv/bin/python benchmarks/weight.py TREE                  # any public tree: editions/current of a home
    .venv/bin/python benchmarks/weight.py --import ninjs FILE   # imports FILE into a fresh newsroom, presses, measures

One line a language: the median article (of those that fit one page), as sent with gzip and headers; with brotli 11; its
words alone in brotli 11; and how many keep the promise of 1.6 × the words + 1,500 bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import brotli

from tamizdat.mirrors.answer import Request, answer
from tamizdat.mirrors.tree import PublicTree

MOST_SENT, TIMES, MORE, MOST_SCRIPT = 8_000, 1.6, 1_500, 4_000
TAGS = re.compile(r"<[^>]*>")


class Weight(NamedTuple):
    """Of one article on one page."""

    text: int
    """Its words alone: headline, standfirst, body, captions."""
    brotli: int
    sent: int
    """The page with gzip, and the head of the answer."""

    @property
    def limit(self) -> float:
        return TIMES * self.text + MORE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--import", dest="kind", help="kind of the source: ninjs, wordpress, ghost …")
    parser.add_argument("source", type=Path, help="a public tree, or what is imported")
    chosen = parser.parse_args()
    if not chosen.kind:
        return measure(chosen.source)
    with tempfile.TemporaryDirectory() as folder:
        return measure(press_archive(chosen.kind, chosen.source, Path(folder) / "home"))


def press_archive(kind: str, source: Path, home: Path) -> Path:
    """A newsroom of this archive alone."""
    program = str(Path(sys.executable).with_name("tamizdat"))
    for command in (
        ["init", home, "--name", "The Lamp"],
        ["import", kind, source, "--home", home],
        ["press", "--home", home],
    ):
        subprocess.run([program, *map(str, command)], check=True, stdout=subprocess.DEVNULL)
    return home / "editions" / "current"


def measure(folder: Path) -> int:
    """Print the table; 1 where the promise is broken."""
    tree, found, longer = PublicTree(folder), {}, 0
    for article in read_articles(folder):
        if article["kind"] == "page":
            continue
        if (folder / (article["path"].removesuffix(".html") + ".2.html").lstrip("/")).exists():
            longer += 1
            continue
        found.setdefault(article["language"], []).append(weigh(tree, folder, article))
    print("language  articles  sent gzip  brotli  text  limit  within")
    everything = [one for weights in found.values() for one in weights]
    for language, weights in [*sorted(found.items()), ("all", everything)]:
        middle = [int(median(one[at] for one in weights)) for at in range(3)]
        limit = int(TIMES * middle[0] + MORE)
        within = sum(one.brotli <= one.limit for one in weights)
        print(f"{language:8} {len(weights):9} {middle[2]:10} {middle[1]:7} {middle[0]:5} {limit:6} {within:7}")
    script = sent(tree, "/reader.js")
    feeds = max(len(file.read_bytes()) for ending in ("xml", "json") for file in folder.rglob(f"feed*.{ending}.gz"))
    print(f"\n{longer} articles are longer than a page. The script: {script} bytes as sent. The longest feed: {feeds}.")
    middle = [median(one[at] for one in everything) for at in range(3)]
    kept = middle[2] <= MOST_SENT and middle[1] <= TIMES * middle[0] + MORE and script <= MOST_SCRIPT
    return 0 if kept else 1


def read_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles that the edition was made from."""
    for file in sorted((folder / "facts" / "articles").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["value"]


def weigh(tree: PublicTree, folder: Path, article: dict[str, Any]) -> Weight:
    data = (folder / article["path"].lstrip("/")).read_bytes()
    return Weight(packed(bare_text(article).encode()), packed(data), sent(tree, article["path"]))


def packed(data: bytes) -> int:
    return len(brotli.compress(data, quality=11))


def sent(tree: PublicTree, path: str) -> int:
    """Head and body of the answer, as our own mirrors give it with gzip."""
    given = answer(tree, Request("GET", path, "gzip"))
    length = given.found.length if given.found else 0
    head = [f"{name}: {value}" for name, value in (*given.headers, ("content-length", length))]
    return len("\r\n".join(["HTTP/1.1 200 OK", *head, "", ""])) + length


def bare_text(article: dict[str, Any]) -> str:
    """What the reader came for, without any markup."""
    lead = article["picture"] or {}
    parts = [article["headline"], article["standfirst"], lead.get("alt", ""), lead.get("caption", "")]
    parts += (words for block in article["body"] for words in _words(block))
    return "\n".join(unescape(TAGS.sub(" ", one)) for one in parts if one)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        for name in ("html", "text", "caption", "alt", "cite", "title", "rows", "pictures"):
            yield from _words(value.get(name))


if __name__ == "__main__":
    sys.exit(main())
