"""Measure our index of search and Pagefind's, of the same articles in one run.

    SIZES="1000 10000 100000" PAGEFIND=/path/to/pagefind python -m benchmarks.search [FOLDER]

``PAGEFIND``: its program (PyPI ``pagefind[bin]``); without it only ours is measured. It gets archives up to 10,000.
Writes ``benchmarks/results/search.json``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.search.queries import ask_both

LARGEST_OF_PAGEFIND = 10_000
RESULTS = Path(__file__).parents[1] / "results" / "search.json"


def run(command: list[str]) -> tuple[str, dict[str, float]]:
    """What a program said, and what it took: wall and processor seconds, the largest memory of one process."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
        output.seek(0)
        said = output.read().decode()
    return said, {
        "seconds": round(time.perf_counter() - started, 1),
        "cpu": round(usage.ru_utime + usage.ru_stime, 1),
        "megabytes": round(usage.ru_maxrss / 1024),
    }


def weigh(folder: Path) -> dict[str, int]:
    sizes = [one.stat().st_size for one in folder.rglob("*") if one.is_file()]
    return {"files": len(sizes), "bytes": sum(sizes), "largest": max(sizes)}


def measure(folder: Path, size: int, pagefind: str) -> dict[str, Any]:
    """Both on one archive."""
    others = bool(pagefind) and size <= LARGEST_OF_PAGEFIND
    # In a process of its own: the kernel counts a child's memory from its parent's.
    subprocess.run([sys.executable, "-m", "benchmarks.search.corpus", str(folder), str(size), str(others)], check=True)
    said, cost = run([sys.executable, "-m", "benchmarks.search.ours", str(folder)])
    result: dict[str, Any] = {
        "size": size,
        "ours": {**cost, **weigh(folder / "site" / "search"), **json.loads(said.splitlines()[-1])},
    }
    if others:
        _, cost = run([pagefind, "--site", str(folder / "site"), "--output-subdir", "pagefind", "--quiet"])
        result["pagefind"] = {**cost, **weigh(folder / "site" / "pagefind")}
    return {**result, **ask_both(folder, size, pagefind=others)}


def main() -> None:
    """Each size in a folder that is gone afterwards."""
    results = []
    for size in [int(one) for one in os.environ.get("SIZES", "1000 10000").split()]:
        with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
            results.append(measure(Path(folder), size, os.environ.get("PAGEFIND", "")))
        print(json.dumps(results[-1]), flush=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
