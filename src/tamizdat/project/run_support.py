"""The support site's own server: ``python -m tamizdat.project.run_support --port 8002``."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from tamizdat.shell.home import find_home, open_support
from tamizdat.shell.leash import end_with_parent


def _load(parent: int) -> Any:
    end_with_parent(parent)
    open_support(find_home(None))
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, required=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(host: str, port: int, parent: int) -> None:
    """Serve the support site. TAMIZDAT_HOME names the home."""
    if parent:
        end_with_parent(parent)
    server = Granian(
        "support",
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
