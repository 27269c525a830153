"""What runs behind a support site, a line of JSON for each wish: give, or look at what waits. Its own process."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from tamizdat.shell.home import find_home, open_support


def main() -> None:
    open_support(find_home(None))
    for line in sys.stdin:
        print(json.dumps(do(**json.loads(line))), flush=True)


def do(what: str, now: int, **said: Any) -> dict[str, Any]:
    from django.conf import settings

    from tamizdat.contributions import deeds
    from tamizdat.contributions.inbox.apply import apply_due
    from tamizdat.contributions.mail.send import send_due
    from tamizdat.contributions.wish import Wish
    from tamizdat.core.ledger.money import Money

    moment = datetime.fromtimestamp(now + 1, UTC)  # after what the server has just noted
    if what == "give":
        money = Money(said.pop("amount"), said.pop("currency"))
        gift, begun = deeds.begin_gift(settings.HOME, Wish(money=money, **said), moment)
        return {"gift": gift.id, "session": begun.session}
    for _ in range(5):
        if not sum(apply_due(settings.HOME, moment).values()):
            break
    return {"sent": send_due(settings.HOME, moment)}


if __name__ == "__main__":
    main()
