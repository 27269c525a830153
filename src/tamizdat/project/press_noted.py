"""Press, and note what came of it where the desk finds it."""

from __future__ import annotations

from datetime import datetime

from tamizdat.press.doors import PressReport, press_edition
from tamizdat.press.press_edition import Progress
from tamizdat.shell.home import Home
from tamizdat.shell.press_state import note_done, note_failed


def press_noted(
    home: Home, *, now: datetime, progress: Progress | None = None, ends_rollback: bool = True
) -> PressReport:
    """``press_edition`` (press/doors.py), and the desk knows; raises what that raises."""
    try:
        report = press_edition(home, now=now, progress=progress, ends_rollback=ends_rollback)
    except Exception as error:
        note_failed(home, now, str(error))
        raise
    note_done(home, now, tuple(report.held))
    return report
