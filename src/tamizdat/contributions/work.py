"""One look at everything that waits: apply, reconcile, look after recurring gifts, publish, send mail."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.inbox.lifecycle import stop_what_failed, tell_of_ending_cards
from tamizdat.contributions.inbox.reconcile import is_due, note_unreachable, reconcile
from tamizdat.contributions.providers.registry import provider_names
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home


def turn(home: Home, now: datetime) -> dict[str, Any]:
    """Each part by itself: a processor or a mail server that does not answer holds up nothing else."""
    found: dict[str, Any] = {"applied": dict(apply_due(home, now)), "reconciled": [], "wrong": []}
    for name in provider_names(home.read_settings()):
        if is_due(name, now):
            _daily(home, name, now, found)
    found["published"] = _call("tamizdat.contributions.publish", "publish_all", home, now, found) or []
    found["mailed"] = _call("tamizdat.contributions.mail.send", "send_due", home, now, found) or 0
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
    except TamizdatError as error:
        note_unreachable(name, now)
        found["wrong"].append(f"{name}: {error}")


def _call(module: str, name: str, home: Home, now: datetime, found: dict[str, Any]) -> Any:
    """A part that this installation has."""
    if find_spec(module) is None:
        return None
    try:
        return getattr(import_module(module), name)(home, now)
    except TamizdatError as error:
        found["wrong"].append(str(error))
        return None
