"""Send what is lacking, many at a time; what has arrived is noted before anything else is done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from tamizdat.core.canonical import digest
from tamizdat.mirrors.push.edition import Edition, Item
from tamizdat.mirrors.push.patient import Patient
from tamizdat.mirrors.push.state import Mark, State

CHUNK = 128
REMOVES_AT_ONCE = 500
OnSent = Callable[[Item], None]


class Sender:
    """Of one mirror. ``on_sent`` is told of what was written now."""

    def __init__(self, place: Patient, edition: Edition, state: State, on_sent: OnSent) -> None:
        self._place, self._edition, self._state, self._on_sent = place, edition, state, on_sent

    def send(self, items: Iterable[Item]) -> None:
        """All of these; the first error ends it, when what is on its way has come to an end."""
        waiting: dict[Future[bool], Item] = {}
        with ThreadPoolExecutor(self._place.at_once, thread_name_prefix="push") as pool:
            try:
                for chunk in _chunks(items, CHUNK):
                    self._edition.check_withdrawals()
                    todo = self._choose(chunk)
                    self._state.intend((item.name, item.digest) for item, _ in todo)
                    for item, mark in todo:
                        waiting[pool.submit(self._put, item, mark)] = item
                    while len(waiting) > CHUNK:
                        self._take(waiting)
                while waiting:
                    self._take(waiting)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                self._note(waiting)

    def remove(self, names: Sequence[str]) -> None:
        """Noted before it is done: a name that comes back later is sent again."""
        for some in _chunks(names, REMOVES_AT_ONCE):
            self._state.intend((name, "") for name in some)
            self._place.remove(some)
            self._state.arrived(some)

    def _choose(self, chunk: Sequence[Item]) -> list[tuple[Item, Mark | None]]:
        """Without those that lie there already, by what was noted when they arrived."""
        items = {item.name: item for item in chunk}
        marks = self._state.marks(list(items))
        return [(item, marks.get(name)) for name, item in items.items() if not _is_there(item, marks.get(name))]

    def _put(self, item: Item, mark: Mark | None) -> bool:
        data = self._edition.read(item)
        if mark is not None and self._lies_there(item, data, mark):
            return False
        self._place.write(item.name, data, item.media_type)
        return True

    def _lies_there(self, item: Item, data: bytes, mark: Mark) -> bool:
        """What the place says of itself counts for names that never change; what was on its way is looked at."""
        if mark.text == f"md5:{hashlib.md5(data, usedforsecurity=False).hexdigest()}":
            return True
        if mark.text == f"length:{len(data)}":
            return item.name.startswith("o/")
        if mark.arrived or mark.text != item.digest:
            return False
        try:
            return digest(self._place.read(item.name, len(data))) == item.digest
        except FileNotFoundError:
            return False

    def _take(self, waiting: dict[Future[bool], Item]) -> None:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        self._state.arrived(waiting[one].name for one in done if one.exception() is None)
        for one in done:
            item = waiting.pop(one)
            if one.result():
                self._on_sent(item)

    def _note(self, waiting: dict[Future[bool], Item]) -> None:
        """After an error: what else arrived need not be sent again."""
        ended = (one for one in waiting if one.done() and not one.cancelled() and one.exception() is None)
        self._state.arrived([waiting[one].name for one in ended])


def _is_there(item: Item, mark: Mark | None) -> bool:
    return mark is not None and mark.arrived and mark.text == item.digest


def _chunks(things: Iterable[Item] | Iterable[str], size: int) -> Iterator[list]:  # type: ignore[type-arg]
    left = iter(things)
    while chunk := list(islice(left, size)):
        yield chunk
