"""What people read before they sign or accept: who may sign, what stays, what is new, who has signed so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.keys.carried import Carried, signed_by, wanted
from tamizdat.keys.files import TRIALS
from tamizdat.keys.key_file import fingerprint
from tamizdat.keys.roots import keys_of, threshold_of


def say_root(carried: Carried) -> Iterator[str]:
    """The root that is carried, against the one before."""
    after, before = carried.after, carried.before
    name = f" of {carried.newsroom}" if carried.newsroom else ""
    follows = f", after root {before.version}" if before else ": the first of its chain"
    yield f"Root {after.version}{name}{follows}. It holds until {after.expires:%d %B %Y}."
    yield f"Holders of root keys; any {threshold_of(after)} of {len(keys_of(after, 'root'))} sign together:"
    yield from _say_role(carried, before, after, "root")
    yield "The newsroom's own machine signs by:"
    yield from _say_role(carried, before, after, "targets", "edition key")
    yield from _say_role(carried, before, after, "timestamp", "timestamp key")


def say_signatures(carried: Carried) -> Iterator[str]:
    """Who has signed, and who is still needed."""
    signed = signed_by(carried)
    yield f"Signed so far by: {_list(carried, signed) or 'nobody'}."
    lacks, after, before = wanted(carried), carried.after, carried.before
    others = [one for one in keys_of(after, "root") if one not in signed]
    earlier = [one for one in keys_of(before, "root") if one not in signed] if before else []
    if lacks.after:
        yield f"Still needed: {lacks.after} of {_list(carried, others)}."
    if lacks.before and lacks.after and set(earlier) == set(others):
        return
    if lacks.before and are_trials(carried):
        yield "Still needed: the newsroom's trial keys. They lie on its machine and sign there by themselves."
    elif lacks.before:
        yield f"Still needed, of the holders before: {lacks.before} of {_list(carried, earlier)}."
    if not lacks:
        yield "That is enough."


def are_trials(carried: Carried) -> bool:
    """Are the holders before nobody but the newsroom's trial keys?"""
    before = carried.before
    return before is not None and all(carried.names.get(one) in TRIALS for one in keys_of(before, "root"))


def _list(carried: Carried, publics: Iterable[str]) -> str:
    return ", ".join(sorted(carried.names.get(one, fingerprint(one)) for one in publics))


def _say_role(
    carried: Carried, before: SignedFile | None, after: SignedFile, role: str, what: str = "no name"
) -> Iterator[str]:
    there: Sequence[str] = keys_of(before, role) if before else ()
    stay = keys_of(after, role)
    names = {public: carried.names.get(public, what) for public in (*there, *stay)}
    width = max(13, *map(len, names.values()))
    for public in stay:
        how = "stays" if public in there else "new" if before else ""
        yield f"  {names[public]:<{width}}  {fingerprint(public)}  {how}".rstrip()
    for public in there:
        if public not in stay:
            yield f"  {names[public]:<{width}}  {fingerprint(public)}  LEAVES"
