"""The ceremony itself, without its questions: keys for the holders, the next root of them, everybody's signature."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamizdat.core.trust.sign import LASTS
from tamizdat.keys.carried import Carried, draft, sign_carried
from tamizdat.keys.clock import TOLERATED
from tamizdat.keys.holders import Held
from tamizdat.keys.key_file import PublicKey
from tamizdat.shell.errors import RefusedError

ROUTES = Path("/proc/net/route"), Path("/proc/net/ipv6_route")


def draft_ceremony(request: Carried, holders: Sequence[PublicKey], threshold: int, now: datetime) -> Carried:
    """The next root with these holders; nobody has signed it yet."""
    wrong = [one.holder for one in holders if one.role != "root"]
    if wrong:
        raise RefusedError(f"The key of {wrong[0]} was not made as a root key (`tamizdat keys make NAME STICK`).")
    names = dict(request.names) | {one.public: one.holder for one in holders}
    return draft(replace(request, names=names), [one.public for one in holders], threshold, now)


def sign_together(drafted: Carried, held: Sequence[Held]) -> Carried:
    """Everybody who is here signs."""
    return sign_carried(drafted, [one.signer for one in held])


def check_date(request: Carried, now: datetime) -> None:
    """A laptop from a drawer has often forgotten what day it is, and a root carries its date."""
    if now < request.made - TOLERATED:
        raise RefusedError(
            f"This machine's clock says {now.astimezone(UTC):%d %B %Y, %H:%M} UTC, but the newsroom wrote the request "
            f"on {request.made:%d %B %Y, %H:%M} UTC. Set the clock, then begin again."
        )
    if now > request.made + LASTS["root"]:
        raise RefusedError(
            f"The newsroom wrote this request on {request.made:%d %B %Y}, more than a year ago by this clock. "
            "Look at the clock, or let the newsroom write a new request."
        )


def is_online() -> bool:
    """Does this machine know a way to the open network?"""
    for file in ROUTES:
        try:
            lines = [line.split() for line in file.read_text().splitlines()]
        except OSError:
            continue
        for fields in lines:
            is_ipv4 = len(fields) > 7 and fields[1] == "00000000" and fields[7] == "00000000"
            is_ipv6 = len(fields) == 10 and fields[1] == "00" and set(fields[0]) == {"0"} and fields[9] != "lo"
            if is_ipv4 or is_ipv6:
                return True
    return False


def lies_on_own_disk(stick: Path) -> bool:
    """Is this folder on the disk of the machine, and not on something that was plugged in?"""
    device = stick.stat().st_dev
    return any(device == os.stat(one).st_dev for one in ("/", Path.home(), Path.cwd()))  # noqa: PTH116


def has_swap() -> bool:
    """Memory that is written to the disk may take a key with it."""
    try:
        return len(Path("/proc/swaps").read_text().splitlines()) > 1
    except OSError:
        return False


def renewal_due(made: datetime) -> datetime:
    """When a root of this day wants to be renewed."""
    return made + LASTS["root"] - timedelta(days=60)
