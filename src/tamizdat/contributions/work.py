"""One look at everything that waits: apply, reconcile, look after recurring gifts, publish, send mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.inbox.lifecycle import stop_what_failed, tell_of_ending_cards
from tamizdat.contributions.inbox.reconcile import is_due, note_unreachable, reconcile
from tamizdat.contributions.mail.send import send_due
from tamizdat.contributions.providers.registry import provider_names
from tamizdat.contributions.publish import publish_all
from tamizdat.contributions.site.give.forget import forget_abandoned
from tamizdat.contributions.site.own.erase import finish_erasing
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home

Result = TypeVar("Result")


def turn(home: Home, now: datetime, *, is_thorough: bool = True) -> dict[str, Any]:
    """Each part by itself: a processor or a mail server that does not answer holds up nothing else.

    ``is_thorough``: also what need not be looked at several times a second.
    """
    found: dict[str, Any] = {"applied": dict(apply_due(home, now)), "reconciled": [], "wrong": []}
    if is_thorough:
        for name in provider_names(home.read_settings()):
            if is_due(name, now):
                _daily(home, name, now, found)
        found["published"] = _try(found, publish_all, home, now) or []
    found["mailed"] = _try(found, send_due, home, now) or 0
    return found


def _daily(home: Home, name: str, now: datetime, found: dict[str, Any]) -> None:
    try:
        done = reconcile(home, name, now)
        found["reconciled"].append(
            {"processor": name, "seen": done.seen, "booked": done.booked, "differences": len(done.differences)}
        )
        if done.differences:
            found["wrong"].append(f"{name}: the books and the processor differ. Run `tamizdat support reconcile`.")
        tell_of_ending_cards(home, now)
        stop_what_failed(home, now)
        finish_erasing(home, now)
        forget_abandoned(now)
    except TamizdatError as error:
        note_unreachable(name, now)
        found["wrong"].append(f"{name}: {error}")


def _try(found: dict[str, Any], part: Callable[[Home, datetime], Result], home: Home, now: datetime) -> Result | None:
    try:
        return part(home, now)
    except TamizdatError as error:
        found["wrong"].append(str(error))
        return None
