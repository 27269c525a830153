"""The newsroom's own server: ``python -m tamizdat.project.run_newsroom --port 8000``."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from tamizdat.shell.leash import end_with_parent


def _load(parent: int) -> Any:
    end_with_parent(parent)
    from tamizdat.project.wsgi import application

    return application


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, required=True)
@click.option("--public", default="", help="Where the public site is served, for a newsroom without an address.")
@click.option("--parent", type=int, default=0, hidden=True)
def main(host: str, port: int, public: str, parent: int) -> None:
    """Serve the newsroom. TAMIZDAT_HOME names it."""
    if parent:
        end_with_parent(parent)
    os.environ["TAMIZDAT_PUBLIC_ADDRESS"] = public
    server = Granian(
        "newsroom",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=4,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


if __name__ == "__main__":
    main()
