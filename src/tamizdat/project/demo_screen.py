"""What the demo keeps on screen: addresses, login, the code of this moment, the edition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tamizdat.project.login import Login, current_code
from tamizdat.project.running import Running

SHORTEST = 5
"""Seconds that a printed code should still hold where the screen cannot be drawn again."""


class Screen:
    """Redrawn every second on a terminal; elsewhere plain lines, a new one for each new code."""

    def __init__(self, name: str, addresses: Sequence[tuple[str, str]], login: Login, folder: Path) -> None:
        self.name, self.addresses, self.login, self.folder = name, addresses, login, folder
        self.console = Console(highlight=False, soft_wrap=True)
        self.is_plain = not self.console.is_terminal
        self.live = Live(console=self.console, auto_refresh=False, transient=False)
        self.code = ""

    def __enter__(self) -> Self:
        if self.is_plain:
            for line in self._facts():
                print(line, flush=True)
        else:
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.is_plain:
            self.live.stop()
        print("Ending …" if kind is KeyboardInterrupt else "", flush=True)

    def show(self, running: Running, at: float) -> None:
        """Draw it as it is now."""
        code, left = current_code(self.login.secret, at)
        for note in running.take_notes():
            self._note(note)
        if not self.is_plain:
            self.live.update(self._draw(code, left, running), refresh=True)
        elif code != self.code and left >= SHORTEST:
            self.code = code
            print(f"second factor    {code}  (for {left} seconds)", flush=True)

    def _note(self, note: str) -> None:
        if self.is_plain:
            print(note, flush=True)
        else:
            self.live.console.print(Text(note, style="dim"))

    def _facts(self) -> list[str]:
        return [
            f"{self.name}: a demo newsroom in {self.folder}",
            *(f"{what:<16} {address}" for what, address in self.addresses),
            f"account          {self.login.name}",
            f"password         {self.login.password}",
            "Ctrl-C ends all of it; the same command starts it again.",
        ]

    def _draw(self, code: str, left: int, running: Running) -> Panel:
        table = Table.grid(padding=(0, 3))
        for what, address in self.addresses:
            table.add_row(Text(what, style="dim"), Text(address, style=f"bold link {address}"))
        table.add_row("", "")
        table.add_row(Text("account", style="dim"), Text(self.login.name, style="bold"))
        table.add_row(Text("password", style="dim"), Text(self.login.password, style="bold"))
        table.add_row(Text("second factor", style="dim"), _draw_code(code, left))
        table.add_row("", "")
        edition = f"{running.edition}, {running.pages:,} pages" if running.edition else "being pressed …"
        table.add_row(Text("edition", style="dim"), Text(edition))
        end = Text("\nCtrl-C ends all of it; the same command starts it again.", style="dim")
        return Panel(Group(table, end), title=self.name, subtitle=str(self.folder), padding=(1, 2), expand=False)


def _draw_code(code: str, left: int) -> Text:
    text = Text(f"{code[:3]} {code[3:]}", style="bold")
    text.append(f"   {left:>2} s left", style="red" if left < SHORTEST else "dim")
    return text
