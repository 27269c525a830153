"""The support site under 1,000 visitors who come at once: requests a second, and how long the slowest wait.

    python benchmarks/support_page.py

Each visitor has a connection of their own, opens the form, fetches the small script, sends the form incompletely (so
that it is shown again with what is wrong) and opens the other ways. Server and visitors share this machine's cores.
Prints one Markdown table.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tamizdat.project.ports import find_free_port

VISITORS = 1_000
SETTINGS = """
[newsroom]
name = "The Lamp"
languages = ["en", "ru", "fa"]
[support]
address = "https://give.example"
[support.currency.USD]
[support.currency.EUR]
[support.site]
trusted_header = "X-Real-IP"
"""
FORM = b"every=once&amount_once=1000&currency=USD&country=&token="
STEPS = {
    "the form": ("GET", "/en/"),
    "its script": ("GET", "/a/proof.js"),
    "the form, sent incompletely": ("POST", "/en/give"),
    "other ways": ("GET", "/fa/other-ways"),
}


def ask(method: str, path: str, number: int) -> bytes:
    """One request, as a browser behind one's own proxy sends it; each visitor comes from a network of their own."""
    body = FORM if method == "POST" else b""
    address = f"10.{number >> 8}.{number & 255}.1"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: give.example\r\nAccept-Encoding: gzip\r\nX-Real-IP: {address}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def visit(port: int, number: int, waited: dict[str, list[float]], sizes: dict[str, int]) -> None:
    """Everything that one visitor does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for what, (method, path) in STEPS.items():
        started = time.perf_counter()
        writer.write(ask(method, path, number))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        waited[what].append(time.perf_counter() - started)
        sizes[what] = length
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 422")):
            raise RuntimeError(f"{path}: {head[:40]!r}")
    writer.close()


async def visitors(port: int) -> tuple[float, dict[str, list[float]], dict[str, int]]:
    """All of them at once."""
    waited: dict[str, list[float]] = {what: [] for what in STEPS}
    sizes: dict[str, int] = {}
    started = time.perf_counter()
    await asyncio.gather(*(visit(port, number, waited, sizes) for number in range(VISITORS)))
    return time.perf_counter() - started, waited, sizes


def main() -> None:
    """Serve a new home and let them come."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "tamizdat.toml").write_text(SETTINGS, encoding="utf-8")
        environment = {
            **os.environ,
            "TAMIZDAT_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings",
        }
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
        port = find_free_port()
        server = [sys.executable, "-m", "tamizdat.project.run_support", "--port", str(port)]
        with subprocess.Popen(server, env=environment) as process:
            try:
                asyncio.run(_until_open(port))
                asyncio.run(visitors(port))  # the first answers load templates and words
                seconds, waited, sizes = asyncio.run(visitors(port))
            finally:
                process.terminate()
    requests = sum(map(len, waited.values()))
    print(f"{VISITORS:,} visitors at once: {requests / seconds:,.0f} requests a second.\n")
    print("| what | bytes as sent | median ms | p99 ms |\n|---|---|---|---|")
    for what, times in waited.items():
        times.sort()
        middle, slow = (times[len(times) * share // 100] * 1000 for share in (50, 99))
        print(f"| {what} | {sizes[what]:,} | {middle:,.0f} | {slow:,.0f} |")


async def _until_open(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("The support site does not answer.")


if __name__ == "__main__":
    main()
