"""After a root was accepted: keys that waited for it come into use, keys that it no longer names go.

The root file is the moment of change. Whatever a crash interrupts after it is done by the next command that looks.
"""

from __future__ import annotations

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.keys.disk import forget, move, write_whole
from tamizdat.keys.files import ONLINE, TARGETS_OF, TRIALS, file_of
from tamizdat.keys.key_file import read_public_key
from tamizdat.keys.roots import BEFORE, BEGINNING, keys_of, list_roots, name_of, newest_root
from tamizdat.shell.home import Home


def settle(home: Home) -> None:
    """Bring the folder to what the newest root says. Twice is the same as once. The caller is alone."""
    _finish_beginning(home)
    root = newest_root(home)
    if root is None:
        return
    for role in ONLINE:
        waiting = file_of(home, f"{role}.next")
        if waiting.exists() and read_public_key(waiting).public in keys_of(root, TARGETS_OF[role]):
            move(waiting, file_of(home, role))
    _forget_trials(home, root)


def _forget_trials(home: Home, root: SignedFile) -> None:
    holders = keys_of(root, "root")
    for name in TRIALS:
        file = file_of(home, name)
        if file.exists() and read_public_key(file).public not in holders:
            forget(file)


def _finish_beginning(home: Home) -> None:
    """A chain that is given up goes to a folder of its own; then the new root 1 takes its place."""
    beginning = home.keys / BEGINNING
    if not beginning.exists():
        return
    data, before = beginning.read_bytes(), home.keys / BEFORE
    moving = before / "moving"
    for number in list_roots(home.keys):
        if (home.keys / name_of(number)).read_bytes() != data:
            moving.mkdir(mode=0o700, parents=True, exist_ok=True)
            move(home.keys / name_of(number), moving / name_of(number))
    if moving.exists():
        count = sum(one.name.isdigit() for one in before.iterdir())
        move(moving, before / str(count + 1))
    write_whole(home.keys / name_of(1), data, mode=0o644)
    forget(beginning)
