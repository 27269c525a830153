"""The rows of ``mirrors/watch.sqlite3``: its tables, and two of them as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FILE = "watch.sqlite3"
VERSION = 1
SCHEMA = """
CREATE TABLE observation (
    at INTEGER NOT NULL, mirror TEXT NOT NULL, vantage TEXT NOT NULL, kind TEXT NOT NULL,
    dns INTEGER, tcp INTEGER, tls INTEGER, http INTEGER, content INTEGER, edition INTEGER, note TEXT NOT NULL);
CREATE INDEX observation_by_mirror ON observation (mirror, vantage, at);
CREATE INDEX observation_by_time ON observation (at);
CREATE TABLE standing (mirror TEXT NOT NULL, vantage TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (mirror, vantage));
CREATE TABLE day (
    day TEXT NOT NULL, mirror TEXT NOT NULL, vantage TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (day, mirror, vantage, kind));
CREATE TABLE change (
    at INTEGER NOT NULL, proposal TEXT NOT NULL, kind TEXT NOT NULL, pool TEXT NOT NULL, mirror TEXT NOT NULL,
    woken TEXT NOT NULL, who TEXT NOT NULL CHECK (who IN ('person', 'policy')), why TEXT NOT NULL);
CREATE TABLE vantage (
    place INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, network TEXT NOT NULL, proxy TEXT NOT NULL);
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE dismissed (proposal TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE ooni (
    country TEXT NOT NULL, network TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, ok INTEGER NOT NULL,
    anomaly INTEGER NOT NULL, confirmed INTEGER NOT NULL, failure INTEGER NOT NULL, brought_at INTEGER NOT NULL,
    PRIMARY KEY (country, network));
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A rotation that was made, and whether a person or the policy decided it. Which person is not kept."""

    at: datetime
    proposal: str
    kind: str
    pool: str
    mirror: str
    woken: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What OONI's volunteers measured of the main address in one network, summed over some days."""

    country: str
    network: str
    since: str
    until: str
    ok: int
    anomaly: int
    confirmed: int
    failure: int
    brought_at: datetime
