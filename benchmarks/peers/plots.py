"""Plots as SVG, from the results alone: they can be read on light and on dark ground, and hold no program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path

from benchmarks.peers.figures import OURS, PEERS, Figures

COLOURS = ("#d1495b", "#2a7fba", "#3d9a5f", "#c9861a", "#8a63c9")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 70, 150, 40, 50
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}.grid{stroke:#8884;stroke-width:1}"
    "path.line{fill:none;stroke-width:2.5}@media(prefers-color-scheme:dark){text{fill:#ddd}}"
)
Point = tuple[float, float]
Series = dict[str, list[Point]]


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a point lies; both axes go by powers of ten."""

    columns: range
    rows: range

    @classmethod
    def that_holds(cls, series: Series) -> Paper:
        points = [point for line in series.values() for point in line]
        return cls(_axis([x for x, _ in points]), _axis([y for _, y in points]))

    def at(self, x: float, y: float) -> Point:
        across = (log10(x) - self.columns[0]) / (self.columns[-1] - self.columns[0])
        up = (log10(y) - self.rows[0]) / (self.rows[-1] - self.rows[0])
        right, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return round(LEFT + across * right, 1), round(HEIGHT - BOTTOM - up * high, 1)


def _axis(values: list[float]) -> range:
    low, high = floor(log10(min(values)) + 1e-9), ceil(log10(max(values)) - 1e-9)
    return range(low, max(high, low + 1) + 1)


def plot(title: str, unit: str, series: Series) -> str:
    """Lines over the number of articles."""
    paper = Paper.that_holds(series)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
    parts = [f"<style>{STYLE}</style>", *_grid(paper, title, unit), *_lines(paper, series)]
    return head + "\n".join(parts) + "</svg>\n"


def _grid(paper: Paper, title: str, unit: str) -> Iterator[str]:
    edge = WIDTH - RIGHT
    yield f'<text x="{LEFT}" y="22" style="font-weight:600">{title}</text>'
    yield f'<text x="{edge}" y="22" text-anchor="end">{unit}</text>'
    yield f'<text x="{edge}" y="{HEIGHT - 8}" text-anchor="end">articles</text>'
    for power in paper.rows:
        x, y = paper.at(10.0 ** paper.columns[0], 10.0**power)
        yield f'<path class="grid" d="M{x} {y}H{edge}"/>'
        yield f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{_say(power)}</text>'
    for power in paper.columns:
        x, y = paper.at(10.0**power, 10.0 ** paper.rows[0])
        yield f'<text x="{x}" y="{y + 20}" text-anchor="middle">{_say(power)}</text>'


def _lines(paper: Paper, series: Series) -> Iterator[str]:
    """Each with its name at its end; names that would meet stand below each other."""
    lowest = 0.0
    for name, line in sorted(series.items(), key=lambda item: paper.at(*item[1][-1])[1]):
        colour = COLOURS[PEERS.index(name)]
        places = [paper.at(*point) for point in line]
        yield f'<path class="line" stroke="{colour}" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>' for x, y in places)
        lowest = max(places[-1][1] + 4, lowest + 16)
        yield f'<text x="{places[-1][0] + 10}" y="{lowest}" style="fill:{colour}">{name}</text>'


def _say(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}"


def draw_plots(figures: Figures, folder: Path) -> None:
    """The pictures of docs/benchmarks.md."""
    of: dict[str, tuple[str, str, Callable[[int, str], float | None]]] = {
        "clean": ("A clean build", "pages a second", figures.pages_a_second),
        "edit": ("One article changed, cold start", "seconds", lambda n, p: figures.of(n, "edit", p, "wall")),
        "watch": ("One article changed, while watching", "seconds", lambda n, p: figures.of(n, "watch", p, "wall")),
        "memory": ("Memory of a clean build", "MB", lambda n, p: figures.of(n, "clean", p, "memory")),
    }
    for name, (title, unit, ask) in of.items():
        lines = {peer: [(float(n), value) for n in figures.sizes() if (value := ask(n, peer))] for peer in PEERS}
        series = {peer: points for peer, points in lines.items() if points}
        if OURS in series:
            (folder / f"peers-{name}.svg").write_text(plot(title, unit, series), encoding="utf-8")
