"""``tamizdat worker``: does a share of what the press gives out. Any number of them, on any machine."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from pathlib import Path

import click

from tamizdat.shell.console import home_option
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.grown import DATABASE_BROKER
from tamizdat.shell.home import find_home, open_newsroom
from tamizdat.shell.leash import end_with_parent

LOOKS_EVERY = 0.5


@click.command()
@home_option
@click.option("--once", is_flag=True, help="End when there is nothing left to do.")
@click.option("--parent", type=int, default=0, hidden=True)
def worker(home: Path | None, once: bool, parent: int) -> None:
    """Wait for work of the press and do it; ends when told to, and loses nothing when killed.

    The folder needs nothing but tamizdat.toml with [database], [storage] and [workers].
    """
    if parent:
        end_with_parent(parent)
    newsroom = find_home(home)
    settings = open_newsroom(newsroom)
    if settings.workers is None:
        raise RefusedError(f"{newsroom.settings_file} has no [workers], so there is nothing for a worker to do.")
    if settings.workers.broker != DATABASE_BROKER:
        raise RefusedError(
            f"{newsroom.settings_file} names the broker {settings.workers.broker}: start that broker's own worker, "
            "with TAMIZDAT_HOME set and DJANGO_SETTINGS_MODULE=tamizdat.project.settings."
        )
    _run(once)


def _run(once: bool) -> None:
    from django_tasks_db.management.commands.db_worker import Worker  # Django has to know the newsroom first

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    working = Worker(
        queue_names=["*"],
        interval=LOOKS_EVERY,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    working.configure_signals()
    click.echo(f"worker {name} waits for work; Ctrl-C ends it.")
    working.run()
