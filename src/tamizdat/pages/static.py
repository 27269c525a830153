"""Files that stand beside the pages: the small scripts, the mark of the paper, what robots ask for."""

from __future__ import annotations

import zlib

from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import text
from tamizdat.pages.output import Output
from tamizdat.pages.reader_words import print_worker_words
from tamizdat.pages.scripts import printed_scripts

SCRIPT = "text/javascript; charset=utf-8"
AUTO = "auto"
"""Readers' browsers take the worker by themselves; ``ask``: when they press for it; ``off``: never."""
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#a31f1f"/>'
    '<text x="16" y="23.5" text-anchor="middle" font-family="Georgia,serif" font-weight="700" font-size="22"'
    ' fill="#fdfbf6">{letter}</text></svg>'
)


def _print_script(path: str, data: bytes) -> Output:
    """Few, and read with every page: packed by the slower way that makes them a tenth smaller."""
    return Output(path, data, SCRIPT, zlib.compress(data, 9, zlib.MAX_WBITS | 16))


def print_static(rest: str, ask: Ask) -> list[Output]:
    """Every script, what the worker says, an icon with the paper's first letter, robots.txt."""
    settings = ask("settings") or {}
    choice = str(settings.get("reader_worker") or AUTO)
    scripts = printed_scripts()
    scripts["reader.js"] = scripts["reader.js"].replace(f'WORKER = "{AUTO}"', f'WORKER = "{choice}"')
    name = str(settings.get("name") or "T")
    letter = name.removeprefix("The ")[:1].upper()
    address = str(settings.get("address") or "").rstrip("/")
    robots = "User-agent: *\nAllow: /\n" + (f"Sitemap: {address}/sitemap.xml\n" if address else "")
    return [
        *(_print_script(f"/{name}", script.encode()) for name, script in scripts.items()),
        *print_worker_words(ask),
        Output("/icon.svg", ICON.format(letter=text(letter)).encode(), "image/svg+xml"),
        Output("/robots.txt", robots.encode(), "text/plain; charset=utf-8"),
    ]
