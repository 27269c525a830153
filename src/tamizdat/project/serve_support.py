"""``tamizdat support serve``: the support site alone, as in production, on a machine or an account of its own."""

from __future__ import annotations

from pathlib import Path

import click

from tamizdat.contributions.providers.registry import is_loopback
from tamizdat.project.children import Children
from tamizdat.project.ports import Door, check_doors
from tamizdat.project.prepare_support import prepare_support
from tamizdat.project.running import (
    Running,
    ended_politely,
    start_support,
    start_support_work,
    wait_until_open,
)
from tamizdat.project.serve_settings import read_serve_settings
from tamizdat.shell.console import errors, home_option
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home


def check_processor(newsroom: Home) -> None:
    """Readers who are asked for money meet a processor that moves some."""
    support = newsroom.read_settings().support
    if support.processor == "sandbox" and not is_loopback(support.address):
        raise RefusedError(
            f"{newsroom.settings_file}: [support] processor is the sandbox, which moves no money, and readers are sent "
            f"to {support.address}. Set processor to a real one, or give the demonstration an address on this machine."
        )


@click.command()
@home_option
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Else [serve] support_port, 8002.")
def serve(home: Path | None, port: int | None) -> None:
    """Serve the support site; apply notices, compare with the processor, publish, send mail."""
    newsroom = find_home(home)
    settings = read_serve_settings(newsroom)
    if not newsroom.read_settings().support.address:
        raise RefusedError(
            f"{newsroom.settings_file}: [support] has no address, so nobody can be asked for money. "
            'Set address = "https://give.example" first: docs/operating/support-site.md.'
        )
    check_processor(newsroom)
    number = port if port is not None else settings.support_port or 8002
    door = Door("the support site", settings.host, number, "--port, or support_port of [serve] in tamizdat.toml")
    check_doors([door])
    with ended_politely():
        with errors.status("Looking after the database …"):
            prepare_support(newsroom.folder)
        with Children(newsroom.folder) as children:
            running = Running(children)
            start_support(children, newsroom, door)
            start_support_work(children, newsroom)
            wait_until_open(running, [door])
            click.echo(f"{door.what:<16} {door.address}")
            click.echo("Ctrl-C ends it.")
            while True:
                running.listen(1.0)
                for note in running.take_notes():
                    click.echo(note)
