"""The support site's own server: ``python -m tamizdat.project.run_support --port 8002``."""

from __future__ import annotations

from typing import Any

import click

from tamizdat.project.serve_wsgi import serve_wsgi
from tamizdat.shell.home import find_home, open_support
from tamizdat.shell.leash import end_with_parent


def load() -> Any:
    """Django, pointed at the support side."""
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
    serve_wsgi("support", host, port, load)


if __name__ == "__main__":
    main()
