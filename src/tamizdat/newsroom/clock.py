"""The time that everything goes by that becomes public by itself; kept in the newsroom's database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tamizdat.newsroom import trusted_time
from tamizdat.newsroom.embargo_records import TrustedClock
from tamizdat.newsroom.trusted_time import Believed, Judged, believe, judge

KEPT_EVERY = timedelta(seconds=20)


def look_at_clock() -> Judged:
    """What the clock says and whether it can be believed. Reads only."""
    return judge(_believed(), trusted_time.read_clocks())


@transaction.atomic
def keep_clock() -> Judged:
    """As ``look_at_clock``, and remember a time that was believed: whoever presses asks this."""
    before, reading = _believed(), trusted_time.read_clocks()
    judged = judge(before, reading)
    kept = believe(before, reading, judged)
    if kept and (before is None or kept.boot_id != before.boot_id or kept.last >= before.last + KEPT_EVERY):
        _keep(kept)
    return judged


@transaction.atomic
def confirm_clock() -> datetime:
    """A person looked: the clock is right. From now on time is counted from it."""
    before, reading = _believed(), trusted_time.read_clocks()
    # What was believed later than this was said to readers: it is not taken back.
    last = max(reading.wall, before.last) if before else reading.wall
    _keep(Believed(reading.wall, reading.boot, reading.boot_id, last))
    return reading.wall


def _believed() -> Believed | None:
    row = TrustedClock.objects.filter(pk=1).values_list("wall", "boot", "boot_id", "last").first()
    return Believed(*row) if row else None


def _keep(believed: Believed) -> None:
    TrustedClock.objects.update_or_create(
        pk=1,
        defaults={
            "wall": believed.wall,
            "boot": believed.boot,
            "boot_id": believed.boot_id,
            "last": believed.last,
        },
    )
