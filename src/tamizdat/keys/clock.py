"""A machine whose clock is wrong must not sign: readers would be told a false age, or refuse the next edition."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tamizdat.core.trust.sign import LASTS
from tamizdat.keys.disk import write_whole
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

TOLERATED = timedelta(minutes=5)
ROOT_TOLERATED = timedelta(days=1)
"""A root is made elsewhere, on a machine that nobody sets to the minute."""
NOTE = "clock.json"


def check_clock(home: Home, now: datetime, last: datetime, what: str) -> None:
    """Refuse to sign before ``last``, the time of something that this newsroom signed or issued already."""
    if now >= last - TOLERATED or last <= _wrong_until(home):
        return
    raise RefusedError(
        f"This machine's clock says {_said(now)}, but {what} at {_said(last)}. Set the clock, then try again. "
        "If the clock is right now and was wrong then: `tamizdat keys clock --is-right`."
    )


def check_root_clock(home: Home, now: datetime, expires: datetime) -> None:
    """The same, by the day on which the root was made."""
    check_clock(home, now, signed_at("root", expires) - ROOT_TOLERATED, "its root was signed")


def signed_at(role: str, expires: datetime) -> datetime:
    """When a metadata file was signed: nothing but its expiry says so."""
    return expires - LASTS[role]


def note_right(home: Home, wrong_until: datetime) -> None:
    """A person says: times up to this one were signed by a clock that was wrong."""
    home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = f"{wrong_until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    write_whole(home.keys / NOTE, json.dumps({"wrong_until": text}).encode())


def _wrong_until(home: Home) -> datetime:
    try:
        text = str(json.loads((home.keys / NOTE).read_text(encoding="utf-8"))["wrong_until"])
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (FileNotFoundError, ValueError, KeyError):
        return datetime.min.replace(tzinfo=UTC)


def _said(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M} UTC"
