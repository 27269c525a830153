"""Import an archive and press it, as a person would: items and pages a second, peak memory, sizes on the wire.

    python benchmarks/press_archive.py KIND SOURCE

Prints one Markdown table. Each command runs in a process of its own; memory is the largest of any one process.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TAMIZDAT = Path(sys.executable).with_name("tamizdat")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command said, took and held."""

    report: dict[str, object]
    seconds: float
    peak_megabytes: float


def run(*arguments: str) -> Run:
    """Run ``tamizdat`` with ``--json``; the kernel tells the largest resident memory of it and its children."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([TAMIZDAT, *arguments, "--json"], stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"tamizdat {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
        output.seek(0)
        text = output.read().decode()
    return Run(json.loads(text.splitlines()[-1]), time.monotonic() - started, usage.ru_maxrss / 1024)


def sizes(tree: Path, pattern: str) -> list[int]:
    """Bytes as sent with gzip, of every file of this name."""
    return sorted(file.stat().st_size for file in tree.rglob(pattern))


def measure(kind: str, source: str, home: Path) -> list[tuple[str, str]]:
    """The rows of the table."""
    subprocess.run([TAMIZDAT, "init", home, "--name", "Benchmark", "--language", "en"], check=True, capture_output=True)
    imported = run("import", kind, source, "--home", str(home))
    created = int(str(imported.report["created"]))
    again = run("import", kind, source, "--home", str(home))
    pressed = run("press", "--home", str(home))
    nothing = run("press", "--home", str(home))
    pages = int(str(pressed.report["pages"]))
    html = sizes(home / "editions" / "current", "*.html.gz")
    verified = run("verify", str(home / "editions" / "current"), "--root", str(home / "keys" / "1.root.json"))
    return [
        ("articles imported", f"{_rate(created, imported)}, peak {imported.peak_megabytes:,.0f} MB"),
        ("the same again (nothing changes)", _rate(created, again)),
        ("files pressed", f"{_rate(pages, pressed)}, peak {pressed.peak_megabytes:,.0f} MB a process"),
        ("pressed again (nothing changed)", f"{nothing.seconds:,.1f} s"),
        ("verified", f"{verified.report['verdict']}: {_rate(pages, verified)}, peak {verified.peak_megabytes:,.0f} MB"),
        ("a page with gzip", f"median {statistics.median(html):,.0f} bytes, largest {html[-1]:,}, of {len(html):,}"),
        ("map root", str(pressed.report["map_root"])),
    ]


def _rate(count: int, run: Run) -> str:
    return f"{count:,} in {run.seconds:,.1f} s = {count / run.seconds:,.0f}/s"


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    kind, source = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(kind, source, Path(folder) / "newsroom")
    print(f"| `import {kind} {Path(source).name}` | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
