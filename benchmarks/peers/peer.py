"""What all that are measured have in common: input is written, outputs are cleared, something changes, it is built."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.peers.articles import Article, make_article
from benchmarks.peers.measure import Command
from benchmarks.peers.source import texts

PEERS = Path(__file__).parents[1] / ".peers"
"""Where peers are installed, and where all work is done; git passes over it."""
SITES = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Watching:
    """A peer that goes on watching: how it is started, and what it says when it is ready."""

    command: Command
    ready: str
    address: str = ""
    """Where pages are asked for when they are in its memory only; else they are files of the output."""


class Peer:
    """One generator, with the archive of one size. Pages are named by their files in the output."""

    name = ""
    site = ""
    outputs: tuple[str, ...] = ()
    """What a build leaves behind; the first is the public tree."""
    template = ""
    shared: Mapping[str, str] = {}
    """Folders of the installation that are linked into the site."""
    reads_files = True
    """Is it given articles, or does it make them itself, into a database?"""
    by_digest = False
    """Are its files named by what is in them, so that a new file is a new content?"""

    def __init__(self, folder: Path, count: int) -> None:
        self.work, self.folder, self.count = folder, folder / self.site, count

    @property
    def is_written(self) -> bool:
        return self._note.exists()

    def note_written(self) -> None:
        """The archive is whole; how many articles were added to it since."""
        self._note.write_text("0")

    @property
    def _note(self) -> Path:
        return self.work / f"{self.site}.written"

    def next_new(self) -> Article:
        """The newest article, one more each time, also after a restart."""
        added = int(self._note.read_text())
        self._note.write_text(str(added + 1))
        return make_article(texts(), self.count + added)

    @property
    def output(self) -> Path:
        return self.folder / self.outputs[0]

    def install(self) -> None:
        """Fetch it into ``.peers``; does nothing when it is there."""
        raise NotImplementedError

    def write(self, articles: Iterable[Article]) -> None:
        """The templates, and every article as this peer reads it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(SITES / self.site, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        for name, goal in self.shared.items():
            (self.folder / name).symlink_to(PEERS / goal)
        for article in articles:
            self.put(article)

    def put(self, article: Article) -> None:
        """One article as a file."""
        file = self.source(article)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text(article), encoding="utf-8")

    def source(self, article: Article) -> Path:
        raise NotImplementedError

    def text(self, article: Article) -> str:
        raise NotImplementedError

    def page(self, article: Article) -> str:
        return f"{article.section}/{article.slug}/index.html"

    def clear(self) -> None:
        """As if nothing had been built before."""
        for name in self.outputs:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def build(self, *, again: bool = False) -> Command:
        """From nothing, or with what an earlier build left behind."""
        raise NotImplementedError

    def edited(self) -> Article:
        """The article whose text is changed: from the middle of the archive."""
        return make_article(texts(), self.count // 2)

    def edit(self, mark: str) -> str:
        """Change one article's text; gives its page."""
        article = self.edited()
        with self.source(article).open("a", encoding="utf-8") as file:
            file.write(f"\n{mark}\n")
        return self.page(article)

    def publish(self, mark: str) -> str:
        """One more article, the newest; gives its page."""
        article = self.next_new()
        self.put(article)
        with self.source(article).open("a", encoding="utf-8") as file:
            file.write(f"\n{mark}\n")
        return self.page(article)

    def change_footer(self, mark: str) -> str:
        """Change the template of all pages; gives one of them."""
        file = self.folder / self.template
        head, _, tail = file.read_text(encoding="utf-8").partition("<footer><p>")
        file.write_text(f"{head}<footer><p>{mark} {tail.rpartition(' © ')[2] if 'mark-' in tail else tail}")
        return self.page(self.edited())

    def settle(self) -> None:
        """What has to be done once before a build on top of an earlier one is measured."""

    def watching(self) -> Watching | None:
        """How it watches for changes, if it can."""
        return None

    def close(self) -> None:
        """End whatever was started beside the measured commands."""

    def told(self, said: str) -> dict[str, object]:
        """What it says of itself that belongs to the results."""
        return {}


def shows(peer: Peer, page: str, mark: str, address: str = "") -> bool:
    """Do readers see the change?"""
    if not address:
        file = peer.output / page
        return file.exists() and mark in file.read_text(encoding="utf-8")
    try:
        with urlopen(address + page.removesuffix("index.html"), timeout=10) as answer:
            return mark in answer.read().decode()
    except (URLError, OSError):
        return False


def front_matter(article: Article, **names: str) -> str:
    """The head of a Markdown file in YAML; a text holds nothing that would have to be escaped."""
    head = {
        "title": quoted(article.headline),
        "description": quoted(article.standfirst),
        "date": stamp(article.published),
        "author": quoted(article.author),
        "topics": "[" + ", ".join(map(quoted, article.topics)) + "]",
        **names,
    }
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in head.items()) + "---\n"


def quoted(text: str) -> str:
    return f'"{text}"'


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
