"""Whose support site this is: the settings that its pages ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from tamizdat.shell.home import Home
from tamizdat.shell.support import Support


@dataclass(frozen=True, slots=True)
class House:
    """The newsroom as givers meet it."""

    home: Home
    name: str
    languages: tuple[str, ...]
    paper: str
    """The newspaper's own address; may be empty."""
    support: Support

    @property
    def is_sandbox(self) -> bool:
        return self.support.processor == "sandbox"

    @property
    def site(self) -> Mapping[str, Any]:
        """``[support.site]``."""
        return self.support.settings.get("site", {})

    @property
    def main_currency(self) -> str:
        return next(iter(self.support.currencies))


def open_house() -> House:
    """As ``tamizdat.toml`` says now: a country that becomes dangerous is refused without anything being restarted."""
    home: Home = settings.HOME
    return _read(home, home.settings_file.stat().st_mtime_ns)


@lru_cache(4)
def _read(home: Home, _changed: int) -> House:
    newsroom = home.read_settings()
    return House(home, newsroom.name, newsroom.languages, newsroom.address, newsroom.support)


def own_address(house: House, request: HttpRequest) -> str:
    """Where the reader is now, if that is one of our addresses; else the one memorable address."""
    here = f"{request.scheme}://{request.get_host()}"
    known = {house.support.address, str(house.site.get("onion", "")).rstrip("/")}
    is_local = house.is_sandbox and urlsplit(here).hostname in ("localhost", "127.0.0.1", "::1")
    return here if here in known or is_local else house.support.address
