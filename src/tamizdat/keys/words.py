"""What people read before they sign or accept: who may sign, what stays, what is new, who has signed so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.keys.carried import Carried, signed_by, wanted
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
    signed = [carried.names.get(one, fingerprint(one)) for one in sorted(signed_by(carried))]
    yield f"Signed so far by: {', '.join(sorted(signed)) or 'nobody'}."
    lacks = wanted(carried)
    if lacks.before:
        yield f"Still needed: {lacks.before} of the holders before."
    if lacks.after:
        yield f"Still needed: {lacks.after} of the new holders."
    if not lacks:
        yield "That is enough."


def _say_role(
    carried: Carried, before: SignedFile | None, after: SignedFile, role: str, what: str = ""
) -> Iterator[str]:
    there: Sequence[str] = keys_of(before, role) if before else ()
    stay = keys_of(after, role)
    names = {public: carried.names.get(public, what or "without a name") for public in (*there, *stay)}
    width = max(map(len, names.values()))
    for public in stay:
        how = "stays" if public in there else "new" if before else ""
        yield f"  {names[public]:<{width}}  {fingerprint(public)}  {how}".rstrip()
    for public in there:
        if public not in stay:
            yield f"  {names[public]:<{width}}  {fingerprint(public)}  LEAVES"
