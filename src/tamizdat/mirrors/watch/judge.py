"""From what single vantage points saw to what is said of a country: readable, blocked, down, or nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from tamizdat.mirrors.watch.observation import TELLTALE, Kind
from tamizdat.mirrors.watch.ooni import Confirmed
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.standing import Standing
from tamizdat.mirrors.watch.vantage import Vantage

Word = Literal["no-data", "readable", "doubtful", "blocked", "not-readable", "faulty"]
"""``doubtful``: the newest probes fail, not yet long enough. ``not-readable``: nobody else can read it either, or there
is nothing to compare with, so it may be the mirror and no block."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of one mirror in one country; the empty country is the machine that runs this."""

    mirror: str
    country: str
    word: Word
    since: datetime | None = None
    kind: Kind | None = None
    vantages: tuple[str, ...] = ()
    """The vantage points that say so."""
    is_certain: bool = False
    """Of a block: enough vantage points say so, or OONI does."""
    last_ok: datetime | None = None
    note: str = ""
    ooni: int = 0
    """So many networks in which OONI confirmed a block of this address."""


def judge_mirror(
    mirror: str, standings: Iterable[Standing], vantages: Sequence[Vantage], policy: Policy, now: datetime
) -> list[Place]:
    """Each country from which this mirror is looked at, in the order of the vantage points."""
    known = {one.vantage: one for one in standings if one.mirror == mirror}
    fresh = {name: one for name, one in known.items() if one.is_fresh(now, policy)}
    countries = dict.fromkeys(one.country for one in vantages)
    places = []
    for country in countries:
        names = [one.name for one in vantages if one.country == country]
        inside = [fresh[name] for name in names if name in fresh]
        outside = [one for name, one in fresh.items() if name not in names]
        old = [known[name] for name in names if name in known]
        places.append(_judge_country(Place(mirror, country, "no-data"), inside, outside, old, policy))
    return places


def _judge_country(
    empty: Place, inside: list[Standing], outside: list[Standing], old: list[Standing], policy: Policy
) -> Place:
    last_ok = max((one.last_ok for one in old if one.last_ok), default=None)
    if not inside:
        return _place(empty, "no-data", old, last_ok)
    cut_off = [one for one in inside if one.state == "cut-off"]
    if cut_off:
        word = _block_or_not(empty.country, cut_off, outside)
        sure = word == "blocked" and len(cut_off) >= policy.vantages
        return _place(empty, word, cut_off, last_ok, sure)
    if faulty := [one for one in inside if one.state == "faulty"]:
        return _place(empty, "faulty", faulty, last_ok)
    if doubtful := [one for one in inside if one.is_doubtful]:
        return _place(empty, "doubtful", doubtful, last_ok)
    return _place(empty, "readable", inside, last_ok)


def _block_or_not(country: str, cut_off: list[Standing], outside: list[Standing]) -> Word:
    """A block is told from a dead mirror by somebody elsewhere who reads it, or by what only a censor does."""
    reads = any(one.state in ("readable", "faulty") and not one.is_doubtful for one in outside)
    shows = any(one.main_kind() in TELLTALE for one in cut_off)
    return "blocked" if reads or (shows and country) else "not-readable"


def _place(empty: Place, word: Word, seen: list[Standing], last_ok: datetime | None, sure: bool = False) -> Place:
    since = min((one.since for one in seen if one.since), default=None)
    kinds = [kind for one in seen if (kind := one.main_kind())] if word != "readable" else []
    return Place(
        empty.mirror, empty.country, word, since, kinds[0] if kinds else None, tuple(one.vantage for one in seen),
        sure, last_ok, next((one.note for one in seen if one.note), ""),
    )  # fmt: skip


def with_ooni(places: Sequence[Place], confirmed: Sequence[Confirmed], mirror: str) -> list[Place]:
    """What others measured of this very address: enough confirmed networks are as good as enough vantage points."""
    by_country = {one.country: one for one in confirmed}
    joined = [_join(one, by_country.pop(one.country, None)) for one in places]
    rest = [Place(mirror, one.country, "no-data") for one in by_country.values()]
    return joined + [_join(place, one) for place, one in zip(rest, by_country.values(), strict=True)]


def _join(place: Place, found: Confirmed | None) -> Place:
    if found is None or not found.is_blocked:
        return place
    since = place.since if place.word == "blocked" else None  # a sum over days does not say when it began
    return replace(place, word="blocked", since=since, is_certain=True, ooni=found.networks)


def is_down(places: Sequence[Place], policy: Policy, now: datetime) -> datetime | None:
    """Since when a mirror has been readable from nowhere, if that is long enough; None: it is not so, or not known."""
    known = [one for one in places if one.word != "no-data"]
    if not known or any(one.word not in ("not-readable", "faulty") for one in known):
        return None
    since = max((one.since for one in known if one.since), default=None)
    return since if since and now - since >= timedelta(minutes=policy.down_minutes) else None
