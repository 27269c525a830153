"""How one mirror stands as seen from one vantage point: a small state that each probe moves, with hysteresis."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Literal

from tamizdat.mirrors.watch.observation import CUT_OFF, NO_DATA, Kind, Observation
from tamizdat.mirrors.watch.policy import Policy

MOST = 400
State = Literal["unknown", "readable", "cut-off", "faulty"]
"""``cut-off``: readers there do not get through. ``faulty``: they do, and what the mirror gives is at fault."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One probe, as far as the state needs it."""

    at: datetime
    kind: Kind

    @property
    def group(self) -> State:
        return "readable" if self.kind == "ok" else "cut-off" if self.kind in CUT_OFF else "faulty"


@dataclass(frozen=True, slots=True)
class Standing:
    """State, since when, and the probes that it rests on."""

    mirror: str
    vantage: str
    state: State = "unknown"
    since: datetime | None = None
    recent: tuple[Seen, ...] = ()
    last_ok: datetime | None = None
    edition: int = 0
    """The highest that was seen."""
    note: str = ""
    """Of the newest probe."""
    tried: datetime | None = None
    """The newest probe, also one that ended before it left the vantage point."""

    @property
    def newest(self) -> Seen | None:
        return self.recent[-1] if self.recent else None

    @property
    def is_doubtful(self) -> bool:
        """The newest probe says another thing than the state: it may be about to change."""
        return self.newest is not None and self.newest.group != self.state

    def is_fresh(self, now: datetime, policy: Policy) -> bool:
        """False: there is no data, whatever was known once."""
        return self.newest is not None and now - self.newest.at <= timedelta(minutes=policy.fresh_minutes)

    def main_kind(self) -> Kind | None:
        """Of the probes that failed, what most of them found; of two the newer one."""
        failed = [one.kind for one in reversed(self.recent) if one.kind != "ok"]
        return Counter(failed).most_common(1)[0][0] if failed else None

    def to_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "since": _text(self.since),
            "last_ok": _text(self.last_ok),
            "recent": [[_text(one.at), one.kind] for one in self.recent],
            "edition": self.edition,
            "note": self.note,
            "tried": _text(self.tried),
        }


def standing_from_json(mirror: str, vantage: str, value: dict[str, Any]) -> Standing:
    """What ``to_json`` wrote."""
    recent = tuple(Seen(datetime.fromisoformat(at), kind) for at, kind in value["recent"])
    return Standing(
        mirror, vantage, value["state"], _time(value["since"]), recent, _time(value["last_ok"]), value["edition"],
        value["note"], _time(value["tried"]),
    )  # fmt: skip


def step(before: Standing, found: Observation, policy: Policy) -> Standing:
    """The state after one more probe. A probe that failed at the vantage point moves nothing."""
    if found.kind in NO_DATA:
        return _with(before, tried=found.at)
    seen = Seen(found.at, found.kind)
    now = _with(
        before,
        recent=_remembered(before.recent, seen, policy),
        last_ok=found.at if found.is_ok else before.last_ok,
        edition=max(before.edition, found.edition or 0),
        note=found.note,
        tried=found.at,
    )
    state, since = _next(now, policy)
    return _with(now, state=state, since=since)


def _remembered(before: tuple[Seen, ...], seen: Seen, policy: Policy) -> tuple[Seen, ...]:
    """As many probes as a decision needs. After a time without data what came before it decides nothing."""
    if before and seen.at - before[-1].at > timedelta(minutes=policy.fresh_minutes):
        return (seen,)
    rows = (*before, seen)
    oldest = seen.at - timedelta(minutes=max(policy.minutes, policy.back_minutes))
    count = max(policy.probes, policy.back_probes, sum(one.at >= oldest for one in rows) + 1)
    return rows[-min(count, MOST) :]


def _next(now: Standing, policy: Policy) -> tuple[State, datetime | None]:
    newest = now.recent[-1]
    if newest.kind == "ok":
        return _after_ok(now, policy)
    first = _failing_since(now.recent, policy)
    if first is None or now.state == newest.group:
        return now.state, now.since
    # From cut off to faulty and back the readers' trouble goes on; only its name changes.
    return newest.group, now.since if now.state in ("cut-off", "faulty") else first


def _after_ok(now: Standing, policy: Policy) -> tuple[State, datetime | None]:
    newest = now.recent[-1]
    if now.state in ("readable", "unknown"):
        return "readable", now.since or newest.at
    well = list(takewhile(lambda one: one.kind == "ok", reversed(now.recent)))
    is_long = newest.at - well[-1].at >= timedelta(minutes=policy.back_minutes)
    if len(well) >= policy.back_probes and is_long:
        return "readable", well[-1].at
    return now.state, now.since


def _failing_since(recent: tuple[Seen, ...], policy: Policy) -> datetime | None:
    """When it began, if enough of the last probes failed, over long enough; of frequent probes the same share."""
    newest, long = recent[-1], timedelta(minutes=policy.minutes)
    count = next((n for n in range(policy.probes, len(recent)) if newest.at - recent[-n].at >= long), len(recent))
    window = recent[-count:]
    failed = [one for one in window if one.kind != "ok"]
    is_most = len(failed) * policy.probes >= policy.failed * max(count, policy.probes)
    return failed[0].at if is_most and newest.at - failed[0].at >= long else None


def _with(before: Standing, **changes: Any) -> Standing:
    values = {name: getattr(before, name) for name in Standing.__slots__}
    return Standing(**{**values, **changes})


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
