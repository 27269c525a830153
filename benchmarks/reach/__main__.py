"""Simulate reach: ``python -m benchmarks.reach`` (about ten minutes of one core), ``--quick`` (half a minute).

The full run writes benchmarks/results/reach.json, the pictures, and the tables in docs/benchmarks.md.
The quick one prints what it finds and writes nothing. ``--only NAME`` simulates those of such a name again, ``--plot``
none: both draw everything from the results.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.reach.assumptions import Setting
from benchmarks.reach.experiments import Experiment, experiments
from benchmarks.reach.figures import Outcome, summary
from benchmarks.reach.plot import draw_plots
from benchmarks.reach.simulate import simulate
from benchmarks.reach.tables import put_tables

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "reach.json"
DOCS = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"
SEEDS = 20


class Runs:
    """Each setting is simulated once for all experiments that name it."""

    def __init__(self, seeds: int, days: int | None = None) -> None:
        self.seeds, self.days = seeds, days
        self.known: dict[Setting, dict[str, list[float]]] = {}

    def of(self, setting: Setting) -> dict[str, list[float]]:
        if self.days:
            setting = replace(setting, days=self.days)
        if setting not in self.known:
            outcomes: list[Outcome] = []
            for seed in range(self.seeds):
                outcomes.append(simulate(setting, seed))
                gc.collect()
            self.known[setting] = summary(outcomes)
        return self.known[setting]


def run(chosen: tuple[Experiment, ...], runs: Runs) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Experiments by name, in them points by label, in them means and half intervals."""
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for one in chosen:
        points = found.setdefault(one.name, {})
        for label, setting in one.points:
            started = time.process_time()
            points[label] = runs.of(setting)
            _say(one.name, label, points[label], time.process_time() - started)
    return found


def _say(name: str, label: str, figures: dict[str, list[float]], took: float) -> None:
    groups = "  ".join(f"{key[3:]} {value[0]:.4f}" for key, value in figures.items() if key.startswith("of:"))
    served, dollars = figures["served"], figures["dollars"]
    print(
        f"{name}, {label}: {served[0]:.4f} ± {served[1]:.4f}  {groups}  {figures['mirrors'][0]:,.0f} mirrors  "
        f"{figures['mistakes'][0]:,.0f} mistakes  ${dollars[0]:,.0f}  ({took:.1f} s)",
        flush=True,
    )


def _simulate(only: str) -> None:
    """Into the results; with a name, the others stay as they were."""
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["experiments"] if only else {}
    known |= run(tuple(one for one in experiments() if only in one.name), Runs(SEEDS))
    results = {"seeds": SEEDS, "experiments": known}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    gc.disable()  # It would look for circles in a world that is thrown away whole.
    if "--quick" in arguments:
        chosen = tuple(one for one in experiments() if one.name in ("default", "worker"))
        run(chosen, Runs(3, days=30))
        return 0
    if "--plot" not in arguments:
        _simulate(arguments[1] if arguments[:1] == ["--only"] else "")
    found = json.loads(RESULTS.read_text(encoding="utf-8"))["experiments"]
    draw_plots(found, PICTURES)
    DOCS.write_text(put_tables(DOCS.read_text(encoding="utf-8"), found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
