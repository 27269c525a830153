"""A reader with a memory: several places, one verdict. The twin of the service worker.

First the site itself, then three mirrors at once, until one has what is asked. A mirror is believed nothing: what it
sends is held against the newsroom's signatures, and what it says is not there may still be.

Format: docs/formats/edition-v1.md, sections 7 to 9.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar

import httpx

from tamizdat.core.canonical import digest as digest_of
from tamizdat.core.edition.errors import EditionError, Rule
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, Listed, RoleName, SignedFile
from tamizdat.core.trust.mirror_list import MIRRORS, PUBLIC
from tamizdat.core.trust.page import prove_page
from tamizdat.core.trust.verdict import (
    ReadFile,
    Trust,
    Verdict,
    check_bytes,
    has_new_keys,
    judge_metadata,
    judged,
    parse_root,
    read_file,
    root_file,
)
from tamizdat.reading.answers import Equivocation, Read, Reason, Trusted
from tamizdat.reading.fetch import Site
from tamizdat.reading.lists import accept_list, addresses_of
from tamizdat.reading.memory import Memory, Seen
from tamizdat.reading.places import Limits, Places
from tamizdat.reading.unpack import unpack

AHEAD = timedelta(minutes=5)
"""So far a newsroom's clock may be ahead of the reader's."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Found:
    """An edition at one place, and every file that led to it."""

    trust: Trust
    files: dict[str, bytes]

    def seen(self) -> Seen:
        files = {name: data for name, data in self.files.items() if not name.endswith(".root.json")}
        return Seen(self.trust.manifest.edition, self.trust.manifest_digest, files)


@dataclass(slots=True)
class _Question:
    """What is noted while one question is answered."""

    prefer: str = ""
    """Who gave the last good answer."""
    reasons: list[Reason] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)
    roots: list[SignedFile] = field(default_factory=list)
    """Roots that follow from the one that is remembered, whatever became of the rest."""


