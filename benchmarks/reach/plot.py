"""Plots as SVG, from the results alone, in the manner of ``benchmarks/peers/plots.py``: for light and dark ground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

from benchmarks.peers.plots import BOTTOM, COLOURS, HEIGHT, LEFT, RIGHT, STYLE, TOP, WIDTH

Figures = Mapping[str, Sequence[float]]
Results = Mapping[str, Mapping[str, Figures]]
Line = list[tuple[float, float]]
GOAL = 0.99
LOWS = (0.0, 0.5, 0.75, 0.9)
"""Where an axis of shares may begin."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Points stand side by side under their labels; upwards it goes evenly."""

    labels: Sequence[str]
    low: float
    high: float
    share: bool

    def across(self, place: int) -> float:
        room = WIDTH - LEFT - RIGHT
        return round(LEFT + room * (place + 0.5) / len(self.labels), 1)

    def up(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return round(HEIGHT - BOTTOM - (inside - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM), 1)

    def say(self, value: float) -> str:
        return f"{value:.0%}" if self.share else f"{value:,.0f}"

    def steps(self) -> list[float]:
        return [self.low + (self.high - self.low) * part / 5 for part in range(6)]


def paper_for(labels: Sequence[str], series: Mapping[str, Line], share: bool) -> Paper:
    values = [one for line in series.values() for mean, half in line for one in (mean - half, mean + half)]
    if share:
        return Paper(labels, max(low for low in LOWS if low <= max(0.0, min(values))), 1.0, share)
    step = 10 ** floor(len(str(int(max(values)))) - 1)
    return Paper(labels, 0.0, ceil(max(values) / step) * float(step), share)


def plot(
    title: str, unit: str, below: str, labels: Sequence[str], series: Mapping[str, Line], share: bool = True
) -> str:
    """Lines with 95 % intervals."""
    paper = paper_for(labels, series, share)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
    parts = [
        f"<style>{STYLE}.bar{{stroke-width:1.5}}</style>",
        *_grid(paper, title, unit, below),
        *_lines(paper, series),
    ]
    return head + "\n".join(parts) + "</svg>\n"


def _grid(paper: Paper, title: str, unit: str, below: str) -> Iterator[str]:
    edge = WIDTH - RIGHT
    yield f'<text x="{LEFT}" y="22" style="font-weight:600">{title}</text>'
    yield f'<text x="{edge}" y="22" text-anchor="end">{unit}</text>'
    yield f'<text x="{edge}" y="{HEIGHT - 8}" text-anchor="end">{below}</text>'
    for value in paper.steps():
        y = paper.up(value)
        yield f'<path class="grid" d="M{LEFT} {y}H{edge}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{paper.say(value)}</text>'
    if paper.share:
        y = paper.up(GOAL)
        yield f'<path stroke="#888" stroke-dasharray="5 4" d="M{LEFT} {y}H{paper.across(len(paper.labels) - 1)}"/>'
    for place, label in enumerate(paper.labels):
        yield f'<text x="{paper.across(place)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{label}</text>'


def _lines(paper: Paper, series: Mapping[str, Line]) -> Iterator[str]:
    """Each with its name at its end; names that would meet stand below each other."""
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(series)}
    lowest = 0.0
    for name, line in sorted(series.items(), key=lambda item: paper.up(item[1][-1][0])):
        colour = colours[name]
        dots = [(paper.across(place), paper.up(mean)) for place, (mean, _) in enumerate(line)]
        yield f'<path class="line" stroke="{colour}" d="M{"L".join(f"{x} {y}" for x, y in dots)}"/>'
        for (x, y), (mean, half) in zip(dots, line, strict=True):
            yield f'<path class="bar" stroke="{colour}" d="M{x} {paper.up(mean - half)}V{paper.up(mean + half)}"/>'
            yield f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>'
        lowest = max(dots[-1][1] + 4, lowest + 16)
        yield f'<text x="{dots[-1][0] + 12}" y="{lowest}" style="fill:{colour}">{name}</text>'


