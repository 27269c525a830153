"""What the newsroom's machine asks of the holders: a request for a ceremony, or a next root that they shall sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.keys.carried import Carried, draft
from tamizdat.keys.disk import alone
from tamizdat.keys.files import ONLINE, TARGETS_OF, TRIALS, file_of, make_online, online_files, seal_plain_keys
from tamizdat.keys.key_file import KeyRole, PublicKey, fingerprint, read_public_key
from tamizdat.keys.names import read_names
from tamizdat.keys.roots import keys_of, newest_root, threshold_of
from tamizdat.keys.settle import settle
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home


@dataclass(frozen=True, slots=True)
class Change:
    """What shall be other in the next root; a change of nothing renews it for a year."""

    online: tuple[KeyRole, ...] = ()
    """These online keys are replaced by new ones."""
    add: tuple[PublicKey, ...] = ()
    """New holders of root keys, or machines that refresh timestamps."""
    remove: tuple[str, ...] = ()
    """Holders who leave: by name or by the beginning of their public key."""
    threshold: int | None = None
    """So many holders must sign from then on; None: as many as now."""


def make_request(home: Home, now: datetime, *, begins_anew: bool = False) -> Carried:
    """The public halves of the online keys, and the root that counts now. Missing online keys are made."""
    _tidy(home)
    root = newest_root(home)
    known = {} if begins_anew or root is None else {role: _named(home, root, role) for role in ONLINE}
    publics = {role: known.get(role) or (_own_or_new(home, role, now),) for role in ONLINE}
    return Carried(
        newsroom=_name(home),
        made=now,
        edition=publics["edition"],
        timestamp=publics["timestamp"],
        previous=b"" if begins_anew or root is None else root.data,
        names=_names(home),
    )


def plan_change(home: Home, change: Change, now: datetime) -> Carried:
    """The next root, unsigned. New online keys are made and wait beside the ones in use."""
    _tidy(home)
    root = newest_root(home)
    if root is None:
        raise RefusedError(f"{home.keys} has no root file yet: the first press makes one, or `tamizdat keys ceremony`.")
    now_there = {role: list(keys_of(root, role)) for role in ("root", "targets", "timestamp")}
    for public in _find_removed(home, change.remove, now_there):
        for keys in now_there.values():
            keys[:] = [one for one in keys if one != public]
    for one in change.add:
        if one.role == "edition":
            raise RefusedError("An edition key is made by the newsroom's own machine: `tamizdat keys rotate edition`.")
        now_there[one.role].append(one.public)
    threshold = change.threshold or threshold_of(root)
    if threshold > len(now_there["root"]):
        raise RefusedError(
            f"{len(now_there['root'])} holders would be left, and {threshold} must sign. "
            "Bring the public half of a new key with --add FILE, or ask for fewer with --threshold."
        )
    for role in ONLINE:
        if role in change.online:
            now_there[TARGETS_OF[role]] = _replace_own(home, role, root, now_there[TARGETS_OF[role]], now)
    request = Carried(
        newsroom=_name(home),
        made=now,
        edition=tuple(now_there["targets"]),
        timestamp=tuple(now_there["timestamp"]),
        previous=root.data,
        names=_names(home) | {one.public: one.holder for one in change.add},
    )
    return draft(request, now_there["root"], threshold, now)


def _replace_own(home: Home, role: KeyRole, root: SignedFile, named: Sequence[str], now: datetime) -> list[str]:
    """Our key goes, a new one comes; keys of other machines stay."""
    others = [public for public in named if public in read_names(home)]
    return [_waiting(home, role, root, now), *others]


def _waiting(home: Home, role: KeyRole, root: SignedFile, now: datetime) -> str:
    """The key that waits for its root. One that an earlier, unfinished rotation made is taken again."""
    file = file_of(home, f"{role}.next")
    if file.exists() and read_public_key(file).public not in keys_of(root, TARGETS_OF[role]):
        return read_public_key(file).public
    return make_online(home, role, f"{role}.next", now).half.public


def _own_or_new(home: Home, role: KeyRole, now: datetime) -> str:
    found = online_files(home, role)
    return read_public_key(found[0]).public if found else make_online(home, role, role, now).half.public


def _named(home: Home, root: SignedFile, role: KeyRole) -> tuple[str, ...]:
    """As the root has it, when one of these keys lies here; else none, and a new one is made."""
    named = keys_of(root, TARGETS_OF[role])
    ours = {read_public_key(file).public for file in online_files(home, role)}
    return tuple(named) if ours & set(named) else ()


def _find_removed(home: Home, removed: Sequence[str], there: dict[str, list[str]]) -> list[str]:
    return [find_key(home, wanted, [*there["root"], *there["timestamp"]]) for wanted in removed]


def find_key(home: Home, wanted: str, publics: Sequence[str]) -> str:
    """The public key of a holder: by name, or by the beginning of the key. Raises RefusedError."""
    names, asked = read_names(home), wanted.replace(" ", "").lower()
    found = [one for one in publics if one in names and names[one].name.casefold() == wanted.casefold()]
    found = found or [one for one in publics if len(asked) >= 8 and one.startswith(asked)]
    if len(found) != 1:
        there = ", ".join(names[one].name if one in names else fingerprint(one) for one in publics)
        raise RefusedError(f"{wanted!r} is nobody of the holders, or several. There are: {there}.")
    return found[0]


def _tidy(home: Home) -> None:
    """What a crash interrupted is finished first: a key that waited may be the one in use by now."""
    seal_plain_keys(home)
    with alone(home.keys):
        settle(home)


def _names(home: Home) -> dict[str, str]:
    trials = {read_public_key(file).public: name for name in TRIALS if (file := file_of(home, name)).exists()}
    return trials | {public: known.name for public, known in read_names(home).items()}


def _name(home: Home) -> str:
    return home.read_settings().name if home.settings_file.exists() else home.folder.name
