"""``tamizdat mirror serve``: a volunteer carries a newsroom's edition, with one command, holding no secret."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from os import getpid
from pathlib import Path

import click

from tamizdat.mirrors.carry.pull import MOST, Carrier, Pulled
from tamizdat.shell.errors import RefusedError, TamizdatError

NOT_CHECKED = (
    "Whose edition this is was NOT checked: no --root was given, so the first root that came is believed, and kept "
    "from now on. Ask the newsroom for its root file by another way, and give it with --root."
)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--root", "root_file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newsroom's root file (1.root.json), received by a way that you trust.",
)  # fmt: skip
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("mirror"), show_default=True,
    help="Where the edition is kept.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 to be reached from elsewhere.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: only keep the folder.")
@click.option("--every", type=click.IntRange(1), default=10, show_default=True, help="Minutes between two looks.")
@click.option("--once", is_flag=True, help="Pull once, serve nothing.")
@click.option(
    "--max-bytes", "most", type=click.IntRange(1), default=MOST, show_default=True, help="Refuse a larger one."
)
def serve(
    sources: tuple[str, ...],
    root_file: Path | None,
    folder: Path,
    host: str,
    port: int,
    every: int,
    once: bool,
    most: int,
) -> None:
    """Carry an edition: pull it from SOURCE, check every byte, serve it.

    SOURCE is the address of an edition, or a list of mirrors that the newsroom signed (a file or an address ending in
    .json). No reader's address is written down anywhere.
    """
    carrier = Carrier(folder.absolute(), sources, root_file.read_bytes() if root_file else None, most)
    if once:
        _say(carrier.pull(datetime.now(UTC)), first=True)
        return
    with _served(carrier.site, host, port):
        _go_on(carrier, every * 60)


def _go_on(carrier: Carrier, seconds: float) -> None:
    first = True
    while True:
        try:
            _say(carrier.pull(datetime.now(UTC)), first=first)
            first = False
        except TamizdatError as error:
            click.echo(f"{_now()} no new edition: {error}")
        # By chance, so that the mirrors of one list do not all come in the same second.
        time.sleep(seconds * random.uniform(0.9, 1.1))


def _say(pulled: Pulled, *, first: bool) -> None:
    """One line for each pull."""
    if first and not pulled.is_checked:
        click.echo(NOT_CHECKED)
    what = f"{_now()} edition {pulled.edition}"
    if pulled.fetched or pulled.removed:
        what += (
            f": {pulled.fetched:,} files fetched ({pulled.fetched_bytes / 1000:,.0f} kB), {pulled.removed:,} removed"
        )
    else:
        what += ": nothing new"
    if pulled.is_stale:
        what += "; its signature has run out, so readers are told that it may not be the newest"
    click.echo(what)


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M}"


@contextmanager
def _served(site: Path, host: str, port: int) -> Iterator[None]:
    """The same server as `tamizdat serve` has, in a process of its own; what it serves switches beneath it."""
    if not port:
        yield
        return
    command = [sys.executable, "-m", "tamizdat.mirrors.public_site", str(site), "--host", host, "--port", str(port)]
    child = subprocess.Popen([*command, "--parent", str(getpid())], stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        time.sleep(0.5)
        if child.poll() is not None:
            raise RefusedError(f"Port {port} of {host} cannot be used. Choose another with --port.")
        click.echo(f"Serving http://{host}:{port}/ — Ctrl-C ends it.")
        yield
    except KeyboardInterrupt:
        pass
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
