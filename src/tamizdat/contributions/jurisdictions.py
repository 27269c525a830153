"""Where a gift endangers who gives it: settings say so with a date, and ``freeze`` says so at once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from tamizdat.contributions.models import Frozen
from tamizdat.contributions.providers.contract import CountryRefusedError
from tamizdat.shell.home import Home

EARLIEST = timedelta(hours=14)
"""Where a day begins first, it begins fourteen hours before UTC."""


def refused_countries(home: Home) -> dict[str, datetime]:
    """Country → from when gifts from there are refused, the earlier of what settings and ``freeze`` say."""
    at_risk = home.read_settings().support.at_risk
    since = {country: datetime.combine(day, time(0), UTC) for country, day in at_risk.items()}
    for country, moment in Frozen.objects.values_list("country", "since"):
        since[country] = min(moment, since.get(country, moment))
    return since


def refused_now(home: Home, now: datetime) -> frozenset[str]:
    """From where no gift is taken at this time. A day of the settings begins where it begins first on earth."""
    return frozenset(country for country, since in refused_countries(home).items() if since <= now + EARLIEST)


def refuses(home: Home, country: str, now: datetime) -> bool:
    """Is a gift from there refused at this time?"""
    return country.strip().upper() in refused_now(home, now)


def has_changed_since(home: Home, said: datetime, now: datetime) -> bool:
    """Has a country become dangerous since somebody said where they live? Their answer was not kept, so ask again."""
    begins = (moment for since in refused_countries(home).values() for moment in (since - EARLIEST, since))
    return any(said < moment <= now for moment in begins)


def check_country(home: Home, country: str, now: datetime) -> None:
    """Raises CountryRefusedError. In strict mode a country that nobody knows is refused as well."""
    if refuses(home, country, now) or (not country.strip() and home.read_settings().support.strict):
        raise CountryRefusedError("A gift cannot be taken this way. No bank was asked for anything.")
