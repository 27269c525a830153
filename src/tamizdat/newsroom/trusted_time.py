"""What time it is for things that become public by themselves: never early, whatever the machine's clock does."""

from __future__ import annotations

import ctypes
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

TOLERANCE = timedelta(seconds=10)
"""So far may the clock be ahead of what the machine counted: clocks are set right by seconds now and then."""
SWITCHED_OFF = timedelta(minutes=10)
"""After a start nobody counted: up to this the clock is believed, beyond it when the kernel calls it synchronised."""
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NOT_SYNCHRONISED = 0x40
"""STA_UNSYNC of adjtimex(2)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine says: its clock, the seconds since it was switched on (asleep too), and which start that was."""

    wall: datetime
    boot: float
    boot_id: str
    synchronised: bool = False


@dataclass(frozen=True, slots=True)
class Believed:
    """A reading that was believed, and the latest time that was."""

    wall: datetime
    boot: float
    boot_id: str
    last: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """The time to go by, and what is wrong with the clock: nothing, ``leap``, ``restart`` or ``behind``."""

    now: datetime
    """Never goes back."""
    due: datetime
    """What begins by itself may begin when this has come: never later than the machine's clock."""
    doubt: str = ""

    @property
    def is_held(self) -> bool:
        """A person has to look at the clock before anything becomes public by itself."""
        return self.doubt in ("leap", "restart")


def judge(believed: Believed | None, reading: Reading) -> Judged:
    """Compare the clock with what passed since it was last believed."""
    if believed is None:
        return Judged(reading.wall, reading.wall)
    if reading.boot_id == believed.boot_id and reading.boot >= believed.boot:
        counted = believed.wall + timedelta(seconds=reading.boot - believed.boot)
        if reading.wall > counted + TOLERANCE:
            return Judged(believed.last, believed.last, "leap")
        return _not_back(believed.last, min(reading.wall, counted), reading.wall)
    if reading.wall > believed.last + SWITCHED_OFF and not reading.synchronised:
        return Judged(believed.last, believed.last, "restart")
    return _not_back(believed.last, reading.wall, reading.wall)


def _not_back(last: datetime, now: datetime, wall: datetime) -> Judged:
    """A clock that was set back stands still until it has caught up."""
    forward = max(last, now)
    return Judged(forward, min(wall, forward), "behind" if wall < last - TOLERANCE else "")


def believe(believed: Believed | None, reading: Reading, judged: Judged) -> Believed | None:
    """What to keep of a reading; None when nothing is to be kept."""
    if judged.doubt:
        return None
    if believed is None or reading.boot_id != believed.boot_id or reading.boot < believed.boot:
        return Believed(reading.wall, reading.boot, reading.boot_id, judged.now)
    return Believed(believed.wall, believed.boot, believed.boot_id, judged.now)


def read_clocks() -> Reading:
    """Ask the machine."""
    return Reading(datetime.now(UTC), time.clock_gettime(time.CLOCK_BOOTTIME), _boot_id(), _is_synchronised())


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return "unknown"  # then only the count since the start can tell starts apart


class _Timex(ctypes.Structure):
    """The beginning of ``struct timex``, and room for the rest."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    ]


def _is_synchronised() -> bool:
    """Does the kernel say that a time server keeps its clock? Asked without changing anything."""
    asked = _Timex(modes=0)
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(asked))
    except (OSError, AttributeError):
        return False
    return 0 <= state < 5 and not asked.status & NOT_SYNCHRONISED
