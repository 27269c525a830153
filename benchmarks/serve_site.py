"""How many pages a second the embedded server of a public tree sends, and how much memory it holds.

    python benchmarks/serve_site.py

A front page of usual size, kept-alive connections, this machine only, a bounded number of requests; client and server
share its cores. Prints one Markdown table.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.serve.trees import PAPER, make_tree

from tamizdat.mirrors.answer import Request, answer
from tamizdat.mirrors.tree import PublicTree
from tamizdat.project.children import Children
from tamizdat.project.ports import Door, find_free_port
from tamizdat.project.running import Running, start_site, wait_until_open

REQUESTS = 20_000
TOGETHER = 32
"""Requests sent before the answers are read: the client must not be what is measured."""
CASES = {
    "page, gzip": ("/", "Accept-Encoding: gzip\r\n"),
    "page, plain": ("/", ""),
    "object by digest": ("/o/{digest}", ""),
    "not found": ("/nowhere.html", "Accept-Encoding: gzip\r\n"),
}


def measure(door: Door, path: str, headers: str) -> float:
    """Requests a second over one connection."""
    ask = f"GET {path} HTTP/1.1\r\nHost: {door.host}\r\n{headers}\r\n".encode()
    with socket.create_connection((door.host, door.port)) as client:
        client.sendall(ask)
        size = len(client.recv(1 << 20))
        started = time.perf_counter()
        for _ in range(REQUESTS // TOGETHER):
            client.sendall(ask * TOGETHER)
            left = size * TOGETHER
            while left > 0:
                left -= len(client.recv(1 << 20))
    return REQUESTS / (time.perf_counter() - started)


def decide(tree: Path) -> float:
    """Answers a second without a network: what the decision alone costs."""
    public = PublicTree(tree)
    request = Request("GET", "/", "gzip, br")
    started = time.perf_counter()
    for _ in range(REQUESTS):
        answer(public, request)
    return REQUESTS / (time.perf_counter() - started)


def resident_megabytes(group: int) -> float:
    """Memory of all processes of a group, counted once where they share it (Linux)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == group:
                rollup = (folder / "smaps_rollup").read_text()
                total += int(rollup.partition("\nPss:")[2].split()[0])
        except (OSError, ValueError, IndexError):
            continue
    return total / 1024


def main() -> None:
    """Serve a small tree and ask for it."""
    with tempfile.TemporaryDirectory() as folder:
        front = b"<!doctype html><title>The Lamp</title>" + bytes(range(32, 126)) * 100
        tree = make_tree(Path(folder) / "a", {**PAPER, "/index.html": (front, "text/html")})
        name = next(file.name for file in (tree / "o").iterdir() if file.stat().st_size == len(front))
        door = Door("the site", "127.0.0.1", find_free_port(), "")
        with Children(tree) as children:
            start_site(children, door, tree)
            wait_until_open(Running(children), [door])
            print("| what | requests a second |\n|---|---|")
            for what, (path, headers) in CASES.items():
                print(f"| {what} | {measure(door, path.format(digest=name), headers):,.0f} |")
            print(f"| deciding alone | {decide(tree):,.0f} |")
            (group,) = children.groups
            print(f"\nMemory of the server after it: {resident_megabytes(group):.0f} MB.")


if __name__ == "__main__":
    main()
