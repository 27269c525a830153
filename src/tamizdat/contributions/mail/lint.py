"""Nothing that reaches a supporter or their bank may name the newsroom, unless the settings say that it may."""

from __future__ import annotations

import re
from ipaddress import ip_address
from unicodedata import normalize
from urllib.parse import urlsplit

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings


class NamedError(RefusedError):
    """It names the newsroom. Until somebody has changed the settings, it waits."""


def names_in(settings: Settings, text: str) -> list[str]:
    """The names of the newsroom that stand in a text: as words, run together, or as its address."""
    said = _plain(text)
    return [one for one in _names(settings) if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said)]


def check_neutral(settings: Settings, what: str, text: str) -> None:
    """Raises NamedError when it names the newsroom; the message says what, and what to do."""
    if settings.support.names_newsroom:
        return
    if found := names_in(settings, text):
        raise NamedError(
            f"{what} names the newsroom ({found[0]}), which can endanger who gives. Say it another way in [support], "
            "or, where it endangers nobody, set names_newsroom = true."
        )


def check_support(settings: Settings) -> None:
    """What the settings say to supporters and to their banks."""
    support = settings.support
    for what, text in {
        "[support] statement_text": support.statement_text,
        "[support] mail_subject": support.mail_subject,
        "[support] mail_from": support.mail_from,
        "[support] address": support.address,
    }.items():
        check_neutral(settings, what, text)


def _names(settings: Settings) -> list[str]:
    name = _plain(settings.name)
    short = name.removeprefix("the ")
    runs = ["".join(one.split()) for one in (name, short)]
    hosts = [_host(settings.address), _host(settings.onion)]
    return list(dict.fromkeys(one for one in (name, short, *runs, *hosts) if len(one) > 2))


def _host(address: str) -> str:
    """The host, unless it is a number or this very machine: those name nobody."""
    host = (urlsplit(address if "://" in address else f"http://{address}").hostname or "").removeprefix("www.")
    try:
        ip_address(host)
    except ValueError:
        return "" if host == "localhost" else host
    return ""


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", normalize("NFKC", text)).strip().casefold()
