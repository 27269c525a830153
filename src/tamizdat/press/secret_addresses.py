"""Addresses of mirrors that only some readers may know: what an edition may not say, however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import unquote, urlsplit

from tamizdat.core.trust.mirror_list import LOOPBACK
from tamizdat.press.readings import plain
from tamizdat.shell.home import Settings
from tamizdat.shell.mirrors import PUBLIC, Registry

MOST_UNQUOTED = 4
_dots = re.compile(r"[。｡．․]|[\[({<]\s?(?:\.|dot)\s?[\])}>]")
"""Other full stops that browsers take for one, and what stands for one where somebody did not want a link."""

Secrets = Mapping[str, str]
"""What must not be said, in its plain form → the mirror that it would give away."""


def find_secrets(registry: Registry, settings: Settings) -> dict[str, str]:
    """The hosts of mirrors outside the public pool; of a host that the public pool has too, the address on it."""
    public = {one.address for one in registry.mirrors if one.pool == PUBLIC}
    public |= {settings.address, settings.onion, settings.support.address}
    known = {urlsplit(one).hostname for one in public if one}
    secrets: dict[str, str] = {}
    for mirror in registry.mirrors:
        if mirror.pool == PUBLIC or not mirror.address or mirror.address in public:
            continue
        parts = urlsplit(mirror.address)
        host = parts.hostname or ""
        if host in LOOPBACK:
            secrets[parts.netloc] = mirror.name
        elif host not in known:
            secrets.update((form, mirror.name) for form in spell_host(host))
        elif path := parts.path.strip("/"):
            secrets.update((f"{form}/{path}".casefold(), mirror.name) for form in spell_host(host))
    return secrets


def spell_host(host: str) -> set[str]:
    """A host in every form in which it leads to the same machine: ASCII, Unicode; an IPv4 address as a number too."""
    forms = {host, ".".join(map(_in_unicode, host.split(".")))}
    try:
        number = int(IPv4Address(host))
    except AddressValueError:
        return forms
    return {*forms, str(number), f"{number:#x}", f"0{number:o}"}


def _in_unicode(label: str) -> str:
    """``xn--…`` as people read it, in the form in which texts are searched."""
    if not label.startswith("xn--"):
        return label
    try:
        return plain(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label


def spell_out(texts: Iterable[str]) -> set[str]:
    """Texts (already plain) with addresses decoded as often as they were encoded, and with one kind of full stop."""
    found: set[str] = set()
    for text in texts:
        for _ in range(MOST_UNQUOTED):
            found.add(_dots.sub(".", text))
            decoded = unquote(text).casefold() if "%" in text else text
            if decoded == text:
                break
            text = decoded
    return found
