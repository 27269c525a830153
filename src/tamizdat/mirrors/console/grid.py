"""What the page shows, in the words of whoever looks at it; private addresses only for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext

from tamizdat.mirrors.watch.history import Change
from tamizdat.mirrors.watch.judge import Place
from tamizdat.mirrors.watch.look import Row
from tamizdat.mirrors.watch.observation import MAIN
from tamizdat.mirrors.watch.propose import Proposal
from tamizdat.mirrors.watch.words import DEEDS, FROM_HERE, HELD, STATES, WHY
from tamizdat.shell.mirrors import PUBLIC, Registry

POOLS = {"public": "Public pool", "channel": "Pool of one channel", "private": "Private pool"}
MIRROR_STATES = {"active": "announced", "resting": "resting", "burned": "taken out"}
ONE_WITNESS = "seen from one place alone"


@dataclass(frozen=True, slots=True)
class Cell:
    """One mirror in one country."""

    where: str
    word: str
    state: str
    """``readable``, ``blocked``, …: for the style."""
    since: datetime | None = None
    last_ok: datetime | None = None
    why: str = ""
    note: str = ""
    witnesses: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One mirror."""

    name: str
    is_main: bool
    state: str
    address: str
    """Empty for somebody who may not see it."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One pool: its mirrors by its countries."""

    name: str
    kind: str
    note: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal."""

    id: str
    title: str
    deed: str
    where: str
    why: str
    since: datetime | None
    held: str
    woken: str
    can_be_done: bool
    changes_something: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One change that was made."""

    at: datetime
    pool: str
    mirror: str
    woken: str
    who: str
    why: str = field(default="")


def country_name(code: str) -> str:
    """In the language of the page."""
    if not code:
        return gettext(FROM_HERE)
    try:
        names = Locale.parse(get_language() or "en", sep="-").territories
    except (UnknownLocaleError, ValueError):
        return code
    return str(names.get(code, code))


def make_tables(registry: Registry, rows: Sequence[Row], may_see: bool) -> list[Table]:
    """The main address first, then pool by pool; mirrors that were taken out are left out."""
    shown = [one for one in rows if one.state != "burned"]
    main = [one for one in shown if one.name == MAIN]
    tables = [_table(gettext("The main address"), "", "", main, may_see)] if main else []
    for pool in registry.pools:
        inside = [one for one in shown if one.pool == pool.name and one.name != MAIN]
        name = "" if pool.name == PUBLIC else pool.name
        tables.append(_table(name, gettext(POOLS[pool.kind]), pool.note if may_see else "", inside, may_see))
    return tables


def _table(name: str, kind: str, note: str, rows: Sequence[Row], may_see: bool) -> Table:
    countries = sorted({place.country for row in rows for place in row.places})
    columns = tuple(country_name(one) for one in countries)
    return Table(name, kind, note, columns, tuple(_line(one, countries, may_see) for one in rows))


def _line(row: Row, countries: Sequence[str], may_see: bool) -> Line:
    is_open = may_see or (row.pool == PUBLIC and row.state == "active")
    cells = tuple(_cell(row.in_country(one), one, is_open) for one in countries)
    name = gettext("The main address") if row.is_main else row.name
    state = "" if row.is_main else gettext(MIRROR_STATES[row.state])
    return Line(name, row.is_main, state, row.address if is_open else "", cells)


def _cell(place: Place | None, country: str, is_open: bool) -> Cell:
    where = country_name(country)
    if place is None:
        return Cell(where, gettext(STATES["no-data"]), "no-data")
    why = gettext(WHY[place.kind]) if place.kind else ""
    if place.ooni:
        why = gettext("OONI confirms it in %(count)s networks") % {"count": place.ooni}
    single = place.word == "blocked" and not place.is_certain
    return Cell(
        where,
        gettext(STATES[place.word]),
        place.word,
        place.since,
        place.last_ok if place.word != "readable" else None,
        why,
        place.note if is_open and place.word != "readable" else "",
        gettext(ONE_WITNESS) if single else "",
    )


def make_cards(proposals: Sequence[Proposal]) -> list[Card]:
    """What to do, in words."""
    return [_card(one) for one in proposals]


def _card(one: Proposal) -> Card:
    title = gettext("The main address") if one.mirror == MAIN else one.mirror or one.pool
    return Card(
        one.id,
        title,
        gettext(DEEDS[one.deed]),
        gettext(", ").join(country_name(code) for code in one.countries),
        gettext(WHY[one.kind]) if one.kind else "",
        one.since,
        gettext(HELD[one.held]) if one.held else "",
        one.woken,
        one.changes_something and one.held not in ("pool", "all"),
        one.changes_something,
    )


def make_past(changes: Sequence[Change]) -> list[Past]:
    """Newest first."""
    return [
        Past(
            one.at,
            gettext("Public pool") if one.pool == PUBLIC else one.pool,
            one.mirror,
            one.woken,
            gettext("a person") if one.who == "person" else gettext("the policy"),
            gettext(WHY[one.why]) if one.why in WHY else "",
        )
        for one in changes
    ]
