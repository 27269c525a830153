"""The part of ``tamizdat.toml`` that says where to listen, and where copies of each edition go."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """``[serve]``. A port of 0 means that this is served by something else, such as nginx."""

    host: str = "127.0.0.1"
    newsroom_port: int = 8000
    public_port: int = 8001
    support_port: int = 0
    copy_to: tuple[Path, ...] = ()


def read_serve_settings(home: Home) -> ServeSettings:
    """Read ``[serve]``; raises HomeError with the line that is wrong."""
    home.read_settings()  # says what is wrong with the file as a whole
    values = tomllib.loads(home.settings_file.read_text(encoding="utf-8")).get("serve", {})
    copies = values.get("copy_to", [])
    if not isinstance(copies, list) or not all(isinstance(one, str) and one for one in copies):
        raise HomeError(f'{home.settings_file}: [serve] copy_to is a list of folders, such as copy_to = ["/srv/site"].')
    return ServeSettings(
        host=str(values.get("host", "127.0.0.1")),
        newsroom_port=_port(home, values, "newsroom_port", 8000),
        public_port=_port(home, values, "public_port", 8001),
        support_port=_port(home, values, "support_port", 0),
        copy_to=tuple(home.folder / one for one in copies),
    )


def _port(home: Home, values: dict[str, object], name: str, usual: int) -> int:
    port = values.get(name, usual)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port <= 65535:
        raise HomeError(f"{home.settings_file}: [serve] {name} is a number from 0 to 65535, such as {usual}.")
    return port
