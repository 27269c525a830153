"""``python -m tests.contributions.inbox.orders FOLDER FIRST END KILLED``: tell one month in many orders.

Each order is a process and a database of its own, forked from this one, which has no threads; the first KILLED of them
are killed on the way and told everything again. Writes one outcome a line.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SECRET = "whsec_lamp_notices"


def be_told(home: Any, file: Path, told: list[Any], now: datetime, seed: int) -> None:
    """Everything, and a quarter of it twice, in an order of its own; applied now and then, and in the end."""
    from tamizdat.contributions.inbox.apply import apply_due
    from tamizdat.contributions.inbox.opened import open_cached
    from tamizdat.contributions.inbox.store import store_notice
    from tamizdat.sandbox.postman import signature

    open_database(file)
    dice = random.Random(seed)
    told = [*told, *dice.sample(told, len(told) // 4)]
    dice.shuffle(told)
    provider = open_cached(home)
    for body in told:
        at = int(time.time())
        headers = {"Stripe-Signature": signature(SECRET, at, body.encode())}
        store_notice(home, provider, provider.read_notice(body.encode(), headers, datetime.fromtimestamp(at, UTC)))
        if dice.random() < 0.1:
            apply_due(home, now, limit=dice.randrange(1, 20))
    for hours in range(0, 40, 7):
        apply_due(home, now + timedelta(hours=hours))
    file.with_suffix(".json").write_text(json.dumps(outcome()))


def outcome() -> Any:
    """All that must be the same in the end."""
    from tamizdat.contributions.inbox.rebuild import kept_hash, rebuild
    from tamizdat.contributions.models import Gift, Notice, Receipt, Recurring

    return {
        "hash": kept_hash(),
        "rebuilt": rebuild().hash,
        "gifts": sorted(Gift.objects.values_list("id", "state", "amount")),
        "flags": sorted(map(str, Gift.objects.values_list("id", "flags"))),
        "recurring": sorted(Recurring.objects.values_list("id", "state")),
        "receipts": sorted(Receipt.objects.values_list("gift_id", "is_void")),
        "states": sorted(set(Notice.objects.values_list("state", flat=True))),
    }


def open_database(file: Path) -> None:
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(file)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


def fork(deed: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        deed()
        code = 0
    except BaseException:  # noqa: BLE001  a child says what went wrong, and is gone
        traceback.print_exc()
    finally:
        os._exit(code)


def main(folder: Path, first: int, end: int, killed: int) -> None:
    os.environ["TAMIZDAT_HOME"] = str(folder / "home")
    from tamizdat.shell.home import Home, open_support

    home = Home(folder / "home")
    open_support(home)
    from tamizdat.contributions import states
    from tamizdat.contributions.providers.stripe.provider import StripeProvider

    played: Any = pickle.loads((folder / "played.pickle").read_bytes())  # noqa: S301  our own, of a moment ago
    StripeProvider.fetch_answer = lambda self, number: played["answers"][number]  # type: ignore[method-assign]
    if played["last_word_counts"]:  # as elsewhere: then the order does matter
        states._disputes = lambda notices: {  # type: ignore[assignment]
            one.meaning.dispute: one.meaning.dispute_says for one in notices if one.meaning.dispute
        }
    for number in range(first, end):
        file = folder / f"{number}.sqlite3"
        shutil.copy(folder / "base.sqlite3", file)
        if number - first < killed:
            child = fork(lambda: be_told(home, file, played["told"], played["now"], number))  # noqa: B023
            time.sleep(random.Random(number).uniform(0.005, 0.4))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        child = fork(lambda: be_told(home, file, played["told"], played["now"], number + 1000))  # noqa: B023
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            sys.exit(1)
        print(file.with_suffix(".json").read_text(), flush=True)
        for one in folder.glob(f"{number}.*"):
            one.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
