"""The sandbox processor's own server: ``python -m tamizdat.sandbox.run --state FILE --port 8004``."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.leash import end_with_parent

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _load(parent: int, state: Path, base: str, webhook: str | None, secret: str | None) -> Any:
    end_with_parent(parent)
    from tamizdat.sandbox.app import Sandbox

    sandbox = Sandbox(state)
    sandbox.start(base, webhook, secret)
    return sandbox


def serve(
    state: Path, host: str, port: int, webhook: str | None, secret: str | None, said: Callable[[str], Any] | None = None
) -> None:
    """Serve until it is ended; on this machine alone."""
    if host not in LOOPBACK:
        raise RefusedError(f"The sandbox processor does not listen on {host}: only on this machine, 127.0.0.1.")
    if webhook and not secret:
        raise RefusedError("A webhook needs the secret that signs its notices: --secret whsec_…")
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if said:
        said(f"The sandbox processor listens at {base}/_sandbox/ . No money moves here.")
    server = Granian(
        "sandbox",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(_load, os.getpid(), state, base, webhook, secret), wrap_loader=False)


def options(command: Callable[..., None]) -> Callable[..., None]:
    """What both ways to start it take."""
    for option in (
        click.option("--secret", default=None, help="What signs the notices: whsec_…"),
        click.option("--webhook", default=None, help="Where all notices go."),
        click.option("--host", default="127.0.0.1", show_default=True),
        click.option("--state", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Its memory."),
    ):
        command = option(command)
    return command


@click.command()
@options
@click.option("--port", type=int, required=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(state: Path, host: str, port: int, webhook: str | None, secret: str | None, parent: int) -> None:
    """Serve the sandbox processor."""
    if parent:
        end_with_parent(parent)
    try:
        serve(state, host, port, webhook, secret)
    except RefusedError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
