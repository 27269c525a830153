"""Each side into each of its places; one place that fails holds up no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tamizdat.backup.passwords import make_password, password_file
from tamizdat.backup.restic import NoRepositoryError, PlaceError, Repository
from tamizdat.backup.settings import BackupSettings, Side, is_far
from tamizdat.backup.sides import Content, prepare
from tamizdat.backup.stage import remove, stage_folder, staging
from tamizdat.shell.errors import HomeError, RefusedError, TamizdatError
from tamizdat.shell.home import Home

PLACES = "places.json"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a side in a place."""

    side: Side
    place: str
    snapshot: str = ""
    added: int = 0
    """Bytes that travelled."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of all of it."""

    done: tuple[Done, ...]
    warnings: tuple[str, ...]
    new_passwords: tuple[Side, ...]

    @property
    def failed(self) -> bool:
        return any(one.error for one in self.done)


def back_up(home: Home, settings: BackupSettings, sides: Sequence[Side], tell: Tell, *, new_place: bool) -> Report:
    """Hold each side still, bring it to its places, take away what is too old."""
    new = tuple(one for one in sides if settings.places_of(one) and make_password(settings.passwords, one))
    done: list[Done] = []
    warnings = list(advise(home, settings))
    with staging(home) as lock:
        for side in sides:
            places = settings.places_of(side)
            tell(f"Holding the {side} side still …")
            content = prepare(home, side)
            warnings += content.warnings
            tell(f"Bringing it to {', '.join(places)} …")
            with ThreadPoolExecutor(len(places)) as pool:
                job = partial(_one, home, settings, side, content, lock, new_place)
                done += pool.map(job, places)
            _note(home, [f"{one.place}/{side}" for one in done if one.side == side and not one.error])
            if (stage_folder(home) / side).exists():
                remove(stage_folder(home) / side)
    return Report(tuple(done), tuple(dict.fromkeys(warnings)), new)


def open_repository(home: Home | None, settings: BackupSettings, side: Side, place: str) -> Repository:
    """``home`` None: nothing is remembered of the place."""
    return Repository(
        place,
        side,
        password_file(settings.passwords, side),
        settings.environment,
        stage_folder(home) / "cache" if home else None,
        settings.ssh_config,
    )


def advise(home: Home, settings: BackupSettings) -> list[str]:
    """Two places, of which none shares a disk with another or with the newsroom."""
    said = []
    if len(settings.places) == 1:
        said.append("There is one place only. Name a second one, elsewhere: [backup] places in tamizdat.toml.")
    disks = {home.folder.stat().st_dev: "the newsroom itself"}
    for place in (*settings.places, *settings.vault_places):
        if not is_far(place) and Path(place).is_dir():
            disk = Path(place).stat().st_dev
            if disk in disks:
                said.append(f"{place} lies on the same disk as {disks[disk]}: one loss takes both.")
            disks.setdefault(disk, place)
    return said


def _one(
    home: Home, settings: BackupSettings, side: Side, content: Content, lock: int, new_place: bool, place: str
) -> Done:
    try:
        repository = replace(open_repository(home, settings, side, place), lock=lock)
        _need_folder(place)
        summary = _bring(home, repository, content, new_place)
        _forget(repository, settings, side)
    except TamizdatError as error:
        return Done(side, place, error=str(error))
    return Done(side, place, str(summary.get("snapshot_id", "")), int(str(summary.get("data_added", 0))))


def _bring(home: Home, repository: Repository, content: Content, new_place: bool) -> dict[str, object]:
    try:
        return repository.back_up(home.folder, content.paths)
    except NoRepositoryError:
        if repository.address in _known(home) and not new_place:
            raise PlaceError(
                f"{repository.address} held backups, and now there are none: is the disk there, and the right one? "
                "If it is a new one: `tamizdat backup --new-place`."
            ) from None
    repository.init()
    return repository.back_up(home.folder, content.paths)


def _need_folder(place: str) -> None:
    """A stick that is not mounted is a folder that is not there; nothing is written in its stead."""
    if not is_far(place) and not Path(place).is_dir():
        raise PlaceError(f"{place} is not there: is the disk mounted? (A new folder you make yourself.)")


def _forget(repository: Repository, settings: BackupSettings, side: Side) -> None:
    """Who was erased, and what was withdrawn, is in backups for as long as these are kept, and no longer."""
    if side == "newsroom":
        keep = ("--keep-daily", str(settings.keep_days), "--keep-weekly", str(settings.keep_weeks))
        repository.forget(*keep, unused="5%")
    elif side == "support":
        repository.forget("--keep-within", f"{settings.support_days}d", unused="0")
    else:
        repository.forget("--keep-last", "2", unused="0")


def _known(home: Home) -> list[str]:
    try:
        return list(json.loads((stage_folder(home) / PLACES).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return []


def _note(home: Home, addresses: Sequence[str]) -> None:
    """These places hold backups now: one that is empty later is not taken for a new one."""
    file = stage_folder(home) / PLACES
    part = file.with_name(f"{PLACES}.part")
    part.write_text(json.dumps(sorted({*_known(home), *addresses})), encoding="utf-8")
    part.replace(file)


def need_places(home: Home, settings: BackupSettings) -> None:
    """Raises HomeError with what to write where there is nothing yet."""
    if not settings.places:
        raise HomeError(
            f"{home.settings_file} names no place for backups. Write, with two places of yours:\n"
            '[backup]\nplaces = ["/mnt/stick", "sftp:me@host.example:/backup"]'
        )


def choose_sides(home: Home, settings: BackupSettings, there: Sequence[Side], asked: Side | None) -> tuple[Side, ...]:
    """All that this machine has and that has a place, or the one that was asked for."""
    if asked is None:
        return tuple(one for one in there if settings.places_of(one))
    if asked not in there:
        raise RefusedError(f"{home.folder} has no {asked} side.")
    if not settings.places_of(asked):
        raise RefusedError(f"{home.settings_file} names no place for the {asked} side.")
    return (asked,)
