"""The newsroom's own server: ``python -m tamizdat.project.run_newsroom --port 8000``."""

from __future__ import annotations

import os
from typing import Any

import click

from tamizdat.project.serve_wsgi import serve_wsgi
from tamizdat.shell.leash import end_with_parent


def load() -> Any:
    """Django, pointed at the newsroom."""
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
    serve_wsgi("newsroom", host, port, load)


if __name__ == "__main__":
    main()
