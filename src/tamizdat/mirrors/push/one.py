"""Bring an edition to one mirror. The order is the safety:

what was withdrawn goes; objects, nodes, plain pages come; roots, targets, snapshot; what came is read back; then the
pointer; and only then goes what the edition no longer holds. Whoever verifies gets one whole edition at every moment.
"""

from __future__ import annotations

from tuf.api.metadata import Root  # type: ignore[attr-defined]

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import check_signatures, parse_metadata
from tamizdat.mirrors.backends.contract import Listed
from tamizdat.mirrors.push.edition import JSON, POINTER, ChangedError, Edition
from tamizdat.mirrors.push.look import Sample, look_at, look_at_bytes, old_items
from tamizdat.mirrors.push.patient import Patient
from tamizdat.mirrors.push.plan import Plan, Removals
from tamizdat.mirrors.push.result import PushError
from tamizdat.mirrors.push.send import Sender
from tamizdat.mirrors.push.state import UNKNOWN, Known, State

LONGEST = 14_000


class Push:
    """One edition, one mirror. ``place_name``: what tells this place from another that the mirror had before."""

    def __init__(self, place: Patient, place_name: str, edition: Edition, state: State) -> None:
        self._place, self._name, self._edition, self._state = place, place_name, edition, state
        self._sample = Sample()
        self._sender = Sender(place, edition, state, self._sample.add)
        self.removed = 0

    def run(self, *, whole: bool = False) -> None:
        """``whole``: nothing that lies there counts. Raises PushError, BackendError, ChangedError."""
        there = self._pointer_there()
        known = self._find_known(there, whole)
        try:
            if known.basis == self._edition.manifest_name and there == self._edition.pointer and not self._touched():
                look_at(self._place, self._edition, list(old_items(self._edition)))
                return
            self._bring(known, there)
        except PushError as error:
            if error.kind == "tampered":
                self._state.distrust()
            raise
        except (KeyError, EditionError):
            if self._edition.is_current():
                raise PushError("damaged", f"{self._edition.tree} is not whole, so it is not carried on.") from None
            raise ChangedError("The press has made another edition, and this one is no longer whole here.") from None

    def _bring(self, known: Known, there: bytes | None) -> None:
        plan, removals = self._make_plan(known)
        self._remove(removals.withdrawn)
        for items in (plan.objects(), plan.nodes(), plan.pages()):
            self._sender.send(items)
        self._put_metadata()
        look_at(self._place, self._edition, [*self._sample.items, *old_items(self._edition)])
        self._put_pointer(there)
        self._remove(removals.gone)
        extra = [*self._edition.metadata, *(f"o/{one}" for one in self._edition.targets)]
        edition = self._edition.manifest.edition
        pointer = digest(self._edition.pointer)
        self._state.settle(self._name, self._edition.manifest_name, edition, extra, pointer)

    def _find_known(self, there: bytes | None, whole: bool) -> Known:
        """What the last push knew, unless somebody else was there since."""
        known = self._state.known(self._name)
        whole = whole or (known is not None and known.basis == UNKNOWN)
        is_ours = there is None or self._state.knows_pointer(digest(there))
        if known is not None and is_ours and not whole and not (there is None and known.basis):
            return known
        if not whole and not is_ours:
            self._refuse_newer(there or b"")
        found = list(self._place.names())
        if known is None and found and there is None:
            raise PushError("strange", f"{self._place.where} is not empty and holds no edition.")
        return self._start_over(found, whole)

    def _start_over(self, found: list[Listed], whole: bool) -> Known:
        self._state.start_over(self._name, ((one.name, UNKNOWN if whole else _mark(one)) for one in found))
        known = self._state.known(self._name)
        assert known is not None
        return known

    def _make_plan(self, known: Known) -> tuple[Plan, Removals]:
        """When what the mirror had can no longer be followed, it is asked for everything that it has."""
        try:
            plan = Plan(self._edition, known, self._state, self._node_there)
            return plan, plan.removals()
        except (KeyError, EditionError):
            if not known.basis:
                raise PushError("damaged", f"{self._edition.tree} is not whole, so nothing of it is brought.") from None
        plan = Plan(self._edition, self._start_over(list(self._place.names()), False), self._state, self._node_there)
        return plan, plan.removals()

    def _node_there(self, name: str) -> bytes:
        try:
            return self._place.read(f"o/{name}", LONGEST)
        except FileNotFoundError:
            raise KeyError(name) from None

    def _pointer_there(self) -> bytes | None:
        try:
            return self._place.read(POINTER, LONGEST)
        except FileNotFoundError:
            return None

    def _touched(self) -> bool:
        return next(self._state.touched(), None) is not None

    def _refuse_newer(self, there: bytes) -> None:
        """Another machine of the newsroom was here with a later edition: ours would lead readers back."""
        try:
            signed = parse_metadata(POINTER, there, "timestamp")
            check_signatures(signed, "timestamp", self._newest_root())
            ours = parse_metadata(POINTER, self._edition.pointer, "timestamp").version
        except TrustError:
            return  # not the newsroom's words: they count for nothing
        if signed.version > ours:
            raise PushError("newer", f"{self._place.where} has a later edition of this newsroom than this machine.")

    def _newest_root(self) -> Root:
        name, data = [one for one in self._edition.metadata.items() if one[0].endswith(".root.json")][-1]
        return parse_metadata(name, data, "root").root

    def _put_metadata(self) -> None:
        """Roots, targets, snapshot, in this order, each read back."""
        for name, data in self._edition.metadata.items():
            if name == POINTER or self._reads_as(name, data):
                continue
            self._state.intend([(name, digest(data))])
            self._place.write(name, data, JSON)
            self._state.arrived([name])
            look_at_bytes(self._place, name, data)

    def _reads_as(self, name: str, data: bytes) -> bool:
        try:
            return self._place.read(name, len(data)) == data
        except FileNotFoundError:
            return False

    def _put_pointer(self, before: bytes | None) -> None:
        """Not over one that somebody else wrote meanwhile, and not to something that was withdrawn meanwhile."""
        self._edition.check_withdrawals()
        there = self._pointer_there()
        if there not in (before, self._edition.pointer):
            raise PushError("newer", f"Somebody else brought an edition to {self._place.where} at the same time.")
        self._state.note_pointer(digest(self._edition.pointer))
        if there != self._edition.pointer:
            self._place.write(POINTER, self._edition.pointer, JSON)
        look_at_bytes(self._place, POINTER, self._edition.pointer)

    def _remove(self, names: set[str]) -> None:
        self._sender.remove(sorted(names))
        self.removed += len(names)


def _mark(one: Listed) -> str:
    return f"md5:{one.md5}" if one.md5 else f"length:{one.length}"
