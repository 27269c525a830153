"""Results as they come: one line of JSON for each run, so that a benchmark that was cut off goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "peers.json"
KEY = ("size", "group", "what", "peer", "round")
Record = dict[str, Any]


class Runs:
    """All runs of one version of the program on this machine. Another version begins anew, and keeps the old file."""

    def __init__(self, file: Path) -> None:
        self.file, self.records = file, []
        self.head: Record = {"program": program_digest(), "machine": machine()}
        lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        if lines and lines[0]["program"] == self.head["program"]:
            self.head, self.records = lines[0], lines[1:]
            if os.environ.get("RETRY"):
                self._forget_failures()
            print(f"Going on: {len(self.records)} runs are done already (remove {file} to begin anew).", flush=True)
            return
        if lines:
            file.replace(file.with_suffix(f".{int(time.time())}.jsonl"))
            print("The program has changed since the last runs: beginning anew.", flush=True)
        self._append(self.head)

    def add(self, record: Record) -> None:
        self.records.append(record)
        self._append(record)

    def _forget_failures(self) -> None:
        """What failed or was left out is tried again."""
        self.records = [one for one in self.records if "error" not in one]
        self.file.write_text("".join(json.dumps(one) + "\n" for one in (self.head, *self.records)))

    def _append(self, line: Record) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def has(self, **key: object) -> bool:
        return any(all(one.get(name) == value for name, value in key.items()) for one in self.records)

    def failed(self, size: int, group: int, peer: str) -> bool:
        """A peer whose clean build failed is measured no further at this size and above."""
        return any(
            "error" in one and one["what"] == "clean" and one["peer"] == peer and one["size"] <= size
            for one in self.records
        )

    def spent(self, size: int, peer: str) -> float:
        """Seconds that were measured of it at this size."""
        return sum(
            one.get("wall", 0) + one.get("lost", 0)
            for one in self.records
            if one["size"] == size and one["peer"] == peer
        )

    def write(self, file: Path = RESULTS) -> None:
        """The results that tables and plots are made from."""
        file.parent.mkdir(exist_ok=True)
        lines = ",\n".join("  " + json.dumps(one) for one in self.records)
        file.write_text(f'{{"machine": {json.dumps(self.head["machine"])},\n "runs": [\n{lines}\n]}}\n')


def program_digest() -> str:
    """Of the program that is measured: runs of two versions are not mixed."""
    total = hashlib.sha256()
    for file in sorted((ROOT / "src").rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


def machine() -> Record:
    """What it was measured on; no names."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "processor": models[0] if models else platform.machine(),
        "memory_gb": round(memory / 1e9),
        "python": platform.python_version(),
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
    }
