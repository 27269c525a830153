"""Tamizdat, measured as the others are. It runs from a copy of its package, so that a template can be changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.peers.articles import ADDRESS, NAME, Article
from benchmarks.peers.generators import ROOT
from benchmarks.peers.measure import Command
from benchmarks.peers.peer import Peer, Watching

COMMAND = "from tamizdat.project.command_line import main; main()"


class Tamizdat(Peer):
    """A newsroom's home; the press reads its database, not Markdown."""

    name, site = "Tamizdat", "tamizdat"
    outputs = ("home/editions", "home/press")
    reads_files = False
    by_digest = True
    helper: subprocess.Popen[str] | None = None

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def output(self) -> Path:
        return self.home / "editions" / "current"

    def install(self) -> None:
        """``make setup`` has done it."""

    def write(self, articles: Iterable[Article]) -> None:
        """It makes the same articles itself, as facts in the newsroom's database."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        spec = find_spec("tamizdat")
        package = Path(spec.origin or "").parent if spec else ROOT / "src" / "tamizdat"
        shutil.copytree(package, self.folder / "code" / "tamizdat", ignore=shutil.ignore_patterns("__pycache__"))
        self._run("init", str(self.home), "--name", NAME, "--address", ADDRESS).do()
        self._module("benchmarks.peers.newsroom", "fill", str(self.home), str(self.count)).do()

    def _run(self, *words: str) -> Command:
        return self._python("-c", COMMAND, *words)

    def _module(self, name: str, *words: str) -> Command:
        return self._python("-m", name, *words)

    def _python(self, *words: str) -> Command:
        path = f"{self.folder / 'code'}:{ROOT}"
        return Command((sys.executable, *words), self.folder, {"PYTHONPATH": path, "COLUMNS": "200"})

    def build(self, *, again: bool = False) -> Command:
        return self._run("press", "--home", str(self.home), "--json")

    def edit(self, mark: str) -> str:
        return self._ask("edit", mark)

    def publish(self, mark: str) -> str:
        return self._ask("publish", mark)

    def change_footer(self, mark: str) -> str:
        """Change the template of all pages; gives one of them."""
        pages = self.folder / "code" / "tamizdat" / "pages"
        file = next(one for one in sorted(pages.rglob("*.html")) if "</footer>" in one.read_text())
        text, _, rest = file.read_text().partition("</footer>")
        file.write_text(f"{text.partition('<p>mark-')[0]}<p>{mark}</p>\n</footer>{rest}")
        return self._edited_page()

    def _edited_page(self) -> str:
        self._start_helper()
        return self.edited_page

    def _start_helper(self) -> subprocess.Popen[str]:
        if self.helper is None:
            command = self._module("benchmarks.peers.newsroom", "change", str(self.home), str(self.count))
            self.helper = subprocess.Popen(
                command.words,
                cwd=command.folder,
                env=command.whole_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            self.edited_page = self._answer(self.helper)
        return self.helper

    def _ask(self, deed: str, mark: str) -> str:
        helper = self._start_helper()
        assert helper.stdin
        helper.stdin.write(json.dumps({"deed": deed, "mark": mark}) + "\n")
        helper.stdin.flush()
        return self._answer(helper)

    def _answer(self, helper: subprocess.Popen[str]) -> str:
        assert helper.stdout
        line = helper.stdout.readline()
        if not line:
            self.close()
            raise OSError("the newsroom could not be changed")
        return str(json.loads(line)["page"]).lstrip("/")

    def watching(self) -> Watching:
        """``press --watch`` where there is one, else the loop that ``serve`` runs."""
        if "--watch" in self._run("press", "--help").do():
            return Watching(self._run("press", "--watch", "--home", str(self.home), "--json"), "\n")
        return Watching(self._module("tamizdat.project.press_loop", "--home", str(self.home)), "\n")

    def told(self, said: str) -> dict[str, object]:
        report = json.loads(said.strip().splitlines()[-1])
        return {"written": report["written"], "press": report["seconds"], "map_root": report["map_root"][:16]}

    def close(self) -> None:
        if self.helper is not None:
            self.helper.kill()
            self.helper.communicate()
            self.helper = None
