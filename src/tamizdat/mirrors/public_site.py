"""The server of a public tree: no Django, no cookies, and no line anywhere about who read what.

``python -m tamizdat.mirrors.public_site FOLDER --port 8001``
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from tamizdat.mirrors.answer import Answer, Request, answer
from tamizdat.mirrors.tree import PublicTree
from tamizdat.shell.leash import end_with_parent

STRANGERS = HTTP1Settings(header_read_timeout=15_000, max_buffer_size=32_768)
"""Whoever sends a request by the drop is left after 15 seconds, and meanwhile fills 32 KB, not 400."""


class PublicSite:
    """An application in granian's own protocol (RSGI)."""

    def __init__(self, tree: Path, onion: str = "") -> None:
        self.tree, self.onion = PublicTree(tree), onion

    async def __call__(self, scope: Any, protocol: Any) -> None:
        headers = scope.headers
        request = Request(
            scope.method, scope.path, headers.get("accept-encoding", ""), headers.get("if-none-match", "")
        )
        _send(protocol, request, answer(self.tree, request, self.onion))


def _send(protocol: Any, request: Request, given: Answer) -> None:
    if given.status == 304:
        protocol.response_empty(304, given.headers)
        return
    length = given.found.length if given.found else len(given.data)
    headers = [*given.headers, ("content-length", str(length))]
    if request.method == "HEAD":
        protocol.response_empty(given.status, headers)
    elif given.found is None or given.found.data is not None:
        protocol.response_bytes(given.status, headers, given.found.data if given.found else given.data)
    else:
        protocol.response_file(given.status, headers, given.found.file)


def _load(tree: Path, onion: str, parent: int) -> PublicSite:
    end_with_parent(parent)
    return PublicSite(tree, onion)


def run_public_site(tree: Path, *, host: str, port: int, onion: str = "", workers: int = 1) -> None:
    """Serve until told to stop. The access log stays off: whoever takes the machine finds no readers."""
    server = Granian(
        "public site",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=STRANGERS,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(_load, tree, onion, os.getpid()), wrap_loader=False)


@click.command()
@click.argument("tree", type=click.Path(path_type=Path, file_okay=False))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, required=True)
@click.option("--onion", default="", help="The onion address of this site, such as http://….onion")
@click.option("--workers", default=1, show_default=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(tree: Path, host: str, port: int, onion: str, workers: int, parent: int) -> None:
    """Serve the public tree of an edition."""
    if parent:
        end_with_parent(parent)
    run_public_site(tree, host=host, port=port, onion=onion, workers=workers)


if __name__ == "__main__":
    main()
