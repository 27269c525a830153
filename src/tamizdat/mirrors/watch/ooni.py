"""What OONI's volunteers measured of the newsroom's main address. No other address is ever sent there.

OONI publishes what it measures, so asking it for a private mirror would publish that mirror. The aggregation API is
documented at api.ooni.io; a file that was downloaded from it is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from tamizdat.mirrors.watch.history import Measured
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.reading.fetch import HEADERS
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings
from tamizdat.shell.mirrors import Registry
from tamizdat.shell.patience import make_patient, patience

API = "https://api.ooni.io/api/v1/aggregation"
LONGEST = 4_000_000
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One country: in how many networks a block was confirmed, and in how many anything was measured."""

    country: str
    networks: int
    measured: int
    """Networks with a measurement that came to an end; 0: no data, which is not "readable"."""
    anomalies: int
    is_blocked: bool


def main_host(settings: Settings, registry: Registry) -> str:
    """The one host that may be asked for; raises RefusedError when there is none, or when it is also a private one."""
    host = (urlsplit(settings.address).hostname or "").lower()
    if not host:
        raise RefusedError("The newsroom has no public address: [public] address of tamizdat.toml names it.")
    if host.endswith(".onion"):
        raise RefusedError("OONI does not measure onion addresses.")
    private = {(urlsplit(one).hostname or "").lower() for one in registry.private_addresses()}
    if host in private:
        raise RefusedError(f"{host} is also the host of a private mirror: it is not named to anybody.")
    return host


def build_query(host: str, settings: Settings, registry: Registry, now: datetime, days: int) -> str:
    """The address that is asked; raises RefusedError for any other host than the main one, before it is built."""
    if host.lower() != main_host(settings, registry):
        raise RefusedError("OONI is asked for the main address alone: asking for a mirror would publish it.")
    asked = {
        "domain": host,
        "test_name": "web_connectivity",
        "since": f"{now.astimezone(UTC) - timedelta(days=days):%Y-%m-%d}",
        "until": f"{now.astimezone(UTC) + timedelta(days=1):%Y-%m-%d}",
        "axis_x": "probe_cc",
        "axis_y": "probe_asn",
    }
    return f"{API}?{urlencode(asked)}"


def fetch_measured(query: str, transport: httpx.BaseTransport | None = None) -> bytes:
    """Ask; raises RefusedError when there is no answer. ``query`` is what ``build_query`` built."""
    try:
        with (
            httpx.Client(headers=HEADERS, timeout=20, transport=transport) as client,
            patience(SECONDS),
            make_patient(client).stream("GET", query) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise RefusedError(f"OONI answers {answer.status_code}. Nothing is known from there; try later.")
            return _take(answer.iter_bytes())
    except httpx.HTTPError as error:
        raise RefusedError(f"OONI could not be asked ({type(error).__name__}). Nothing is known from there.") from None


def _take(parts: Iterable[bytes]) -> bytes:
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > LONGEST:
            raise RefusedError("OONI's answer is longer than any that is expected. Ask for fewer days.")
    return bytes(data)


def parse_measured(data: bytes, host: str, now: datetime, days: int) -> list[Measured]:
    """The rows of an answer of the aggregation API by ``probe_cc`` and ``probe_asn``; raises RefusedError."""
    try:
        value = json.loads(data)
    except ValueError:
        raise RefusedError("This is no answer of OONI's aggregation API: it is no JSON.") from None
    if not isinstance(value, dict) or not isinstance(value.get("result"), list):
        said = value.get("error") or value.get("msg") if isinstance(value, dict) else None
        raise RefusedError(f"This is no answer of OONI's aggregation API by country and network. {said or ''}".strip())
    since, until = f"{now.astimezone(UTC) - timedelta(days=days):%Y-%m-%d}", f"{now.astimezone(UTC):%Y-%m-%d}"
    try:
        return [_row(one, host, since, until, now) for one in value["result"]]
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError(f"A row of OONI's answer is not as its API says: {error}.") from None


def _row(row: dict[str, Any], host: str, since: str, until: str, now: datetime) -> Measured:
    named = {str(row[name]) for name in ("domain", "input") if row.get(name)}
    if any((urlsplit(one if "//" in one else f"//{one}").hostname or "").lower() != host for one in named):
        raise RefusedError("This file holds measurements of other hosts: it must be of the main address alone.")
    country, network = str(row["probe_cc"])[:2].upper(), str(row["probe_asn"]).removeprefix("AS")
    ok, anomaly = _count(row, "ok_count"), _count(row, "anomaly_count")
    confirmed, failure = _count(row, "confirmed_count"), _count(row, "failure_count")
    return Measured(country, f"AS{int(network)}", since, until, ok, anomaly, confirmed, failure, now)


def _count(row: dict[str, Any], name: str) -> int:
    value = row[name]
    if type(value) is not int or value < 0:
        raise ValueError(f"{name} is {value!r}")
    return value


def judge_measured(rows: Sequence[Measured], policy: Policy, now: datetime) -> list[Confirmed]:
    """By country. Anomalies alone, one or many, are nothing: a bad line looks like a block there."""
    found = []
    for country in dict.fromkeys(one.country for one in rows):
        inside = [one for one in rows if one.country == country]
        confirmed = [one for one in inside if one.confirmed]
        measured = [one for one in inside if one.ok or one.anomaly or one.confirmed]
        is_new = all(now - one.brought_at <= timedelta(days=policy.ooni_days) for one in inside)
        found.append(
            Confirmed(
                country,
                len({one.network for one in confirmed}),
                len({one.network for one in measured}),
                sum(one.anomaly for one in inside),
                is_new and len({one.network for one in confirmed}) >= policy.ooni_networks,
            )
        )
    return found
