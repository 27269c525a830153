"""Of several copies: which edition is the newest that this newsroom signed, and which copies are not believed.

First the roots of all copies are followed to the newest one; only what its keys signed counts. A copy with lower
versions than another is older, by accident or not: it is told, and still serves for objects that are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, parse_metadata
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.core.trust.verdict import (
    Trust,
    check_bytes,
    check_next_root,
    judge_metadata,
    parse_root,
    read_file,
    root_file,
)
from tamizdat.intake.copies import Copy
from tamizdat.shell.errors import RefusedError

MOST_ROOTS = 1_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A copy whose signatures hold, and the edition that they lead to."""

    copy: Copy
    trust: Trust


@dataclass(frozen=True, slots=True)
class Found:
    """The copies that are believed, the newest first; and why others are not."""

    root: bytes
    """The newest root that any copy has; the chain from the given one to it holds."""
    roots: dict[int, bytes]
    judged: tuple[Judged, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def newest(self) -> Judged:
        return self.judged[0]


def find_editions(copies: Sequence[Copy], root: bytes, now: datetime) -> Found:
    """Judge all copies at once; what cannot be reached or does not hold is in ``refused``."""
    try:
        newest, roots = _follow_roots(copies, root)
    except TrustError as error:
        raise RefusedError(f"The root file cannot be used: {error}") from None
    judged: list[Judged] = []
    refused: list[tuple[str, str]] = []
    with ThreadPoolExecutor(max(len(copies), 1)) as pool:
        for one, found in zip(copies, pool.map(lambda copy: _judge(copy, newest, now), copies), strict=True):
            if isinstance(found, Trust):
                judged.append(Judged(one, found))
            else:
                refused.append((one.name, found))
    judged.sort(key=lambda one: one.trust.rank, reverse=True)
    return Found(newest, roots, tuple(judged), tuple(refused))


def own_root(copies: Sequence[Copy]) -> bytes:
    """The first root that a copy itself offers: good for nothing but seeing that it agrees with itself."""
    why = "no copy was named"
    for copy in copies:
        try:
            return read_file(copy.read, root_file(1), LONGEST)
        except TrustError as error:
            why = str(error)
    raise RefusedError(f"No copy offers a root file ({why}). Name one with --root FILE.")


def read_retractions(judged: Judged) -> tuple[Retractions, bytes] | None:
    """The list of what was withdrawn, and its bytes; None when this copy cannot show it whole."""
    listed = judged.trust.targets.get(RETRACTIONS)
    if listed is None:
        return Retractions(), b""
    file = f"/o/{listed.digest}"
    try:
        data = read_file(judged.copy.read, file, listed.length)
        check_bytes(file, data, listed)
        return parse_retractions(data, judged.trust.manifest.edition), data
    except EditionError:
        return None


def all_roots(found: Found) -> dict[int, bytes]:
    """Every root from the first that a copy has: readers walk from root to root, whichever one they know."""
    roots = dict(found.roots)
    for version in range(min(roots) - 1, 0, -1):
        for one in found.judged:
            try:
                earlier = parse_metadata(root_file(version), one.copy.read(root_file(version), LONGEST), "root")
                check_next_root(earlier, parse_metadata("root", roots[version + 1], "root"))
            except (TrustError, KeyError):
                continue
            roots[version] = earlier.data
            break
        else:
            break
    return roots


def newest_retractions(found: Found) -> tuple[Retractions, bytes]:
    """Of the newest edition; copies of the same edition help out. Refuses rather than go on without them."""
    name = found.newest.trust.targets.get(RETRACTIONS)
    for one in found.judged:
        if one.trust.targets.get(RETRACTIONS) == name and (answer := read_retractions(one)) is not None:
            return answer
    raise RefusedError(
        f"Edition {found.newest.trust.manifest.edition} has a list of what was withdrawn, and no copy shows it whole. "
        "Name another copy: without the list something withdrawn could be published again."
    )


def _judge(copy: Copy, root: bytes, now: datetime) -> Trust | str:
    """What an edition's signatures lead to, under the newest root alone; or why not."""
    next_root = root_file(parse_root(root).version + 1)

    def read(path: str, limit: int) -> bytes:
        if path == next_root:
            raise KeyError(path)
        return copy.read(path, limit)

    try:
        return judge_metadata(root, read, now)
    except TrustError as error:
        return str(error)


def _follow_roots(copies: Sequence[Copy], root: bytes) -> tuple[bytes, dict[int, bytes]]:
    """From the given root on, each next one from whichever copy has one that holds."""
    newest = parse_root(root)
    roots = {newest.version: root}
    for version in range(newest.version + 1, newest.version + MOST_ROOTS):
        file = root_file(version)
        for copy in copies:
            try:
                after = parse_metadata(file, copy.read(file, LONGEST), "root")
                check_next_root(newest, after)
            except (TrustError, KeyError):
                continue
            newest, roots[version] = after, after.data
            break
        else:
            break
    return newest.data, roots
