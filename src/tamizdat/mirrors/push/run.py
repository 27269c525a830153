"""Push to all mirrors at once. None waits for another, and each says how it went."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from tamizdat.core.edition.errors import EditionError
from tamizdat.mirrors.backends.contract import BackendError
from tamizdat.mirrors.backends.registry import open_backend
from tamizdat.mirrors.push.edition import ChangedError, Edition
from tamizdat.mirrors.push.lock import only_one_push
from tamizdat.mirrors.push.one import Push
from tamizdat.mirrors.push.patient import Patient
from tamizdat.mirrors.push.result import Kind, PushError, PushResult
from tamizdat.mirrors.push.state import State, open_state
from tamizdat.mirrors.push.to_folder import push_to_folder
from tamizdat.press.places import find_places, open_store
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, read_registry

TIME_FOR_ONE = 30 * 60.0
"""Seconds that one mirror has."""
STARTS_AGAIN = 5
Say = Callable[[PushResult], None]


def push_all(
    home: Home, names: Sequence[str] | None = None, *, whole: bool = False, seconds: float = TIME_FOR_ONE,
    say: Say | None = None,
) -> list[PushResult]:  # fmt: skip
    """Bring the current edition to these mirrors, or to all that are active or resting; results in their order."""
    mirrors = choose(home, names)
    read_edition(home)  # without one there is nothing to push, and that is said once

    def push(mirror: Mirror) -> PushResult:
        result = push_one(home, mirror, whole=whole, seconds=seconds)
        if say:
            say(result)
        return result

    if not mirrors:
        return []
    with ThreadPoolExecutor(len(mirrors), thread_name_prefix="mirror") as pool:
        return list(pool.map(push, mirrors))


def choose(home: Home, names: Iterable[str] | None = None) -> list[Mirror]:
    """Mirrors that are pushed to; raises HomeError or RefusedError for a name that cannot be."""
    registry = read_registry(home.mirrors)
    if not names:
        return [one for one in registry.mirrors if _is_fed(one)]
    chosen = [registry.mirror(name) for name in dict.fromkeys(names)]
    for one in chosen:
        if not _is_fed(one):
            why = "it fetches by itself" if one.kind == "pull" else "it is burned"
            raise RefusedError(f"Nothing is brought to {one.name}: {why}.")
    return chosen


def _is_fed(mirror: Mirror) -> bool:
    return mirror.kind != "pull" and mirror.state != "burned"


def read_edition(home: Home) -> Edition:
    """The one that readers see on this machine; raises RefusedError when there is none."""
    for _ in range(STARTS_AGAIN):
        try:
            return Edition(home.public_tree, open_store(find_places(home).objects))
        except (OSError, KeyError, EditionError, ChangedError):
            time.sleep(0.2)  # in the middle of being replaced
    raise RefusedError(f"{home.public_tree} cannot be followed from its pointer. Run `tamizdat verify` on it.")


def push_one(home: Home, mirror: Mirror, *, whole: bool = False, seconds: float = TIME_FOR_ONE) -> PushResult:
    """Whatever goes wrong with one mirror is a result, not an error."""
    begun = time.monotonic()
    work = _Work(home, mirror, begun + seconds)
    kind: Kind | str = ""
    what = ""
    try:
        with only_one_push(home.mirrors, mirror.name, begun + seconds), open_state(home, mirror.name) as state:
            try:
                work.push(state, whole)
            except (PushError, BackendError) as error:
                kind, what = error.kind, str(error)
            except RefusedError as error:
                kind, what = "damaged", str(error)
            result = work.result(kind, what, time.monotonic() - begun)
            state.note_result(result)
            return result
    except PushError as error:
        return work.result(error.kind, str(error), time.monotonic() - begun)


class _Work:
    """One push to one mirror, and what it counted."""

    def __init__(self, home: Home, mirror: Mirror, until: float) -> None:
        self._home, self._mirror, self._until = home, mirror, until
        self._edition = self._sent = self._bytes = self._removed = self._requests = 0

    def push(self, state: State, whole: bool) -> None:
        """Starts again with the edition that came meanwhile; what arrived stays."""
        for turn in range(STARTS_AGAIN):
            edition = read_edition(self._home)
            try:
                if self._mirror.kind == "folder":
                    self._push_to_folder(edition, state, whole)
                else:
                    self._push(edition, state, whole and turn == 0)
                return
            except ChangedError:
                continue
        raise PushError("slow", "New editions came faster than this mirror could take them.")

    def result(self, kind: str, what: str, seconds: float) -> PushResult:
        """What a person is told."""
        return PushResult(
            self._mirror.name, self._edition, self._sent, self._bytes, self._removed, self._requests, round(seconds, 2),
            kind, what,  # type: ignore[arg-type]
        )  # fmt: skip

    def _push(self, edition: Edition, state: State, whole: bool) -> None:
        with closing(open_backend(self._mirror, self._home.folder)) as backend:
            place = Patient(backend, self._until)
            push = Push(place, _place_name(self._mirror), edition, state)
            try:
                push.run(whole=whole)
                self._edition = edition.manifest.edition
            finally:
                self._sent += place.sent
                self._bytes += place.sent_bytes
                self._requests += place.requests
                self._removed += push.removed

    def _push_to_folder(self, edition: Edition, state: State, whole: bool) -> None:
        folder = self._home.folder / Path(self._mirror.where).expanduser()
        report = push_to_folder(folder, edition, state, whole=whole)
        self._edition, self._sent, self._removed = report.edition, report.copied, report.removed


def _place_name(mirror: Mirror) -> str:
    """A mirror that moved to another place has nothing there yet."""
    return f"{mirror.kind} {mirror.where} {mirror.options.get('endpoint', '')}".strip()