def plot_rows(title: str, rows: Mapping[str, Mapping[str, tuple[float, float]]]) -> str:
    """One row for each thing that may happen, a dot for each group."""
    left, step = 250, 26
    height = TOP + 30 + step * len(rows)
    names = list(next(iter(rows.values())))
    edge = WIDTH - 20

    def across(value: float) -> float:
        return round(left + value * (edge - left), 1)

    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">'
    parts = [
        f"<style>{STYLE}.bar{{stroke-width:2}}</style>",
        f'<text x="16" y="22" style="font-weight:600">{title}</text>',
    ]
    for place, name in enumerate(names):
        parts.append(f'<text x="{330 + place * 95}" y="22" style="fill:{COLOURS[place]}">● {name}</text>')
    for part in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts.append(f'<path class="grid" d="M{across(part)} {TOP}V{height - 26}"/>')
        parts.append(f'<text x="{across(part)}" y="{height - 8}" text-anchor="middle">{part:.0%}</text>')
    for row, (label, figures) in enumerate(rows.items()):
        y = TOP + step * (row + 0.5)
        parts.append(f'<text x="{left - 14}" y="{y + 4}" text-anchor="end">{label}</text>')
        for place, (mean, half) in enumerate(figures.values()):
            low, high = across(max(0.0, mean - half)), across(min(1.0, mean + half))
            parts.append(f'<path class="bar" stroke="{COLOURS[place]}" d="M{low} {y}H{high}"/>')
            parts.append(f'<circle cx="{across(mean)}" cy="{y}" r="4.5" fill="{COLOURS[place]}"/>')
    return head + "\n".join(parts) + "</svg>\n"


def _line(points: Mapping[str, Figures], what: str) -> Line:
    return [(one[what][0], one[what][1]) for one in points.values()]


def _groups(points: Mapping[str, Figures], *names: str) -> dict[str, Line]:
    return {name: _line(points, "served" if name == "all visits" else f"of:{name}") for name in names}


OPEN = ("regulars", "messenger", "newcomers")
CLOSED = ("newsletter", "friends")


def draw_plots(results: Results, folder: Path) -> None:
    """The pictures of docs/benchmarks.md."""
    served = "visits served"
    for name, title, below, lines in (
        ("mirrors", "Mirrors of each pool that anyone may read", "mirrors, 2 of them listed", OPEN),
        ("turn", "Taking turns in the public list", "one address changes every …", OPEN),
        (
            "joined",
            "Readers who take a list of a subpool",
            "of regulars and messenger's readers",
            ("all visits", "regulars"),
        ),
        ("worker", "Browsers that keep a signed list", "of all browsers", ("regulars", "messenger", *CLOSED)),
    ):
        points = results[name]
        _write(folder, name, plot(title, served, below, list(points), _groups(points, *lines)))
    detection = {
        key.removeprefix("detection, "): points for key, points in results.items() if key.startswith("detection")
    }
    labels = list(next(iter(detection.values())))
    series = {name: _line(points, "of:regulars") for name, points in detection.items()}
    series["newsletter"] = _line(detection["with turns"], "of:newsletter")
    _write(
        folder,
        "detection",
        plot("Regulars, by the censor's haste", served, "mean time until it looks again", labels, series),
    )
    _pools(folder, results)
    alarms = {name: _line(results[key], "mistakes") for name, key in ALARMS.items()}
    labels = list(results["hysteresis, probes alone"])
    _write(
        folder,
        "hysteresis",
        plot("Mirrors burned for nothing", "a month", "failed probes", labels, alarms, share=False),
    )
    rows = {
        label: {name: (one[f"of:{name}"][0], one[f"of:{name}"][1]) for name in ("regulars", "messenger", *CLOSED)}
        for label, one in results["stress"].items()
    }
    _write(folder, "stress", plot_rows("Visits served", rows))


ALARMS = {"probes alone": "hysteresis, probes alone", "also from outside": "hysteresis"}


def _pools(folder: Path, results: Results) -> None:
    """What it brings, and what it costs, to divide readers more finely."""
    labels = [f"{_short(a)} / {_short(b)}" for a, b in zip(results["subpools"], results["cells"], strict=True)]
    below = "readers of a subpool / of a cell"
    served = {"subpools": _line(results["subpools"], "of:newsletter"), "cells": _line(results["cells"], "of:friends")}
    _write(folder, "pools", plot("Smaller pools", "visits served", below, labels, served))
    cost = {name: _line(results[name], f"dollars_of:{name}") for name in ("subpools", "cells")}
    _write(folder, "cost", plot("What smaller pools cost", "dollars a month", below, labels, cost, share=False))


def _short(number: str) -> str:
    return number.removesuffix(",000") + "k" if number.endswith(",000") else number


def _write(folder: Path, name: str, picture: str) -> None:
    (folder / f"reach-{name}.svg").write_text(picture, encoding="utf-8")
