"""A process that ends when the one that started it has ended, however that ended: also by ``kill -9``."""

from __future__ import annotations

import os
import signal
import threading
import time

LOOKS_EVERY = 0.5
GRACE = 5.0


def end_with_parent(parent: int) -> None:
    """From now on this process, and the group that it leads, does not outlive ``parent``."""
    threading.Thread(target=_watch, args=(parent,), name="leash", daemon=True).start()


def _watch(parent: int) -> None:
    # A process whose parent has ended is given another one; that is so on every Unix.
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY)
    _signal(signal.SIGTERM)
    time.sleep(GRACE)
    _signal(signal.SIGKILL)


def _signal(number: signal.Signals) -> None:
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), number)
    else:
        os.kill(os.getpid(), number)
