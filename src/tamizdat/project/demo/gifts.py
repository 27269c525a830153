"""The first supporters of the demo, all invented: they give through the sandbox, and nothing is written past it.

``python -m tamizdat.project.demo.gifts FOLDER PARENT``; sandbox and support site have to be running.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tamizdat.core.ledger.money import Money
from tamizdat.shell.errors import RefusedError, TamizdatError
from tamizdat.shell.home import Home, open_support
from tamizdat.shell.leash import end_with_parent

Gift = tuple[str, str, int]
"""How often, currency, minor units."""
GIFTS: tuple[Gift, ...] = (
    *(("once", "USD", amount) for amount in (500, 1000, 1000, 2500, 500, 5000, 1500, 1000, 2500, 10_000, 500, 7300)),
    *(("month", "USD", amount) for amount in (200, 500, 500, 1000, 1000, 2000, 200, 500, 1000, 2000, 500, 1000)),
    *(("once", "EUR", amount) for amount in (500, 1000, 2500, 1000, 500, 5000, 1000, 2500, 1000, 500, 2000)),
    *(("year", "USD", amount) for amount in (2500, 5000, 10_000, 5000, 20_000, 2500)),
)
"""Enough of each currency that a statement may speak of it."""
CARD = "4242424242424242"
WAITS = 60.0


def give(home: Home) -> int:
    """Give all of it, once; and wait until it is in the books and in the first statement."""
    from tamizdat.contributions.deeds import begin_gift
    from tamizdat.contributions.models import Notice
    from tamizdat.contributions.providers.contract import ProviderError
    from tamizdat.contributions.wish import Wish
    from tamizdat.contributions.work import turn

    sandbox = home.read_settings().support.settings["sandbox"]["address"]
    with httpx.Client(base_url=sandbox, timeout=20, trust_env=False) as person:
        for number, (every, currency, amount) in enumerate(GIFTS):
            email = f"reader-{number}@pelorna.example" if every != "once" else ""
            wish = Wish(
                form_token=f"demo-{number}", money=Money(amount, currency), every=every, covers_fee=False,  # type: ignore[arg-type]
                flow="redirect", language="en", email=email, done="http://127.0.0.1/", stopped="http://127.0.0.1/",
            )  # fmt: skip
            try:
                _, begun = begin_gift(home, wish, datetime.now(UTC))
            except ProviderError as error:
                if error.may_retry:
                    raise
                continue  # this one was given before somebody interrupted us
            person.post("/_control/checkout/pay", json={"session": begun.session, "card": CARD}).raise_for_status()
        person.post("/_control/deliveries/settle", json={"seconds": 20}).raise_for_status()
    until = time.monotonic() + WAITS
    while Notice.objects.filter(state__in=("new", "parked")).exists() and time.monotonic() < until:
        _apply(home)
    turn(home, datetime.now(UTC))
    return len(GIFTS)


def _apply(home: Home) -> None:
    from tamizdat.contributions.inbox.apply import apply_due

    apply_due(home, datetime.now(UTC))
    time.sleep(0.1)


def _main() -> None:
    home = Home(Path(sys.argv[1]))
    end_with_parent(int(sys.argv[2]))
    try:
        open_support(home)
        give(home)
    except httpx.HTTPError as error:
        sys.exit(f"tamizdat: {RefusedError(f'The sandbox did not take the first gifts: {error}')}")
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")


if __name__ == "__main__":
    _main()
