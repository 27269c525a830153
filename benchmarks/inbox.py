"""How fast notices are taken, and how fast the ledger is made again from the inbox.

    python benchmarks/inbox.py notices --rate 100 --seconds 60 [--worker]
    python benchmarks/inbox.py rebuild --movements 1000000

Notices go to the real server process (granian) over HTTP, signed, each with a remainder that is sealed. A notice's time
is counted from when it was due to be sent, so that a server that stands still cannot look fast.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from stripe import WebhookSignature

SECRET = "whsec_benchmark"
FIRST = 2
"""Seconds."""
SETTINGS = f"""
[newsroom]
name = "The Lamp"
languages = ["en"]

[support]
address = "https://give.example"
processor = "sandbox"

[support.sandbox]
address = "http://127.0.0.1:9"
webhook_secret = "{SECRET}"
demo = true
"""
WORKER = """
import sys, time
from datetime import UTC, datetime
from tamizdat.shell.home import find_home, open_support
home = find_home(None); open_support(home)
from tamizdat.contributions.inbox.apply import apply_due
end = time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    if not apply_due(home, datetime.now(UTC)): time.sleep(0.05)
"""
GIFTS = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["notices", "rebuild"])
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--worker", action="store_true", help="Apply them at the same time, in another process.")
    parser.add_argument("--movements", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "tamizdat.toml").write_text(SETTINGS)
        os.environ |= {"TAMIZDAT_HOME": folder, "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings"}
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True)
        measure = measure_notices(home, asked) if asked.what == "notices" else measure_rebuild(home, asked.movements)
        print(json.dumps({"load": os.getloadavg()[0], "cores": os.cpu_count(), **measure}))


def measure_notices(home: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds at one rate."""
    gifts, port = make_gifts(home), free_port()
    words = [sys.executable, "-m", "tamizdat.project.run_support", "--port", str(port)]
    server = subprocess.Popen(words)
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(asked.seconds + 5)])] if asked.worker else []
    try:
        url = f"http://127.0.0.1:{port}/notices/sandbox/"
        wait_for(url)
        times, refused = send(url, gifts, asked.rate, asked.seconds)
    finally:
        server.terminate()
        server.wait(20)
        for one in workers:
            one.wait(60)
    # A server that has just begun opens its database and its keys with the first notices: told apart.
    first, times = times[: FIRST * asked.rate], times[FIRST * asked.rate :]
    cuts = quantiles(times, n=1000)
    return {
        "longest_of_first_seconds_ms": round(max(first), 2),
        "sent": len(times), "not_200": refused, "rate": asked.rate, "worker": asked.worker,
        "p50_ms": round(cuts[499], 2), "p99_ms": round(cuts[989], 2), "p999_ms": round(cuts[998], 2),
        "longest_ms": round(max(times), 2),
    }  # fmt: skip


def send(url: str, gifts: list[str], rate: int, seconds: int) -> tuple[list[float], int]:
    bodies = [notice(number, gifts[number % len(gifts)]) for number in range(rate * seconds)]
    client = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=50, max_keepalive_connections=50))
    begin = time.monotonic() + 1

    def post(number: int) -> tuple[float, int]:
        due = begin + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        header = WebhookSignature.generate_signature_header(bodies[number], SECRET)
        status = client.post(url, content=bodies[number], headers={"Stripe-Signature": header}).status_code
        return (time.monotonic() - due) * 1000, status

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(len(bodies))))
    return [taken for taken, _ in answers], sum(status != 200 for _, status in answers)


def notice(number: int, gift: str) -> str:
    """As large as a charge of Stripe's is."""
    charge = {
        "id": f"ch_{number:024}", "object": "charge", "status": "failed", "amount": 1000, "currency": "usd",
        "payment_intent": f"pi_{number:024}", "metadata": {"gift": gift}, "billing_details": {"name": "A Reader"},
        "payment_method_details": {"card": {f"field_{n}": secrets.token_hex(16) for n in range(40)}},
    }  # fmt: skip
    event = {"id": f"evt_{number:024}", "object": "event", "type": "charge.failed", "created": int(time.time()),
             "livemode": False, "api_version": "2026-10-28.endive", "data": {"object": charge}}  # fmt: skip
    return json.dumps(event)


def make_gifts(home: Path) -> list[str]:
    open_site(home)
    from tamizdat.contributions.models import Gift, Supporter
    from tamizdat.contributions.vault import new_id, open_vault
    from tamizdat.shell.home import Home

    vault, made = open_vault(Home(home)), []
    for _ in range(GIFTS):
        key = vault.new_key()
        who = Supporter.objects.create(id=new_id(), sealed_key=key, sealed=vault.seal(key, {}), language="en")
        gift = Gift.objects.create(
            id=new_id(), supporter=who, processor="sandbox", amount=1000, currency="USD", every="once",
            language="en", day=datetime.now(UTC).date(),
        )  # fmt: skip
        made.append(gift.id)
    return made


def measure_rebuild(home: Path, movements: int) -> dict[str, Any]:
    """Seconds for the whole command, its own start among them."""
    open_site(home)
    begin = time.monotonic()
    fill(movements)
    filled, begin = time.monotonic() - begin, time.monotonic()
    words = [sys.executable, "-m", "tamizdat.project.command_line", "support", "rebuild", "--json"]
    program = "from tamizdat.project.command_line import main; main()"
    done = subprocess.run([words[0], "-c", program, *words[3:]], capture_output=True, text=True, check=True)
    took = time.monotonic() - begin
    return {"seconds": round(took, 1), "fill_seconds": round(filled, 1), **json.loads(done.stdout)}


def fill(movements: int, at_once: int = 5000) -> None:
    from django.db import transaction

    from tamizdat.books.keep import book
    from tamizdat.contributions.inbox.answer import Answer, skeleton_of
    from tamizdat.contributions.models import Notice
    from tamizdat.core.ledger.movement import Movement

    start = datetime(2020, 1, 1, tzinfo=UTC)
    for first in range(0, movements, at_once):
        some = [
            Movement("sandbox", f"txn_{number:012}", "gift", 1000, 59, "USD", 1000, "USD", "",
                     start + timedelta(minutes=number), f"ch_{number:012}", f"gift{number:012}")
            for number in range(first, min(first + at_once, movements))
        ]  # fmt: skip
        answers = [Answer(one, refs=(f"pi_{one.source[3:]}", one.source)) for one in some]
        with transaction.atomic():
            Notice.objects.bulk_create(
                Notice(processor="sandbox", external_id=one.name, kind="movement", about=one.refs[0],
                       at=one.movement.at, skeleton=skeleton_of(one), state="applied", gift=one.movement.gift)
                for one in answers
            )  # fmt: skip
            book(some)


def open_site(home: Path) -> None:
    from tamizdat.shell.home import Home, open_support

    open_support(Home(home))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(url: str) -> None:
    for _ in range(1200):
        try:
            httpx.get(url, timeout=2)
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise SystemExit("The server did not come up.")


if __name__ == "__main__":
    main()
