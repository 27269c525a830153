"""What other rooms may ask of the press."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from tamizdat.press.editions.mentions import is_unfinished
from tamizdat.press.editions.reworded import has_unnoted
from tamizdat.press.memory import read_state
from tamizdat.press.mirror_list import PublicList, is_old, read_list, renew_list, sign_pool_list
from tamizdat.press.objects import ObjectStore
from tamizdat.press.only_one import only_one_press
from tamizdat.press.places import find_places, has_memory, open_memory_at, open_store, open_tree
from tamizdat.press.press_edition import Newsroom, Press, PressReport, Progress
from tamizdat.press.secret_addresses import find_secrets
from tamizdat.press.sign import read_targets, refresh_metadata
from tamizdat.press.slots import Slots
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.mirrors import read_registry

__all__ = [
    "PressReport", "PublicList", "announce_mirrors", "bring_edition", "compute_map_root", "far_tree", "is_behind",
    "press_edition", "refresh_timestamp", "refuse_unpressed_withdrawals", "sign_pool_list",
]  # fmt: skip


def press_edition(
    home: Home, *, now: datetime, progress: Progress | None = None, ends_rollback: bool = True
) -> PressReport:
    """Make the next edition of this newsroom, or find that nothing changed. ``now`` goes into manifest and metadata.

    ``ends_rollback``: after a rollback, print what the newsroom holds even when nothing changed in it since.
    """
    settings = open_newsroom(home)
    from tamizdat.campaigns import doors as campaigns  # Django has to know the newsroom first
    from tamizdat.newsroom import doors

    due = min(now, doors.keep_clock().due)  # a clock that leapt lets nothing out
    doors.publish_due(now=due)
    doors.refresh_settings(settings)
    campaigns.refresh(home, due)
    newsroom = _newsroom(home)
    with only_one_press(home.press), closing(open_memory_at(find_places(home).memory)) as memory:
        press = Press(home, memory, progress, settings.keep_editions)
        report = press.press(newsroom, now, ends_rollback=ends_rollback)
        if press.redraw(report.held, doors.redraw_pictures):
            report = press.press(newsroom, now)
        renew_list(press, now)
        refresh_metadata(home, _slots(home), now)
    return report


def announce_mirrors(home: Home, now: datetime) -> PublicList | None:
    """Bring what the registry says of the public pool to readers, without waiting for an article.

    An edition when the pool is another one; a new signature when the list's time or the keys ask for it. Returns the
    list that readers have then; None when there is none.
    """
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    doors.refresh_mirrors(home)
    if is_behind(home):
        press_edition(home, now=now, ends_rollback=False)
    with only_one_press(home.press), closing(open_memory_at(find_places(home).memory)) as memory:
        return renew_list(Press(home, memory), now)


def _newsroom(home: Home) -> Newsroom:
    """What the press is told of a newsroom that is open."""
    from tamizdat.newsroom import doors

    secrets = find_secrets(read_registry(home.mirrors), home.read_settings())
    return Newsroom(doors.read_facts, doors.private_words(), secrets, doors.reworded_after)


def is_behind(home: Home) -> bool:
    """Has the press something to do: facts it has not seen, or what it was cut short in? May be asked every second."""
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    place = find_places(home).memory
    if not has_memory(place):
        return True
    with closing(open_memory_at(place, read_only=True)) as memory:
        seen = int(read_state(memory, "change", "0"))
        if has_unnoted(memory, doors.reworded_after) or is_unfinished(memory):
            return True
    return next(iter(doors.read_facts(seen)), None) is not None


def refuse_unpressed_withdrawals(home: Home) -> None:
    """A rollback must not bring back what editors have withdrawn meanwhile; raises RefusedError."""
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    with closing(open_memory_at(find_places(home).memory)) as memory:
        seen = int(read_state(memory, "change", "0"))
        changed = doors.read_facts(seen)
        withdrawn = any(value is None and not name.startswith("campaign:") for _, name, value, _ in changed)
        withdrawn = withdrawn or has_unnoted(memory, doors.reworded_after)
    if withdrawn:
        raise RefusedError("Something was withdrawn that no edition shows yet. Run `tamizdat press` first.")


def refresh_timestamp(home: Home, now: datetime) -> bool:
    """Sign the timestamp again when it is six hours old, so that readers do not find the edition stale.

    True when it was signed. Without an edition there is nothing to sign.
    """
    with only_one_press(home.press):
        signed = refresh_metadata(home, _slots(home), now)
        if is_old(home, read_list(_slots(home)), now):
            with closing(open_memory_at(find_places(home).memory)) as memory:
                renew_list(Press(home, memory), now)
            return True
    return signed


def _slots(home: Home) -> Slots:
    places = find_places(home)
    return open_tree(places, open_store(places.objects))


def compute_map_root(home: Home, memory: Path | None = None) -> str:
    """Press what is published from nothing, up to the map, and give its root; there is no edition of it.

    ``memory``: a new file for what the press remembers; without it the home's own memory, which has to be empty.
    """
    open_newsroom(home)
    newsroom = _newsroom(home)
    with only_one_press(home.press), closing(open_memory_at(memory or find_places(home).memory)) as opened:
        return Press(home, opened, places=find_places(home, memory)).compute(newsroom)


def far_tree(home: Home) -> Path | None:
    """The public tree of a newsroom that keeps it in a bucket, to be read as a folder is; None when it is a folder."""
    places = find_places(home)
    return None if isinstance(places.tree, Path) else open_tree(places, open_store(places.objects)).current


def bring_edition(home: Home, source: Path) -> str:
    """Put the edition that lies in ``source``, the ``editions`` of the same newsroom elsewhere, into this home.

    Its objects are in this home's store already. Readers see the same edition with the same signatures.
    """
    there = Slots(source, ObjectStore(source / "objects"))
    name = there.current_manifest()
    if name is None:
        return ""
    metadata = {file.name: file.read_bytes() for file in (there.current / "tuf").iterdir()}
    with only_one_press(home.press), closing(open_memory_at(find_places(home).memory)) as memory:
        Press(home, memory).bring(name, metadata, sorted(set(read_targets(there).values()) - {name}))
    return name
