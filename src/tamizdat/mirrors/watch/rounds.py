"""One round: every mirror, from every vantage point that may see it, side by side; then what follows from it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map import find_entry
from tamizdat.mirrors.pointer import read_pointer
from tamizdat.mirrors.watch.decide import apply_by_policy
from tamizdat.mirrors.watch.fingerprints import read_fingerprints
from tamizdat.mirrors.watch.history import Change, History
from tamizdat.mirrors.watch.line import answers
from tamizdat.mirrors.watch.look import list_targets, may_look
from tamizdat.mirrors.watch.observation import CUT_OFF, MAIN, NO_DATA, Observation
from tamizdat.mirrors.watch.pick import find_large
from tamizdat.mirrors.watch.probe import LARGE, Expected, Target, probe
from tamizdat.mirrors.watch.settings import WatchSettings
from tamizdat.mirrors.watch.vantage import Vantage, Way
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Registry, read_registry

AT_ONCE = 8
MakeWay = Callable[[Vantage], Way]


@dataclass(frozen=True, slots=True)
class Round:
    """What was found, what the policy changed for it, and through which vantage points nothing could be learned."""

    found: tuple[Observation, ...]
    changes: tuple[Change, ...] = ()
    silent: tuple[str, ...] = field(default=())


def expect(home: Home, old_after: int, context: ssl.SSLContext | None = None) -> Expected:
    """What the newsroom knows of its own edition; raises RefusedError when there is none yet."""
    tree = home.public_tree
    try:
        _, manifest = read_pointer(tree)
        root = max((tree / "tuf").glob("*.root.json"), key=lambda file: int(file.name.partition(".")[0])).read_bytes()
    except (RefusedError, ValueError, OSError):
        raise RefusedError(
            f"{tree} holds no edition yet, so there is nothing to compare mirrors with. Press one."
        ) from None

    @lru_cache(500)
    def own(path: str) -> str | None:
        try:
            entry = find_entry(manifest.map_root, path, lambda name: (tree / "o" / name).read_bytes())
        except (EditionError, OSError):
            return None
        return entry.digest if entry else None

    return Expected(
        root=root,
        edition=manifest.edition,
        large=find_large(tree, manifest.map_root, LARGE),
        own=own,
        old_after=old_after,
        fingerprints=read_fingerprints(home.mirrors),
        context=context or ssl.create_default_context(),
    )


def run_round(
    home: Home,
    settings: WatchSettings,
    now: datetime,
    names: Sequence[str] = (),
    make_way: MakeWay = Way,
    context: ssl.SSLContext | None = None,
) -> Round:
    """Probe, remember, and let the policy act where it is allowed to. ``names``: these mirrors alone."""
    registry, newsroom = read_registry(home.mirrors), home.read_settings()
    targets = list_targets(registry, newsroom, names)
    others = [one for one in list_targets(registry, newsroom) if one not in targets]
    expected, ways = expect(home, settings.policy.old_editions, context), [make_way(one) for one in settings.vantages]
    with History(home.mirrors) as history:
        standings = history.standings()
        history.forget({one.mirror for one in standings} - {MAIN, *(one.name for one in registry.mirrors)})
        seen = {(one.mirror, one.vantage): one.edition for one in standings}
        found, silent = _probe(_Prober(registry, expected, now, seen), targets, others, ways)
        history.put_round(settings.vantages, newsroom.address, now, settings.canaries)
        history.add(found, settings.policy)
        history.prune(now, settings.policy.keep_days)
        is_automatic = settings.decides == "automatic"
        changes = apply_by_policy(home.mirrors, history, settings.policy, now) if is_automatic else []
    return Round(tuple(found), tuple(changes), tuple(silent))


def _probe(
    prober: _Prober, targets: Sequence[Target], others: Sequence[Target], ways: Sequence[Way]
) -> tuple[list[Observation], list[str]]:
    """What was found, and the vantage points from which nothing can be concluded."""
    found = prober.run(targets, ways)
    silent = [way.vantage.name for way in ways if prober.learns_nothing(way, found, others)]
    return [one.as_vantage_down() if one.vantage in silent else one for one in found], silent


@dataclass(frozen=True, slots=True)
class _Prober:
    """Probes side by side."""

    registry: Registry
    expected: Expected
    now: datetime
    seen: dict[tuple[str, str], int]
    """The highest edition that each mirror has shown to each vantage point."""

    def run(self, targets: Sequence[Target], ways: Sequence[Way]) -> list[Observation]:
        """Every mirror from wherever it may be looked at."""
        jobs = [(one, way) for way in ways for one in targets if may_look(one, way.vantage, self.registry)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._probe, jobs))

    def learns_nothing(self, way: Way, found: Sequence[Observation], others: Sequence[Target]) -> bool:
        """Everything fails from there: the vantage point may be down itself, unless something else answers."""
        here = [one for one in found if one.vantage == way.vantage.name]
        if not here or not all(_is_no_answer(one) for one in here):
            return False
        if way.vantage.control and answers(way.vantage.control, way, self.expected.context):
            return False
        return all(_is_no_answer(one) for one in self.run(others, [way]))

    def _probe(self, job: tuple[Target, Way]) -> Observation:
        target, way = job
        return probe(target, way, self.expected, self.now, self.seen.get((target.name, way.vantage.name), 0))


def _is_no_answer(found: Observation) -> bool:
    return found.kind in CUT_OFF or found.kind in NO_DATA
