"""One pull: the sources' newest edition is checked, fetched where it differs, and shown; the pointer goes last."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.verdict import parse_root, root_file
from tamizdat.mirrors.backends.folder import FAULTS
from tamizdat.mirrors.carry.kept import Kept, read_kept, write_kept
from tamizdat.mirrors.carry.pulled import PulledSource
from tamizdat.mirrors.carry.sources import Offer, Sources, find_addresses
from tamizdat.mirrors.copy_edition import CopyReport, copy_from, whole_edition
from tamizdat.shell.errors import RefusedError

MOST = 20_000_000_000


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought."""

    edition: int
    fetched: int
    removed: int
    fetched_bytes: int
    is_stale: bool
    is_checked: bool
    """False: whose edition it is, nobody has checked; the first root that came was believed."""


class Carrier:
    """A volunteer's folder: ``site`` in it is what readers see."""

    def __init__(self, folder: Path, sources: Sequence[str], root: bytes | None = None, most: int = MOST) -> None:
        self.folder, self._given, self._root, self._most = folder, sources, root, most
        self.site, self._file = folder / "site", folder / "kept.json"
        self._incoming = folder / "incoming"

    def pull(self, now: datetime) -> Pulled:
        """Raises RefusedError: with what is wrong and what to do; readers then see what they saw before."""
        with self._alone():
            kept = self._find_kept()
            addresses, pools = find_addresses(self._given, kept, now)
            if not addresses:
                raise RefusedError("There is no address to pull from.")
            with closing(Sources(addresses)) as sources:
                kept = kept or Kept(sources.first_root(), is_checked=False)
                try:
                    return self._pull(sources, replace(kept, pools=tuple(pools.items())), now)
                except OSError as error:
                    raise _in_words(self.folder, error) from None
                except (TrustError, EditionError) as error:
                    raise RefusedError(f"The edition is not taken: {error}") from None

    def _pull(self, sources: Sources, kept: Kept, now: datetime) -> Pulled:
        offer = sources.newest(kept.root, now, kept.versions)
        before = whole_edition(self.site) if self.site.exists() else None
        size = kept.size if before else 0
        source = PulledSource(offer, kept.root, sources.others(offer.site), self._incoming, size, self._most)
        report = copy_from(source, self.site)
        after = replace(kept, root=_newest_root(offer, kept.root), versions=offer.trust.versions, size=source.size)
        # Kept after the tree: a pull that is cut between the two is done again, and finds nothing to do.
        write_kept(self._file, after)
        shutil.rmtree(self._incoming, ignore_errors=True)
        return _report(report, source.fetched_bytes, offer, kept.is_checked)

    def _find_kept(self) -> Kept | None:
        """What was kept, unless it is of another newsroom than the root that was given."""
        kept = read_kept(self._file)
        if self._root is None:
            return kept
        given = _parse(self._root)
        if kept is None:
            return Kept(self._root)
        newest = _parse(kept.root)
        if given > newest:
            return replace(kept, root=self._root, is_checked=True)
        path = self.site / root_file(given)[1:]
        own = kept.root if given == newest else path.read_bytes() if path.exists() else b""
        if own != self._root:
            raise RefusedError(f"{self.folder} carries the edition of another newsroom. Give --folder another one.")
        return replace(kept, is_checked=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One pull at a time into one folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / "lock").open("w")
        except OSError as error:
            raise _in_words(self.folder, error) from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RefusedError(f"Another program is pulling into {self.folder} at this moment.") from None
            yield


def _parse(root: bytes) -> int:
    try:
        return parse_root(root).version
    except TrustError as error:
        raise RefusedError(f"This is no root file: {error}") from None


def _newest_root(offer: Offer, root: bytes) -> bytes:
    return offer.files.get(root_file(offer.trust.root.version), root)


def _report(report: CopyReport, fetched_bytes: int, offer: Offer, is_checked: bool) -> Pulled:
    stale = bool(offer.trust.expired)
    return Pulled(report.edition, report.copied, report.removed, fetched_bytes, stale, is_checked)


def _in_words(folder: Path, error: OSError) -> RefusedError:
    kind = FAULTS.get(error.errno, "unreachable")
    what = {"full": "has no more room", "refused": "cannot be written"}.get(kind, "cannot be used")
    return RefusedError(
        f"{error.filename or folder} {what}: {error.strerror}. Readers see what they saw; the next pull goes on."
    )
