"""``tamizdat sandbox``: a processor to try gifts with. It speaks Stripe's protocol, and no money moves."""

from __future__ import annotations

from pathlib import Path

import click

from tamizdat.sandbox.run import options, serve


@click.command()
@options
@click.option("--port", type=click.IntRange(1, 65535), default=8004, show_default=True)
def sandbox(state: Path, host: str, port: int, webhook: str | None, secret: str | None) -> None:
    """Start a processor on this machine to try gifts with. It speaks Stripe's protocol, and no money moves."""
    serve(state, host, port, webhook, secret, click.echo)
