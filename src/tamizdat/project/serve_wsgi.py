"""One of our dynamic sites under granian, in a process that ends with its parent."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from tamizdat.shell.leash import end_with_parent

Load = Callable[[], Any]
"""Gives the WSGI application; called in the worker's process."""


def serve_wsgi(name: str, host: str, port: int, load: Load) -> None:
    """Serve until told to stop. No request is logged: addresses of people are nobody's business."""
    server = Granian(
        name,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=4,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(_load, os.getpid(), load), wrap_loader=False)


def _load(parent: int, load: Load) -> Any:
    end_with_parent(parent)
    return load()