class Reader:
    """Reads an edition from the first of several addresses (the site itself), or from the others.

    ``memory``: what it knew before. ``reader.memory`` is what it knows now: keep it (``reading/memory.py``).
    """

    def __init__(
        self,
        memory: Memory,
        addresses: Sequence[str],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        transport: httpx.BaseTransport | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
    ) -> None:
        self.memory = memory
        self.equivocations: list[Equivocation] = []
        self._given, self._clock = tuple(addresses), clock
        self._places = Places(transport, limits)

    # What is asked.

    def read(self, path: str) -> Read:
        """The page at a path (as the map has it): its bytes, or why not."""
        trusted = self.trust()
        if not isinstance(trusted, Trusted):
            return Read("refused", reasons=trusted)
        question = _Question(trusted.address, list(trusted.reasons), {trusted.address})
        data, entry, verdict = None, None, trusted.verdict
        try:
            entry = prove_page(path, trusted.trust, lambda file, limit: self._node(file, limit, question))
            data = self._object(Listed(entry.length, entry.digest), question, entry.media_type)
        except TrustError as error:
            question.reasons.append(Reason("", error.file, error.rule, error.message))
            if error.rule != "absent":  # which is the map's proof; a mirror's word alone is no such thing
                return Read("refused", reasons=tuple(question.reasons))
        manifest = trusted.trust.manifest
        age = judged(trusted.trust, (), self._clock()).age_seconds
        source: Literal["origin", "mirror"] = "origin" if question.helpers == set(self.addresses()[:1]) else "mirror"
        return Read(
            verdict, data, entry, manifest.edition, manifest.issued_at, age, source, tuple(question.reasons)
        )  # fmt: skip

    def trust(self) -> Trusted | tuple[Reason, ...]:
        """The newest edition that any place has, remembered from now on; or what was wrong everywhere."""
        self._places.begin()
        now, question, stale = self._clock(), _Question(), list[tuple[str, _Found]]()
        for address, found in self._places.ask(self.addresses(), lambda site: self._judge(site, now, question)):
            self._remember_roots(question)
            if not isinstance(found, TrustError) and self._hides_root(found.trust.root):
                found = TrustError(root_file(found.trust.root.version + 1), "version", "it hides a newer root.")
            if isinstance(found, TrustError):
                self._note(question, address, found)
            elif found.trust.expired:
                stale.append((address, found))
            else:
                return self._accept(address, found, "current", question, now)
        if not stale:
            return tuple(question.reasons)
        # Only now, when nobody had anything fresher: the newsroom's words, with their age.
        address, found = max(stale, key=lambda one: one[1].trust.rank)
        for _, other in stale:
            self._compare(found.seen(), other.seen(), question)
        return self._accept(address, found, "stale", question, now)

    def fetch_object(self, digest: str, length: int, media_type: str = "application/octet-stream") -> bytes:
        """An object of the edition (length as listed) from whichever place has it; raises TrustError."""
        self._places.begin()
        return self._object(Listed(length, digest), _Question(), media_type)

    def addresses(self) -> list[str]:
        """The site itself, then what was given and what lists name; who broke a rule comes last."""
        listed = addresses_of(self.memory, self._clock())
        every = list(dict.fromkeys(f"{one.rstrip('/')}/" for one in (*self._given, *listed)))
        return every[:1] + sorted(every[1:], key=lambda one: one in self._places.marked)

    @property
    def marked(self) -> dict[str, Rule]:
        """Places that broke a rule, and the last one that they broke."""
        return dict(self._places.marked)

    def bring_list(self, data: bytes) -> str:
        """Take in a list that somebody handed over (a channel's, say); returns its pool, raises TrustError."""
        self.memory, found = accept_list(self.memory, data, self._clock())
        return found.pool

    # How an edition is found.

    def _judge(self, site: Site, now: datetime, question: _Question) -> _Found:
        files: dict[str, bytes] = {}

        def accepted(role: RoleName, one: SignedFile) -> None:
            if role == "root":
                question.roots.append(one)

        def read(file: str, limit: int) -> bytes:
            files[file] = site.read(file, limit)
            return files[file]

        memory = self.memory
        return _Found(judge_metadata(memory.root, read, now, memory.versions, accepted), files)

    def _remember_roots(self, question: _Question) -> None:
        """A newer root at once: whoever hides it afterwards, and brings back stolen keys, comes too late."""
        if not question.roots:
            return
        before, newest = parse_root(self.memory.root), max(question.roots, key=lambda one: one.version)
        if newest.version > before.version:
            versions = None if has_new_keys(before, newest) else self.memory.versions
            list_root = self.memory.list_root or self.memory.root
            self.memory = replace(self.memory, root=newest.data, versions=versions, list_root=list_root)

    def _hides_root(self, root: SignedFile) -> bool:
        """Another place has shown a root that took keys away from this one."""
        newest = parse_root(self.memory.root)
        return root.version < newest.version and has_new_keys(root, newest)

    def _accept(self, address: str, found: _Found, verdict: Verdict, question: _Question, now: datetime) -> Trusted:
        """Remember an edition, and the list of mirrors that it has."""
        trust, seen = found.trust, found.seen()
        if self.memory.seen is not None:
            self._compare(self.memory.seen, seen, question)
        self.memory = replace(self.memory, versions=trust.versions, seen=seen)
        if trust.manifest.issued_at > now + AHEAD:
            words = f"it was signed at {trust.manifest.issued_at:%Y-%m-%d %H:%M} UTC, which is not yet by this clock."
            question.reasons.append(
                Reason("", "", "clock", f"This machine's clock or the newsroom's is wrong: {words}")
            )
        question.prefer = address
        self._take_list(trust, question, now)
        return Trusted(trust, address, verdict, tuple(question.reasons))

    def _take_list(self, trust: Trust, question: _Question, now: datetime) -> None:
        listed, kept = trust.targets.get(MIRRORS), self.memory.lists.get(PUBLIC)
        if listed is None or listed.length > LONGEST or (kept is not None and digest_of(kept) == listed.digest):
            self.memory = replace(self.memory, list_root=None)
            return
        try:
            self.memory, _ = accept_list(self.memory, self._object(listed, _Question(question.prefer)), now)
            self.memory = replace(self.memory, list_root=None)
        except TrustError as error:
            question.reasons.append(Reason("", error.file, error.rule, error.message))

    def _compare(self, one: Seen, other: Seen, question: _Question) -> None:
        if one.edition == other.edition and one.manifest != other.manifest:
            self.equivocations.append(Equivocation(one.edition, one, other))
            words = f"The newsroom's keys signed two different editions of the number {one.edition}."
            question.reasons.append(Reason("", f"/o/{other.manifest}", "equivocation", words))

    # How objects are found.

    def _node(self, file: str, limit: int, question: _Question) -> bytes:
        """A node of the map, by its digest."""

        def take(site: Site) -> bytes:
            data = read_file(site.read, file, limit)
            check_bytes(file, data, Listed(min(len(data), limit), file.removeprefix("/o/")))
            return data

        return self._first(take, question, file)

    def _object(self, listed: Listed, question: _Question, media_type: str = "image/any") -> bytes:
        """The bytes of an object; texts travel packed."""
        file = f"/o/{listed.digest}"
        is_text = not media_type.startswith("image/")
        return self._first(lambda site: _take_object(site.read, file, listed, is_text), question, file)

    def _first(self, job: Callable[[Site], T], question: _Question, file: str) -> T:
        """The first good answer; else the first complaint."""
        every = self.addresses()
        order = [question.prefer, *(one for one in every if one != question.prefer)] if question.prefer else every
        complaints: list[TrustError] = []
        for address, found in self._places.ask(order, job):
            if not isinstance(found, TrustError):
                question.prefer = address
                question.helpers.add(address)
                return found
            complaints.append(found)
            self._note(question, address, found)
        raise complaints[0] if complaints else TrustError(file, "unreachable", "there is nobody to ask.")

    def _note(self, question: _Question, address: str, error: TrustError) -> None:
        question.reasons.append(Reason(address, error.file, error.rule, error.message))
        self._places.mark(address, error)


def _take_object(read: ReadFile, file: str, listed: Listed, is_text: bool) -> bytes:
    """Packed where the place has it so, and right; otherwise as it is."""
    if is_text:
        try:
            packed = read(f"{file}.gz", listed.length + listed.length // 100 + 1_000)
            data = unpack(packed, ".gz", listed.length)
            check_bytes(file, data, listed)
            return data
        except KeyError:
            pass
        except EditionError as error:
            if error.rule == "unreachable":
                raise
    data = read_file(read, file, listed.length)
    check_bytes(file, data, listed)
    return data
