"""What other rooms may ask of the press."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from tamizdat.press.memory import open_memory, read_state
from tamizdat.press.objects import ObjectStore
from tamizdat.press.only_one import only_one_press
from tamizdat.press.press_edition import Newsroom, Press, PressReport, Progress
from tamizdat.press.sign import refresh_metadata
from tamizdat.press.slots import Slots
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, open_newsroom

__all__ = ["PressReport", "is_behind", "press_edition", "refresh_timestamp", "refuse_unpressed_withdrawals"]


def press_edition(
    home: Home, *, now: datetime, progress: Progress | None = None, ends_rollback: bool = True
) -> PressReport:
    """Make the next edition of this newsroom, or find that nothing changed. ``now`` goes into manifest and metadata.

    ``ends_rollback``: after a rollback, print what the newsroom holds even when nothing changed in it since.
    """
    settings = open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    doors.publish_due(now=now)
    doors.refresh_settings(settings)
    newsroom = Newsroom(facts_after=doors.read_facts, private_words=doors.private_words())
    with only_one_press(home.press):
        press = Press(home, open_memory(home.press / "press.sqlite3"), progress, settings.keep_editions)
        report = press.press(newsroom, now, ends_rollback=ends_rollback)
        refresh_metadata(home, _slots(home), now)
    return report


def is_behind(home: Home) -> bool:
    """Has the newsroom written facts that the press has not seen? Cheap: may be asked every second."""
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    file = home.press / "press.sqlite3"
    if not file.exists():
        return True
    with closing(open_memory(file, read_only=True)) as memory:
        seen = int(read_state(memory, "change", "0"))
    return next(iter(doors.read_facts(seen)), None) is not None


def refuse_unpressed_withdrawals(home: Home) -> None:
    """A rollback must not bring back what editors have withdrawn meanwhile; raises RefusedError."""
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    with closing(open_memory(home.press / "press.sqlite3")) as memory:
        seen = int(read_state(memory, "change", "0"))
        withdrawn = any(value is None for _, _, value, _ in doors.read_facts(seen))
    if withdrawn:
        raise RefusedError("Something was withdrawn that no edition shows yet. Run `tamizdat press` first.")


def refresh_timestamp(home: Home, now: datetime) -> bool:
    """Sign the timestamp again when it is six hours old, so that readers do not find the edition stale.

    True when it was signed. Without an edition there is nothing to sign.
    """
    with only_one_press(home.press):
        return refresh_metadata(home, _slots(home), now)


def _slots(home: Home) -> Slots:
    return Slots(home.editions, ObjectStore(home.editions / "objects"))
