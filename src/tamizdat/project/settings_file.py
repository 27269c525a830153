"""``tamizdat.toml`` of a new newsroom: what a person edits, with a line about each thing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

from tamizdat.shell.errors import HomeError

_control = re.compile("[\x00-\x1f\x7f-\x9f]")

SUPPORT = """\
[support]
# The one memorable address where readers give, such as "https://give.example": docs/operating/support-site.md.
# address = ""
"""
"""What a newsroom that asks nobody yet has."""

TEXT = """\
# What Tamizdat knows of your newsroom. Edit it, save it; `tamizdat serve` and `tamizdat press` read it again.

[newsroom]
name = {name}
# The first language is the main one. Add a language, and its front page is made.
languages = {languages}
# Dates on pages are told in this zone.
time_zone = {time_zone}

[public]
# Where readers find you, such as "https://example.org". Feeds and the sitemap need it.
address = {address}
# Your onion address, such as "http://….onion": mirrors tell Tor Browser of it.
onion = {onion}
# Readers' browsers keep a small program that checks each page and finds mirrors: "auto" by itself, "ask" when a reader
# presses for it, "off" never. It is a trace on a searched phone: docs/operating/reading.md.
{worker}

[serve]
# `tamizdat serve` listens here. Keep the newsroom off the open network: loopback, a VPN or an onion address.
host = "127.0.0.1"
newsroom_port = 8000
# 0 where something else, such as nginx, serves the public site.
public_port = 8001
# The support site, where readers give: 0 where it stands alone (`tamizdat support serve`), or where nobody is asked.
support_port = 0
# Folders that get a copy of every edition, such as ["/srv/site"].
copy_to = []

{support}
# [keys]
# The passphrase of the keys that sign editions lies in this file; keep it outside this folder, so that a copy of the
# folder alone cannot sign. Without this line: keys.passphrase in ~/.config/tamizdat. See docs/operating/keys.md.
# passphrase_file = "/etc/tamizdat/keys.passphrase"

[history]
# So many editions can be looked into and brought back (`tamizdat edition`), the current one among them.
# keep = 10
"""


@dataclass(frozen=True, slots=True)
class NewSettings:
    """What has to be known of a newsroom before there is one."""

    name: str
    languages: Sequence[str]
    time_zone: str = "UTC"
    address: str = ""
    onion: str = ""
    worker: str = ""
    """Empty: as it usually is."""
    support: str = SUPPORT
    """``[support]`` and what is below it, as TOML."""

    def check(self) -> None:
        """Refuse what no newsroom can have; raises HomeError."""
        if not self.name.strip() or _control.search(self.name):
            raise HomeError(f"{self.name!r} is no name for a newsroom. Give one with --name.")
        if not self.languages:
            raise HomeError("A newsroom needs a language. Give one with --language, such as --language en.")
        for code in self.languages:
            _check_language(code)
        _check_time_zone(self.time_zone)
        if self.address and not re.match(r"https?://[^\s/]+/?\Z", self.address):
            raise HomeError(f"{self.address!r} is no address such as https://example.org.")
        if self.onion and not re.match(r"https?://[a-z2-7.]+\.onion/?\Z", self.onion):
            raise HomeError(f"{self.onion!r} is no onion address such as http://….onion.")

    def to_toml(self) -> str:
        """The file."""
        return TEXT.format(
            name=_quoted(self.name.strip()),
            languages="[" + ", ".join(_quoted(code) for code in self.languages) + "]",
            time_zone=_quoted(self.time_zone),
            address=_quoted(self.address.rstrip("/")),
            onion=_quoted(self.onion.rstrip("/")),
            worker=f"worker = {_quoted(self.worker)}" if self.worker else '# worker = "auto"',
            support=self.support,
        )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string without control characters is a TOML string


def is_language(code: str) -> bool:
    """Can a newsroom name this language as its own?"""
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return code == code.lower() or bool(re.match(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?\Z", code))


def _check_language(code: str) -> None:
    if not is_language(code):
        raise HomeError(f"{code!r} is no language that is known here. Use a code such as en, ru, fa or pt-BR.")


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HomeError(f"{name!r} is no time zone. Use a name such as Europe/Riga or UTC.") from None
