"""Take a signed root into the home: everything is checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import SignedFile, check_signatures
from tamizdat.core.trust.sign import LASTS
from tamizdat.core.trust.verdict import check_next_root
from tamizdat.keys.carried import Carried, check_roles, check_signed, sign_carried, wanted
from tamizdat.keys.clock import ROOT_TOLERATED
from tamizdat.keys.disk import alone, write_whole
from tamizdat.keys.files import ONLINE, TARGETS_OF, online_files, read_trials, seal_plain_keys
from tamizdat.keys.key_file import public_of, read_public_key
from tamizdat.keys.names import note_names
from tamizdat.keys.roots import BEGINNING, check_chain, keys_of, name_of, parse, read_roots, threshold_of
from tamizdat.keys.settle import settle
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home


@dataclass(frozen=True, slots=True)
class Accepted:
    """The root that counts from now on."""

    root: SignedFile
    is_new: bool
    """False when the home had it already."""


def accept(home: Home, carried: Carried, now: datetime, *, begins_anew: bool = False) -> Accepted:
    """Verify a carried root from the home's newest root on, and only then write it. Raises RefusedError.

    ``begins_anew``: a person has said that the chain so far is given up.
    """
    seal_plain_keys(home)
    with alone(home.keys):
        settle(home)
        roots = read_roots(home)
        if roots and _says_the_same(roots, carried.after):
            return Accepted(parse(roots[carried.after.version]), is_new=False)
        found = complete(home, carried, begins_anew=begins_anew)
        check_acceptable(home, found, now)
        holders = {*keys_of(found.after, "root"), *keys_of(found.after, "timestamp")}
        note_names(home, {public: name for public, name in found.names.items() if public in holders}, now)
        place = BEGINNING if begins_anew and roots else name_of(found.after.version)
        write_whole(home.keys / place, found.root, mode=0o644)
        settle(home)
    return Accepted(found.after, is_new=True)


def knows(home: Home, carried: Carried) -> bool:
    """Was this root accepted already?"""
    return _says_the_same(read_roots(home), carried.after)


def finish(home: Home) -> None:
    """What an accept that was interrupted has left to do."""
    with alone(home.keys):
        settle(home)


def _says_the_same(roots: dict[int, bytes], root: SignedFile) -> bool:
    there = roots.get(root.version)
    return there is not None and parse(there).payload == root.payload


def complete(home: Home, carried: Carried, *, begins_anew: bool = False) -> Carried:
    """The carried root on top of this home's own newest one; where trial keys still count, they sign too."""
    roots = read_roots(home)
    previous = roots[max(roots)] if roots and not begins_anew else b""
    found = replace(carried, previous=previous)
    _check_number(found, begins_anew=begins_anew)
    check_signed(found)
    lacks = wanted(found)
    if lacks.before and found.before is not None:
        holders = keys_of(found.before, "root")
        trials = [one for one in read_trials(home) if public_of(one) in holders]
        found = sign_carried(found, trials[: threshold_of(found.before)]) if trials else found
    return found


def _check_number(carried: Carried, *, begins_anew: bool) -> None:
    before, after = carried.before, carried.after
    due = before.version + 1 if before else 1
    if begins_anew and after.version != 1:
        raise RefusedError("This root goes on from another one: it is no new beginning. Leave --begin-anew out.")
    if after.version != due:
        raise RefusedError(
            f"This is root {after.version}, and the next one of this home is root {due}. "
            "Make it again from a new request: `tamizdat keys request`."
        )


def check_acceptable(home: Home, carried: Carried, now: datetime) -> None:
    """The chain, the thresholds, the dates, and whether this home can sign under it; raises RefusedError."""
    lacks, after, before = wanted(carried), carried.after, carried.before
    if lacks:
        raise RefusedError(_lacks(lacks.before, lacks.after))
    try:
        if before is None:
            check_signatures(after, "root", after.root)
        else:
            check_next_root(before, after)
            check_chain(read_roots(home))
    except TrustError as error:
        raise RefusedError(f"The root that was carried is refused: {error.message}") from None
    _check_dates(after, now)
    _check_ours(home, after)


def _lacks(before: int, after: int) -> str:
    parts = [f"{before} of the holders before"] if before else []
    parts += [f"{after} of the new holders"] if after else []
    return f"This root is not signed by enough: {' and '.join(parts)} must still sign. `tamizdat keys sign FILE`."


def _check_dates(root: SignedFile, now: datetime) -> None:
    if root.expires <= now:
        raise RefusedError(
            f"This root expired on {root.expires:%d %B %Y} already: the clock was wrong where it was made, or here. "
            "Set both, and make it again."
        )
    if root.expires > now + LASTS["root"] + ROOT_TOLERATED:
        raise RefusedError(
            f"This root would hold until {root.expires:%d %B %Y}, more than a year: the clock was wrong where it was "
            "made, or here. Set both, and make it again."
        )


def _check_ours(home: Home, root: SignedFile) -> None:
    """The press can sign under it, by keys that lie here; each key is for one thing."""
    check_roles(keys_of(root, "root"), threshold_of(root), keys_of(root, "targets"), keys_of(root, "timestamp"))
    if keys_of(root, "targets") != keys_of(root, "snapshot"):
        raise RefusedError(
            "This root names different keys for targets and snapshot: not one that `tamizdat keys` made."
        )
    for role in ("targets", "snapshot", "timestamp"):
        if threshold_of(root, role) != 1:
            raise RefusedError(f"This root asks for several signatures of {role}; the press gives one.")
    for online in ONLINE:
        ours = {read_public_key(file).public for file in online_files(home, online)}
        if not ours & set(keys_of(root, TARGETS_OF[online])):
            raise RefusedError(
                f"This root names no {online} key that lies in {home.keys}: the press could not sign. "
                "Make it again from a new request: `tamizdat keys request`."
            )
