"""One push at a time to one mirror, also from different processes; a second one waits for the first."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tamizdat.mirrors.push.result import PushError


@contextmanager
def only_one_push(folder: Path, mirror: str, until: float) -> Iterator[None]:
    """``folder`` is ``home.mirrors``. The lock goes with the process that holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"push.{quote(mirror, safe='')}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise PushError("slow", f"Another push to {mirror} had not ended by then.") from None
                time.sleep(0.1)
        yield
