"""A newsroom rebuilt from copies of its public tree: judge them, say what will not come back, fetch, fill."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.core.trust.verdict import TIMESTAMP, root_file
from tamizdat.intake.copies import is_address, open_copies
from tamizdat.intake.edition import check_edition, open_edition
from tamizdat.intake.fetch_edition import Fetched, Objects, fetch_edition
from tamizdat.intake.newest_edition import Found, Judged, all_roots, find_editions, newest_retractions, own_root
from tamizdat.project.fill_restored import Filled, fill_restored
from tamizdat.project.login import Login
from tamizdat.project.make_home import make_home
from tamizdat.project.settings_file import is_language
from tamizdat.reading.check_address import Place, check_site
from tamizdat.shell.console import errors, phases
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.restored import Restored

Ask = Callable[[Found, Judged], None]
"""Says what will come and what will not; raises when the person does not want it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for."""

    sources: tuple[str, ...]
    retractions: tuple[str, ...]
    """Copies that are asked only what was withdrawn."""
    root: bytes | None
    proxy: str
    whole: bool
    target: Path
    now: datetime


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it."""

    name: str
    judged: Judged
    """The edition that was rebuilt."""
    found: Found
    filled: Filled
    login: Login


def work_folder(target: Path) -> Path:
    """What was brought for a restore into this folder, kept beside it until the restore is done."""
    return target.with_name(f"{target.name}.restoring")


def restore_edition(order: Order, ask: Ask) -> Rebuilt:
    """Rebuild it, or leave nothing but what was fetched, from which the same command goes on."""
    work = work_folder(order.target)
    with open_copies((*order.sources, *order.retractions), order.proxy, work) as copies:
        found = find_editions(copies, order.root or own_root(copies), order.now)
        candidates = choose(found, order.sources)
        retractions = newest_retractions(found)[1]
        ask(found, candidates[0])
        if order.whole:
            _check_whole(order, found.root)
        judged, fetched = _fetch(candidates, found, work)
        rebuilt = _rebuild(order, found, judged, fetched, restored_from(found, retractions))
    shutil.rmtree(work, ignore_errors=True)
    return rebuilt


def choose(found: Found, sources: Sequence[str]) -> list[Judged]:
    """The editions that can be rebuilt, the newest first; refuses when there is none."""
    candidates = [one for one in found.judged if one.copy.name in sources]
    if not candidates:
        why = "; ".join(f"{name}: {reason}" for name, reason in found.refused)
        raise RefusedError(f"Nothing was restored, for no copy holds: {why}")
    return candidates


def restored_from(found: Found, retractions: bytes) -> Restored:
    """What the rebuilt newsroom has to remember: the newest edition that any copy has, rebuilt or not."""
    trust = found.newest.trust
    versions = trust.versions
    return Restored(
        trust.manifest.to_bytes().decode(),
        versions.targets,
        versions.snapshot,
        versions.timestamp,
        retractions.decode(),
    )


def _check_whole(order: Order, root: bytes) -> None:
    """Every page too, as `tamizdat verify` does; raises RefusedError."""
    for name in order.sources:
        with phases() as show:
            if is_address(name):
                check = check_site(Place(name), root, order.now, show)
                if check.verdict == "refused":
                    raise RefusedError(f"{name} is refused: {check.failures[0].file} ({check.failures[0].rule}).")
            elif Path(name).is_dir():
                check_edition(Path(name), order.root or (Path(name) / root_file(1)[1:]).read_bytes(), order.now, show)


def _fetch(candidates: Sequence[Judged], found: Found, work: Path) -> tuple[Judged, Fetched]:
    """Of the newest edition that the copies together hold whole."""
    for folder in ("o", "tuf"):
        (work / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    refused: list[RefusedError] = []
    for number, judged in enumerate(candidates):
        if any(judged.trust.manifest == other.trust.manifest for other in candidates[:number]):
            continue
        objects = Objects(work, [one.copy for one in found.judged])
        try:
            with phases() as show:
                fetched = fetch_edition(objects, judged.trust, show)
            _keep_metadata(judged, work)
        except RefusedError as error:
            errors.print(f"Edition {judged.trust.manifest.edition}: {error}", markup=False)
            refused.append(error)
            continue
        return judged, fetched
    raise refused[0]


def _keep_metadata(judged: Judged, work: Path) -> None:
    """The signed files that lead to it, so that the process which fills the newsroom checks them again."""
    versions, read = judged.trust.versions, judged.copy.read
    shutil.rmtree(work / "tuf")
    (work / "tuf").mkdir(mode=0o700)
    snapshot, targets = f"/tuf/{versions.snapshot}.snapshot.json", f"/tuf/{versions.targets}.targets.json"
    try:
        for path in (snapshot, targets, TIMESTAMP):
            (work / path[1:]).write_bytes(read(path, 14_000))
    except KeyError as error:
        raise RefusedError(f"{judged.copy.name} changed while it was read ({error} is gone). Try again.") from None


def _rebuild(order: Order, found: Found, judged: Judged, fetched: Fetched, restored: Restored) -> Rebuilt:
    edition = open_edition(fetched.folders, found.root, order.now)
    settings = edition.read_settings()
    filled = Filled(0, (), (), 0)

    def fill(making: Path, _login: Login) -> None:
        nonlocal filled
        for version, data in all_roots(found).items():
            (Home(making).keys / f"{version}.root.json").write_bytes(data)
        filled = fill_restored(making, fetched.folders, found.root, order.now, restored)

    errors.print("Making the newsroom's database, about ten seconds …")
    login = make_home(
        order.target,
        name=str(settings["name"]),
        languages=_own_languages(settings),
        time_zone=str(settings["time_zone"]),
        address=str(settings["address"]),
        onion=str(settings["onion"]),
        worker=str(settings.get("reader_worker", "")),
        keep=fill,
    )
    return Rebuilt(str(settings["name"]), judged, found, filled, login)


def _own_languages(settings: dict[str, Any]) -> list[str]:
    """Those of tamizdat.toml. After them come, sorted, papers that an archive brought; some nobody can name."""
    languages = [str(one) for one in settings["languages"]]
    known = [is_language(one) for one in languages]
    return languages[: known.index(False)] if False in known else languages
