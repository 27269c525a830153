"""The support site's real server and its worker, as processes of a home of their own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

ROOT = Path(__file__).parents[3]
WORKER = """
import sys, time
from datetime import UTC, datetime
from tamizdat.shell.home import find_home, open_support
home = find_home(None)
open_support(home)
from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.models import Notice
end = time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    if not apply_due(home, datetime.now(UTC)) and not Notice.objects.filter(state="new").exists():
        time.sleep(0.02)
"""
LOOK = """
import json
from tamizdat.shell.home import find_home, open_support
open_support(find_home(None))
from django.db.models import Count
from tamizdat.books.models import Entry
from tamizdat.contributions.inbox.rebuild import rebuild
from tamizdat.contributions.models import Gift, Mail, Notice, Receipt
found = rebuild()
print(json.dumps({
    "states": dict(Notice.objects.values_list("state").annotate(Count("id"))), "entries": Entry.objects.count(),
    "receipts": Receipt.objects.count(), "mails": sorted(Mail.objects.values_list("key", flat=True)),
    "gifts": sorted(Gift.objects.values_list("id", "state")), "hash": found.hash, "kept": found.kept,
}))
"""
GIVE = """
import json, sys, secrets
from datetime import UTC, datetime
from tamizdat.shell.home import find_home, open_support
home = find_home(None)
open_support(home)
from tamizdat.contributions import deeds
from tamizdat.contributions.wish import Wish
from tamizdat.core.ledger.money import Money
for _ in range(int(sys.argv[1])):
    wish = Wish(secrets.token_hex(8), Money(1000, "USD"), "once", False, "redirect", "en", email="reader@example.org",
                done="https://give.example/en/thanks/{gift}", stopped="https://give.example/en/")
    gift, begun = deeds.begin_gift(home, wish, datetime.now(UTC))
    print(json.dumps([gift.id, begun.session]))
"""


def environment(home: Path) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAMIZDAT_TEST"))}
    return own | {"TAMIZDAT_HOME": str(home)}


def run(home: Path, code: str, *words: str) -> Any:
    """One line of JSON for each line that it prints."""
    words = (sys.executable, "-c", code, *words)
    done = subprocess.run(words, env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def make_tables(home: Path) -> None:
    env = environment(home) | {"DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings"}
    words = [sys.executable, "-m", "django", "migrate", "-v0"]
    subprocess.run(words, env=env, cwd=ROOT, check=True)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running_server(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Granian, as in life; it is there when this begins."""
    words = [sys.executable, "-m", "tamizdat.project.run_support", "--port", str(port)]
    server = subprocess.Popen(words, env=environment(home), cwd=ROOT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/notices/sandbox/")
        yield server
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def running_workers(home: Path, count: int, seconds: float) -> Iterator[None]:
    words = [sys.executable, "-c", WORKER, str(seconds)]
    workers = [subprocess.Popen(words, env=environment(home), cwd=ROOT) for _ in range(count)]
    try:
        yield
    finally:
        for one in workers:
            one.wait(60)
    assert [one.returncode for one in workers] == [0] * count


def _wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2)
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"{address} did not answer within a minute")
