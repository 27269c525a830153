# ruff: noqa: E501 - a case a line
"""The cases of lists of mirrors, and of where links lead in a copy. Used by make_vectors.py."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from tamizdat.core.trust.mirror_list import sign_list
from tests.reading.edition import ISSUED, NOW, key, make_edition
from tests.vectors.metadata_cases import Change, edit, replaced, resign
from tests.vectors.sides import Case, as_value

FORMAT, SIGNATURE, VERSION = ({"rule": rule} for rule in ("format", "signature", "version"))
GOOD = ["https://m.example/lamp/", "https://m.example:8443/", "http://abc.onion/", "http://localhost:8000/"]


def right(addresses: list[str], version: int = 3, pool: str = "public") -> dict[str, Any]:
    return {"pool": pool, "version": version, "addresses": addresses}


def a_list(addresses: list[str] = GOOD, version: int = 3, pool: str = "public", by: str = "edition") -> bytes:
    return sign_list(pool, addresses, version=version, now=ISSUED, signers=[key(by)])


def changed(change: Change) -> bytes:
    """Changed, and signed as it is."""
    return resign(json.loads(change(a_list())), "edition")


def with_addresses(*addresses: Any) -> bytes:
    return changed(edit(addresses=list(addresses)))


LISTS: list[tuple[str, bytes, dict[str, Any], Any]] = [
    ("a list", a_list(), {}, right(GOOD)),
    ("a list without addresses", a_list([]), {}, right([])),
    ("of a channel", a_list(pool="letter-2"), {}, right(GOOD, pool="letter-2")),
    ("seen before", a_list(), {"seen": 3}, right(GOOD)),
    ("older than seen", a_list(), {"seen": 4}, VERSION),
    ("the last second", a_list(), {"now": ISSUED + timedelta(days=30, seconds=-1)}, right(GOOD)),
    ("it has expired", a_list(), {"now": ISSUED + timedelta(days=30)}, VERSION),
    ("signed by the timestamp key", a_list(by="timestamp"), {}, SIGNATURE),
    ("signed by a stranger", a_list(by="stranger"), {}, SIGNATURE),
    ("a stranger signed as well", resign(json.loads(a_list()), "edition", "stranger"), {}, SIGNATURE),
    ("nobody signed", resign(json.loads(a_list())), {}, SIGNATURE),
    ("an address was changed", a_list().replace(b"m.example/lamp", b"evil.example/x"), {}, SIGNATURE),
    ("a space", a_list().replace(b'"version":3', b'"version": 3'), {}, FORMAT),
    ("too long", a_list() + b" " * 14_000, {}, {"rule": "length"}),
    ("another type", changed(edit(_type="targets")), {}, FORMAT),
    ("another specification", changed(edit(spec_version="1.0.32")), {}, FORMAT),
    ("a further key", changed(edit(note="x")), {}, FORMAT),
    ("no pool", changed(edit(pool=...)), {}, FORMAT),
    ("a pool in capitals", changed(edit(pool="Public")), {}, FORMAT),
    ("a pool that is a number", changed(edit(pool=3)), {}, FORMAT),
    ("a pool with a long name", changed(edit(pool="a" * 41)), {}, FORMAT),
    ("version 0", changed(edit(version=0)), {}, FORMAT),
    ("version true", changed(edit(version=True)), {}, FORMAT),
    ("a time that is none", changed(edit(expires="2026-02-30T00:00:00Z")), {}, FORMAT),
    ("a format of its own", changed(replaced('"addresses"', '"adresses"')), {}, FORMAT),
    ("64 addresses", with_addresses(*(f"https://m{n}.example/" for n in range(64))), {}, right([f"https://m{n}.example/" for n in range(64)])),
    ("65 addresses", with_addresses(*(f"https://m{n}.example/" for n in range(65))), {}, FORMAT),
    ("an address twice", with_addresses("https://m.example/", "https://m.example/"), {}, FORMAT),
    ("an address that is no text", with_addresses(1), {}, FORMAT),
    ("addresses that are one text", changed(edit(addresses="https://m.example/")), {}, FORMAT),
    ("an address of 300 characters", with_addresses("https://m.example/" + "x" * 281 + "/"), {}, right(["https://m.example/" + "x" * 281 + "/"])),
    ("an address of 301 characters", with_addresses("https://m.example/" + "x" * 282 + "/"), {}, FORMAT),
    ("the highest port", with_addresses("https://m.example:65535/"), {}, right(["https://m.example:65535/"])),
    *[
        (f"the address {address!r}", with_addresses(address), {}, FORMAT)
        for address in [
            "", "https://m.example", "http://m.example/", "ftp://m.example/", "https://M.example/", "https://m.example/a", "https://m.example//", "https://m.example/?a/",
            "https://m.example/a b/", "https://m.example/é/", "https://é.example/", "https://u@m.example/", "https://m.example:0/", "https://m.example:65536/",
            "https://m.example:/", "https://m.example/#/", "//m.example/", " https://m.example/", "https://m.example/\n", "http://onion/", "http://x.onion.example/", "javascript:/", "https:///",
        ]
    ],
]  # fmt: skip


def list_cases() -> dict[str, Any]:
    """The newsroom's root, and the lists."""
    cases = []
    for name, data, how, expect in LISTS:
        now = f"{how.get('now', NOW):%Y-%m-%dT%H:%M:%SZ}"
        cases.append({"name": name, "bytes": as_value(data), "now": now, "seen": how.get("seen"), "expect": expect})
    return {"root": as_value(make_edition({}).root), "cases": cases}


LINKS: list[tuple[str, str | None]] = [
    ("x.html", "/a/b/x.html"), ("./x.html", "/a/b/x.html"), ("../x.html", "/a/x.html"), ("../../x.html#y?z", "/x.html#y?z"), ("../../../x.html", None),
    ("/x.html", "/x.html"), ("/x/./y/", "/x/y/"), ("/../x", None), ("..", "/a/"), (".", "/a/b/"), ("../..", "/"), ("x/", "/a/b/x/"), ("x/..", "/a/b/"), ("c//d/..", "/a/b/c/"),
    ("", "/a/b/p.html"), ("?q", "/a/b/p.html?q"), ("?q#f", "/a/b/p.html?q#f"), ("#f", "/a/b/p.html#f"), ("x?../..", "/a/b/x?../.."), ("//else.example/x", None), ("x%2F..", "/a/b/x%2F.."), ("é\n", "/a/b/é\n"),
]  # fmt: skip


def link_cases() -> Iterable[Case]:
    for value, expect in LINKS:
        yield {"kind": "link", "path": "/a/b/p.html", "value": value, "expect": expect}
