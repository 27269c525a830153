"""``[mirrors]`` of ``tamizdat.toml``: whether mirrors are watched, from where, and who decides."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from tamizdat.mirrors.watch.policy import DEFAULT, Policy, read_policy
from tamizdat.mirrors.watch.vantage import HERE, Login, Vantage
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import PUBLIC
from tamizdat.shell.private_files import read_pair

Decides = Literal["person", "automatic"]
SECTION = {"watch", "every", "policy", "direct", "control", "canaries", "vantage", "numbers"}
VANTAGE = {"name", "country", "network", "proxy", "login", "pools", "control", "tor"}

_name = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_country = re.compile(r"[A-Z]{2}\Z")


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How mirrors are watched."""

    watch: bool = False
    """``tamizdat serve`` does it too."""
    every: int = 10
    """Minutes between two rounds."""
    decides: Decides = "person"
    vantages: tuple[Vantage, ...] = (Vantage(HERE),)
    policy: Policy = DEFAULT
    canaries: tuple[str, ...] = ()
    """Mirrors of closed pools that are listed and never used otherwise: when one is blocked, its list is read."""

    def vantage(self, name: str) -> Vantage:
        """Also one that the settings no longer name."""
        return next((one for one in self.vantages if one.name == name), Vantage(name))


def read_watch_settings(home: Home) -> WatchSettings:
    """Read ``[mirrors]``; raises HomeError with what is wrong, and never with a password."""
    home.read_settings()  # says what is wrong with the file as a whole
    file = home.settings_file
    table = _table(tomllib.loads(file.read_text(encoding="utf-8")).get("mirrors", {}), SECTION, "[mirrors]", file)
    decides, every = table.get("policy", "person"), table.get("every", 10)
    if decides not in ("person", "automatic"):
        raise HomeError(f'{file}: [mirrors] policy is "person" or "automatic".')
    if type(every) is not int or every < 1:
        raise HomeError(f"{file}: [mirrors] every is a whole number of minutes, such as 10.")
    control = _control(_text(table, "control", file), HERE, file)
    direct = (Vantage(HERE, control=control),) if _flag(table, "direct", True, file) else ()
    vantages = direct + tuple(_vantage(one, home) for one in _list(table, file))
    if len({one.name for one in vantages}) != len(vantages):
        raise HomeError(f"{file}: two vantage points have one name ({HERE!r} is taken).")
    numbers = read_policy(_table(table.get("numbers", {}), None, "[mirrors.numbers]", file), file)
    canaries = _names(table, "canaries", [], "[mirrors]", file)
    return WatchSettings(_flag(table, "watch", False, file), every, decides, vantages, numbers, canaries)


def _vantage(table: Any, home: Home) -> Vantage:
    file, where = home.settings_file, "[[mirrors.vantage]]"
    table = _table(table, VANTAGE, where, file)
    name, country = _text(table, "name", file), _text(table, "country", file)
    if not _name.match(name):
        raise HomeError(f'{file}: {where} needs a name of small letters, digits and hyphens, such as "xx-mobile".')
    if not _country.match(country):
        raise HomeError(f'{file}: {where} {name} needs country = two capital letters, such as "IR".')
    login = _text(table, "login", file)
    return Vantage(
        name=name,
        country=country,
        network=_text(table, "network", file),
        proxy=_proxy(_text(table, "proxy", file), name, file),
        login=_login(home.folder / login) if login else None,
        pools=_names(table, "pools", [PUBLIC], f"{where} {name}", file),
        control=_control(_text(table, "control", file), name, file),
        tor=_flag(table, "tor", False, file),
    )


def _proxy(proxy: str, name: str, file: Path) -> str:
    try:
        parts = urlsplit(proxy)
        is_right = parts.scheme in ("socks5", "http") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        parts, is_right = urlsplit(""), False
    if not is_right:
        raise HomeError(f'{file}: vantage point {name} needs proxy = "socks5://host:port" or "http://host:port".')
    if parts.username or parts.password:
        raise HomeError(f"{file}: vantage point {name}: name and password belong in a file that login names.")
    return proxy


def _control(address: str, name: str, file: Path) -> str:
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise HomeError(f'{file}: vantage point {name}: control is the address of a page, such as "https://…/".')
    return address


def _login(file: Path) -> Login:
    """Two lines, name and password, in a file for its owner alone."""
    name, password = read_pair(file, "name", "password", "login of a vantage point")
    if not name.isascii() or not password.isascii():
        raise HomeError(f"{file}: name and password of a proxy are ASCII.")
    return Login(name, password)


def _table(value: Any, known: set[str] | None, where: str, file: Path) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise HomeError(f"{file}: {where} is a section with lines of its own.")
    for key in value:
        if known is not None and key not in known:
            raise HomeError(f"{file}: {where} knows no {key}; it knows {', '.join(sorted(known))}.")
    return value


def _list(table: Mapping[str, Any], file: Path) -> list[Any]:
    vantages = table.get("vantage", [])
    if not isinstance(vantages, list):
        raise HomeError(f"{file}: vantage points are written as [[mirrors.vantage]], each with lines of its own.")
    return vantages


def _names(table: Mapping[str, Any], key: str, usual: list[str], where: str, file: Path) -> tuple[str, ...]:
    names = table.get(key, usual)
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise HomeError(f'{file}: {where}: {key} is a list of names, such as ["public"].')
    return tuple(names)


def _flag(table: Mapping[str, Any], name: str, usual: bool, file: Path) -> bool:
    value = table.get(name, usual)
    if not isinstance(value, bool):
        raise HomeError(f"{file}: {name} of [mirrors] is true or false.")
    return value


def _text(table: Mapping[str, Any], name: str, file: Path) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise HomeError(f"{file}: {name} of a vantage point is a text.")
    return value
