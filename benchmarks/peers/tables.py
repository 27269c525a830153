"""The tables and plots of docs/benchmarks.md, made from the results file alone.

    python -m benchmarks.peers.tables      (writes them again without measuring)

A table stands between ``<!-- peers:NAME -->`` and ``<!-- /peers:NAME -->``; what is around stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.peers.figures import OURS, PEERS, Figures
from benchmarks.peers.goals import goals
from benchmarks.peers.plots import draw_plots
from benchmarks.peers.runs import RESULTS, ROOT

DOCS = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"
NONE = "–"


def seconds(value: float | None) -> str:
    """Three digits are enough."""
    if value is None:
        return NONE
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:,.1f}"


def whole(value: float | None) -> str:
    return NONE if value is None else f"{value:,.0f}"


def size_of(value: float | None) -> str:
    """Bytes as people say them, by thousands."""
    if value is None:
        return NONE
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= factor:
            return f"{value / factor:,.1f} {unit}"
    return f"{value:.0f} bytes"


def times(value: float | None) -> str:
    return NONE if value is None else f"{value:,.1f} ×" if value < 100 else f"{value:,.0f} ×"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(one) + " |" for one in lines)


def clean_table(figures: Figures) -> str:
    """A clean build, by size and peer."""
    head = (
        "articles", "", "HTML pages", "seconds", "pages a second", "time, ours = 1", "CPU seconds", "memory",
        "memory, ours = 1",
    )  # fmt: skip
    rows = []
    for size in figures.sizes():
        for peer in _measured(figures, size, "clean"):
            of = figures.of
            memory = of(size, "clean", peer, "memory")
            rows.append((
                whole(size), peer, whole(of(size, "clean", peer, "pages")), seconds(of(size, "clean", peer, "wall")),
                whole(figures.pages_a_second(size, peer)), times(figures.ratio(size, "clean", peer)),
                seconds(of(size, "clean", peer, "cpu")), size_of(memory and memory * 1e6),
                times(figures.ratio(size, "clean", peer, "memory")),
            ))  # fmt: skip
    return table(head, rows)


def again_table(figures: Figures) -> str:
    """Builds on top of an earlier one."""
    head = ("articles", "", "one edit", "ours = 1", "one new article", "nothing", "other footer", "ours = 1")
    rows = []
    for size in figures.sizes():
        for peer in _measured(figures, size, "edit"):
            took = {what: seconds(figures.of(size, what, peer, "wall")) for what in ("publish", "nothing", "footer")}
            rows.append((
                whole(size), peer, seconds(figures.of(size, "edit", peer, "wall")),
                times(figures.ratio(size, "edit", peer)), took["publish"], took["nothing"], took["footer"],
                times(figures.ratio(size, "footer", peer)),
            ))  # fmt: skip
    return table(head, rows)


def mirror_table(figures: Figures) -> str:
    """What one change makes a mirror receive."""
    head = (
        "articles", "", "edit: files written", "other contents", "bytes", "sent", "new article: files written",
        "other contents", "bytes", "sent",
    )  # fmt: skip
    rows = []
    for size in figures.sizes():
        for peer in _measured(figures, size, "edit"):
            cells = []
            for what in ("edit", "publish"):
                cells += [whole(figures.of(size, what, peer, one)) for one in ("files", "contents")]
                cells += [size_of(figures.of(size, what, peer, one)) for one in ("bytes", "sent")]
            rows.append((whole(size), peer, *cells))
    return table(head, rows)


def watch_table(figures: Figures) -> str:
    """From the change to the page, while the peer watches."""
    head = ("articles", "", "seconds until it is seen", "slowest", "CPU seconds", "memory", "seconds to get ready")
    rows = []
    for size in figures.sizes():
        for peer in _measured(figures, size, "watch"):
            walls = [one["wall"] for one in figures.runs(size, "watch", peer)]
            memory = figures.of(size, "watch", peer, "memory")
            rows.append((
                whole(size), peer, seconds(figures.of(size, "watch", peer, "wall")), seconds(max(walls)),
                seconds(figures.of(size, "watch", peer, "cpu")), size_of(memory and memory * 1e6),
                seconds(figures.of(size, "watch", peer, "ready")),
            ))  # fmt: skip
    return table(head, rows)


def flat_table(figures: Figures) -> str:
    """Ours alone, as the archive grows."""
    head = ("", *(whole(size) for size in figures.sizes()))
    lines = (
        ("clean build, pages a second", lambda size: whole(figures.pages_a_second(size, OURS))),
        ("clean build, peak memory", lambda size: _megabytes(figures, size, "clean")),
        ("one edit, cold start, seconds", lambda size: seconds(figures.of(size, "edit", OURS, "wall"))),
        ("of these in the press", lambda size: seconds(figures.of(size, "edit", OURS, "press"))),
        ("one edit, warm: CPU seconds", lambda size: seconds(figures.of(size, "watch", OURS, "cpu"))),
        ("one edit, warm: seconds in the press", lambda size: seconds(figures.of(size, "watch", OURS, "press"))),
        ("one edit, warm: seconds until it is seen", lambda size: seconds(figures.of(size, "watch", OURS, "wall"))),
        ("one edit, objects written", lambda size: whole(figures.of(size, "edit", OURS, "written"))),
        ("one new article, cold start, seconds", lambda size: seconds(figures.of(size, "publish", OURS, "wall"))),
        ("one new article, objects written", lambda size: whole(figures.of(size, "publish", OURS, "written"))),
        ("nothing changed, cold start, seconds", lambda size: seconds(figures.of(size, "nothing", OURS, "wall"))),
        ("one edit, cold start, peak memory", lambda size: _megabytes(figures, size, "edit")),
        ("home on the disk", lambda size: size_of(figures.of(size, "clean", OURS, "disk"))),
    )
    return table(head, [(name, *(cell(size) for size in figures.sizes())) for name, cell in lines])


def goals_table(figures: Figures) -> str:
    rows = [(one.what, one.wanted, one.measured, "yes" if one.reached else "no") for one in goals(figures)]
    return table(("goal", "wanted", "measured", "reached"), rows)


def failures_list(figures: Figures) -> str:
    """What has no figure, and why."""
    lines = [f"- {one['size']:,} articles, {one['peer']}, {one['what']}: {one['error']}" for one in figures.failures()]
    return "\n".join(lines) or "Nothing failed or was left out."


def machine_line(figures: Figures) -> str:
    one = figures.machine
    return (
        f"Measured on {one['day']}: {one['cores']} cores ({one['processor']}), {one['memory_gb']} GB, "
        f"Python {one['python']}; {len(figures.good)} runs."
    )


TABLES = {
    "machine": machine_line,
    "goals": goals_table,
    "clean": clean_table,
    "again": again_table,
    "mirror": mirror_table,
    "watch": watch_table,
    "flat": flat_table,
    "failures": failures_list,
}


def _measured(figures: Figures, size: int, what: str) -> list[str]:
    return [peer for peer in PEERS if figures.runs(size, what, peer)]


def _megabytes(figures: Figures, size: int, what: str) -> str:
    value = figures.of(size, what, OURS, "memory")
    return size_of(value and value * 1e6)


def put_tables(text: str, figures: Figures) -> str:
    """A document with its tables as the results have them."""
    for name, make in TABLES.items():
        pattern = rf"(<!-- peers:{name} -->\n).*?(<!-- /peers:{name} -->)"
        made = make(figures)
        text = re.sub(pattern, lambda found, made=made: f"{found[1]}\n{made}\n\n{found[2]}", text, flags=re.DOTALL)
    return text


def write_docs(results: Path = RESULTS) -> None:
    """Tables into the document, plots beside its other pictures."""
    figures = Figures.read(results)
    DOCS.write_text(put_tables(DOCS.read_text(encoding="utf-8"), figures), encoding="utf-8")
    draw_plots(figures, PICTURES)


if __name__ == "__main__":
    write_docs()
