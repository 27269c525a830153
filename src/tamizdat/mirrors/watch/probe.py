"""Probe one mirror through one vantage point: DNS, TCP, TLS, HTTP, each for itself; then what it serves.

The bytes are checked by the verifier that readers have: from the newsroom's root to the manifest, one page by chance,
and one object larger than 16 kB. "Readable" means: readable for this probe, from there. A mirror can know a prober and
be kind to it alone, so readers check everything again.
"""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map_nodes import Entry
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, Listed, parse_metadata
from tamizdat.core.trust.page import prove_page
from tamizdat.core.trust.verdict import TIMESTAMP, Trust, check_bytes, judge_metadata
from tamizdat.mirrors.watch.ask import Answer
from tamizdat.mirrors.watch.fingerprints import KNOWN, Fingerprint, find_block_page
from tamizdat.mirrors.watch.line import Line, since
from tamizdat.mirrors.watch.observation import Kind, Observation, ProbeError
from tamizdat.mirrors.watch.pick import pick_page
from tamizdat.mirrors.watch.vantage import Way
from tamizdat.mirrors.watch.wire import CUT_TO
from tamizdat.reading.fetch import NOT_THERE

LARGE = 24_000
"""An object of so many bytes does not fit before the cut."""
LEGAL_BLOCK = 451
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Target:
    """What is probed: a mirror, by name, with its top as readers reach it."""

    name: str
    address: str
    pool: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the newsroom itself knows of its edition."""

    root: bytes
    edition: int
    large: tuple[str, ...] = ()
    """Paths of objects that are larger than 16 kB, also when packed."""
    own: Callable[[str], str | None] = lambda _path: None
    """The digest of a path in our current edition."""
    old_after: int = 3
    """A mirror that is more editions behind than this is old."""
    fingerprints: tuple[Fingerprint, ...] = KNOWN
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    chance: random.Random = field(default_factory=random.Random)


def probe(target: Target, way: Way, expected: Expected, now: datetime, seen: int = 0) -> Observation:
    """``seen``: the highest edition that this mirror has shown from there before; a lower one is a rollback."""
    run = _Probe(target, way, expected, now, seen)
    kind: Kind = "ok"
    note = ""
    try:
        note = run.look()
    except ProbeError as error:
        kind, note = error.kind, error.note
    return Observation(now, target.name, way.vantage.name, kind, run.steps, run.edition, note)


class _Probe:
    """One probe, step by step."""

    def __init__(self, target: Target, way: Way, expected: Expected, now: datetime, seen: int) -> None:
        self._expected, self._now, self._seen = expected, now, seen
        self._line = Line(target.address, way, expected.context)
        self.edition: int | None = None

    @property
    def steps(self) -> dict[str, int]:
        return self._line.steps

    def look(self) -> str:
        """Everything in order; returns what an engineer may want to know of a mirror that is readable."""
        pointer = self._pointer()
        started = time.monotonic()
        try:
            return self._content(pointer)
        except ProbeError as error:
            # A mirror that is being brought up to date at this moment shows two editions; its pointer changes last.
            if error.kind not in ("wrong", "http-status") or (again := self._pointer()) == pointer:
                raise
            return self._content(again)
        finally:
            self.steps["content"] = since(started)

    def _content(self, pointer: bytes) -> str:
        trust = self._judge(pointer)
        self._check_page(trust)
        return self._check_large(trust)

    def _pointer(self) -> bytes:
        """The small object: whether there is an edition at all."""
        started = time.monotonic()
        answer = self._line.get(TIMESTAMP, LONGEST)
        self.steps.setdefault("http", max(0, since(started) - sum(self.steps.values())))
        self._refuse_foreign(answer)
        if answer.status != 200:
            raise ProbeError("http-status", f"it answers {answer.status}")
        try:
            parse_metadata(TIMESTAMP, answer.data[: LONGEST + 1], "timestamp")
        except TrustError:
            raise self._foreign(answer, "something else stands where our edition should be") from None
        return answer.data

    def _foreign(self, answer: Answer, what: str) -> ProbeError:
        name = find_block_page(answer.data, answer.location, self._expected.fingerprints)
        return ProbeError("blockpage", name) if name else ProbeError("foreign-body", what)

    def _refuse_foreign(self, answer: Answer) -> None:
        """Refusals that speak as a block page does, and ways that lead elsewhere."""
        if answer.status == 200:
            return  # our own texts may quote a block page's words: those are judged by their bytes
        if name := find_block_page(answer.data, answer.location, self._expected.fingerprints):
            raise ProbeError("blockpage", name)
        if answer.status == LEGAL_BLOCK:
            raise ProbeError("blockpage", "unavailable for legal reasons (451)")
        if answer.status in REDIRECTS:
            raise ProbeError("redirect", f"{answer.status} to {self._line.leads_to(answer)}")

    def _read(self, path: str, limit: int) -> bytes:
        """As the verifier wants it."""
        answer = self._line.get(path, limit)
        self._refuse_foreign(answer)
        if answer.status in NOT_THERE:
            raise KeyError(path)
        if answer.status != 200:
            raise ProbeError("http-status", f"it answers {answer.status}")
        return answer.data[: limit + 1]

    def _judge(self, pointer: bytes) -> Trust:
        def read(path: str, limit: int) -> bytes:
            return pointer[: limit + 1] if path == TIMESTAMP else self._read(path, limit)

        try:
            trust = judge_metadata(self._expected.root, read, self._now)
        except EditionError as error:
            raise self._wrong(error) from None
        self.edition = trust.manifest.edition
        if self.edition < self._seen:
            raise ProbeError("rollback", f"edition {self.edition}, after edition {self._seen} was seen there")
        if trust.expired:
            raise ProbeError("old", f"edition {self.edition}: its {trust.expired[0]} has run out")
        if self.edition < self._expected.edition - self._expected.old_after:
            raise ProbeError("old", f"edition {self.edition}; ours is {self._expected.edition}")
        return trust

    def _wrong(self, error: EditionError) -> ProbeError:
        """Bytes that are not ours: somebody's page in their place, or our own changed."""
        what, last = getattr(error, "file", ""), self._line.last
        if error.rule == "root-expired":
            return ProbeError("old", "the newsroom's root has run out: hold a key ceremony")
        if error.rule == "missing":
            return ProbeError("http-status", f"{what} is not there")
        if _looks_like_a_page(last.data) and (found := self._foreign(last, f"a page of others at {what}")):
            is_block = found.kind == "blockpage" or not what.endswith((".html", "/"))
            return found if is_block else ProbeError("wrong", f"{what} was changed [{error.rule}]")
        return ProbeError("wrong", f"{what} [{error.rule}]")

    def _check_page(self, trust: Trust) -> None:
        """One page by chance, by its proof and its address."""
        try:
            entry = pick_page(
                trust.manifest.map_root, lambda name: self._read(f"/o/{name}", LONGEST), self._expected.chance
            )
            if entry is not None:
                self._check(entry)
        except (EditionError, KeyError) as error:
            raise self._missing(error) from None

    def _missing(self, error: EditionError | KeyError) -> ProbeError:
        if isinstance(error, EditionError):
            return self._wrong(error)
        return ProbeError("http-status", f"{error.args[0]} is not there")

    def _check(self, entry: Entry) -> None:
        data = self._read(entry.path, entry.length)
        if len(data) < entry.length and self._line.was_cut:
            raise ProbeError("cut-16k", f"{len(data):,} of {entry.length:,} bytes came")
        if digest(data) != self._expected.own(entry.path):  # what is not the page of this edition may be of our next
            check_bytes(entry.path, data, Listed(entry.length, entry.digest))

    def _check_large(self, trust: Trust) -> str:
        """One object that does not fit before the cut; where there is none, many small ones through one connection."""
        for path in self._expected.large:
            try:
                entry = prove_page(path, trust, self._read)
                if entry.length >= LARGE:
                    self._check(entry)
                    return ""
            except TrustError as error:
                if error.rule != "absent":  # a mirror that is an edition behind may not have it
                    raise self._wrong(error) from None
            except KeyError as error:
                raise self._missing(error) from None
        if self._line.get_many(TIMESTAMP, LONGEST, CUT_TO):
            return ""
        return "nothing larger than 16 kB was there to try the cut with"


def _looks_like_a_page(data: bytes) -> bool:
    start = data[:2_000].lower()
    return any(word in start for word in (b"<html", b"<!doctype", b"<body", b"<head"))
