"""``tamizdat serve``: the newsroom, its public site, and the press between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from tamizdat.mirrors.watch.settings import read_watch_settings
from tamizdat.project.children import Children
from tamizdat.project.ports import Door, check_doors
from tamizdat.project.prepare_database import prepare_database
from tamizdat.project.prepare_support import prepare_support
from tamizdat.project.running import (
    Running,
    ended_politely,
    start_mirrors,
    start_newsroom,
    start_press,
    start_site,
    start_support,
    start_support_work,
    start_watch,
    wait_until_open,
)
from tamizdat.project.serve_settings import ServeSettings, read_serve_settings
from tamizdat.project.serve_support import check_processor
from tamizdat.shell.console import errors, home_option
from tamizdat.shell.home import Home, find_home


@click.command()
@home_option
@click.option("--newsroom-port", type=click.IntRange(0, 65535), default=None, help="Else [serve] newsroom_port, 8000.")
@click.option("--public-port", type=click.IntRange(0, 65535), default=None, help="Else [serve] public_port, 8001.")
@click.option("--support-port", type=click.IntRange(0, 65535), default=None, help="Else [serve] support_port, 0.")
def serve(home: Path | None, newsroom_port: int | None, public_port: int | None, support_port: int | None) -> None:
    """Serve the newsroom and its public site; press an edition whenever something changed.

    The support site is served too where it has a port here. In production it stands alone: `tamizdat support serve`.
    """
    newsroom = find_home(home)
    settings = read_serve_settings(newsroom)
    if newsroom_port is not None:
        settings = replace(settings, newsroom_port=newsroom_port)
    if public_port is not None:
        settings = replace(settings, public_port=public_port)
    if support_port is not None:
        settings = replace(settings, support_port=support_port)
    doors = _doors(settings)
    if "support" in doors:
        check_processor(newsroom)
    check_doors(doors.values())
    with ended_politely():
        _serve(newsroom, settings, doors)


def _doors(settings: ServeSettings) -> dict[str, Door]:
    """A port of 0 is not opened."""
    setting = "--{0}-port, or {0}_port of [serve] in tamizdat.toml"
    doors = {
        "newsroom": Door("the newsroom", settings.host, settings.newsroom_port, setting.format("newsroom")),
        "public": Door("the public site", settings.host, settings.public_port, setting.format("public")),
        "support": Door("the support site", settings.host, settings.support_port, setting.format("support")),
    }
    return {name: door for name, door in doors.items() if door.port}


def _serve(home: Home, settings: ServeSettings, doors: dict[str, Door]) -> None:
    is_watched = read_watch_settings(home).watch
    with errors.status("Looking after the database …"):
        prepare_database(home.folder)
        if "support" in doors:
            prepare_support(home.folder)
    with Children(home.folder) as children:
        running = Running(children)
        if "newsroom" in doors:
            start_newsroom(children, doors["newsroom"], doors.get("public"))
        if "public" in doors:
            start_site(children, doors["public"], home.public_tree, home.read_settings().onion)
        if "support" in doors:
            start_support(children, home, doors["support"])
            start_support_work(children, home)
        start_press(children, home, settings.copy_to)
        start_mirrors(children, home)
        if is_watched:
            start_watch(children, home)
        wait_until_open(running, list(doors.values()))
        for door in doors.values():
            click.echo(f"{door.what:<16} {door.address}")
        click.echo("Ctrl-C ends it.")
        while True:
            running.listen(1.0)
            for note in running.take_notes():
                click.echo(note)
