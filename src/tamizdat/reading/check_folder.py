"""Is the edition in this folder ours, whole and fresh? Format: docs/formats/edition-v1.md, section 10."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from tamizdat.core.edition.errors import EditionError, PathError, Rule
from tamizdat.core.edition.paths import ENCODINGS, canonical_path
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.page import PageCheck, check_page
from tamizdat.core.trust.verdict import Check, Failure, check_bytes, judge_metadata, judged, refused
from tamizdat.reading.folder import Folder, Found, path_of
from tamizdat.reading.listed import Listing, Want, list_files
from tamizdat.reading.unpack import unpack

__all__ = ["Check", "Failure", "check_folder", "check_page_file", "find_top"]

Progress = Callable[[str, int, int], None]
THREADS = 4
CHUNK = 250


def check_folder(folder: Path, root: bytes, now: datetime, progress: Progress | None = None) -> Check:
    """Hold every file in the folder against what the newsroom signed, and find what should not be there."""
    inside, show = Folder(folder.resolve()), progress or (lambda _what, _done, _total: None)
    try:
        trust = judge_metadata(root, inside.read, now)
        total = trust.manifest.entries
        listing = list_files(trust, root, inside.read, lambda count: show("reading the map", count, total))
    except TrustError as error:
        return refused(error)
    failures = [*listing.failures, *_Comparison(inside, listing, show).failures()]
    return judged(trust, failures, now)


def check_page_file(file: Path, root: bytes, now: datetime) -> PageCheck:
    """Check one file of an edition that lies in a folder: only its proof and its own bytes are read."""
    top = find_top(file)
    if top is None:
        path = path_of(file.name)
        return PageCheck(refused(TrustError("/tuf/timestamp.json", "missing", f"{path} lies in no edition.")))
    inside = Folder(top.resolve())
    return check_page(_path_in(top, file), root, inside.read, now)


def find_top(file: Path) -> Path | None:
    """The nearest folder above a file that holds an edition."""
    return next((one for one in file.absolute().parents if (one / "tuf" / "timestamp.json").exists()), None)


def _path_in(top: Path, file: Path) -> str:
    text = "/" + file.absolute().relative_to(top).as_posix()
    if file.is_dir():
        return _path_in(top, file / "index.html").removesuffix("index.html")
    try:
        ending = text[-3:] if text[-3:] in ENCODINGS else ""
        return canonical_path(text.removesuffix(ending)) + ending
    except PathError:
        return path_of(text[1:])


@dataclass(slots=True)
class _Job:
    """Bytes to read once: the names that share them, and what they must be."""

    names: list[str]
    want: Want


@dataclass(slots=True)
class _Comparison:
    """What lies in the folder, against what was listed."""

    inside: Folder
    listing: Listing
    show: Progress
    _found: list[Failure] = field(default_factory=list)

    def failures(self) -> list[Failure]:
        self.show("looking into the folder", 0, len(self.listing.files))
        jobs = self._match(self.inside.list_all())
        self._read(jobs)
        return self._found

    def _match(self, all_found: Iterable[Found]) -> list[_Job]:
        """Pair what was found with what was listed; what stays alone is extra or missing."""
        jobs: dict[object, _Job] = {}
        empty: list[str] = []
        left = set(self.listing.files)
        for found in all_found:
            path = path_of(found.name)
            want = self.listing.files.get(path)
            if want is not None:
                left.discard(path)
            if found.kind == "empty":
                empty.append(path)
            elif found.kind != "file":
                self._not_a_file(found, path, want)
            elif want is None:
                self._extra(path)
            elif want.listed is None:
                continue
            elif found.length != want.listed.length:
                self._fail(path, "length")
            else:
                key = (found.same, want.listed.digest, want.packed) if found.same else found.name
                jobs.setdefault(key, _Job([], want)).names.append(found.name)
        self._found.extend(Failure(path, "missing") for path in left)
        self._empty(empty, left)
        return list(jobs.values())

    def _not_a_file(self, found: Found, path: str, want: Want | None) -> None:
        if want is not None or found.kind == "other":
            self._fail(path, "path")

    def _empty(self, folders: list[str], missing: set[str]) -> None:
        """A folder with nothing in it is too much, unless what should lie in it is missing."""
        for folder in folders:
            if folder not in self.listing.files and not any(path.startswith(f"{folder}/") for path in missing):
                self._extra(folder)

    def _extra(self, path: str) -> None:
        """When a node is broken nobody can say what is too much."""
        if self.listing.whole:
            self._fail(path, "extra")

    def _fail(self, path: str, rule: Rule) -> None:
        self._found.append(Failure(path, rule))

    def _read(self, jobs: Sequence[_Job]) -> None:
        done = 0
        with ThreadPoolExecutor(THREADS) as pool:
            for chunk, failures in pool.map(self._check_chunk, _chunks(jobs)):
                self._found.extend(failures)
                done += chunk
                self.show("checking the files", done, len(jobs))

    def _check_chunk(self, jobs: Sequence[_Job]) -> tuple[int, list[Failure]]:
        failures: list[Failure] = []
        for job in jobs:
            try:
                self._check(job)
            except EditionError as error:
                failures.extend(Failure(path_of(name), error.rule) for name in job.names)
            except KeyError:
                failures.extend(Failure(path_of(name), "missing") for name in job.names)
        return len(jobs), failures

    def _check(self, job: _Job) -> None:
        name, want = job.names[0], job.want
        if want.listed is None:
            return
        data = self.inside.read_found(name, want.listed.length)
        check_bytes(name, data, want.listed)
        if want.packed is not None:
            identity = want.packed.identity
            check_bytes(name, unpack(data, want.packed.ending, identity.length), identity)


def _chunks(jobs: Sequence[_Job]) -> Iterator[list[_Job]]:
    jobs_left = iter(jobs)
    while chunk := list(islice(jobs_left, CHUNK)):
        yield chunk
