# ruff: noqa: E501 - a case a line
"""The cases of one-file copies: what was done to one, and the answer. Used by make_vectors.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tamizdat.core.canonical import digest
from tamizdat.core.trust.copy import compose_copy
from tamizdat.core.trust.retractions import Retractions
from tamizdat.core.trust.sign import Versions
from tests.reading.edition import ISSUED, NOW, Edition, KeyRing, make_root, sign
from tests.vectors.copy_base import BANNER, PAGE, PICTURE, TEXT, copy_edition
from tests.vectors.sides import as_value

DAY = timedelta(days=1)
HTML, NODE = "text/html; charset=utf-8", "/o/"


def answer(verdict: str, age: int = 3600) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "path": PAGE,
        "edition": 1,
        "issuedAt": "2026-03-01T11:00:00Z",
        "ageSeconds": age,
        "failures": [],
    }


def no(file: str, rule: str) -> dict[str, Any]:
    nothing = {"path": None, "edition": None, "issuedAt": None, "ageSeconds": None}
    return {"verdict": "refused", **nothing, "failures": [{"file": file, "rule": rule}]}


CHANGED, UNREADABLE = no("copy", "digest"), no("copy", "format")
CHANGES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("a copy", "", "", answer("authentic")),
    ("a word was changed", "Front", "Fr0nt", CHANGED),
    ("the banner says another day", "2026-03-01 11:00", "2026-03-02 11:00", CHANGED),
    ("links lead elsewhere", "https://m.example/lamp/", "https://evil.example/x/", CHANGED),
    ("a script was added", "</body>", "<script>alert(1)</script></body>", CHANGED),
    ("the policy was loosened", "img-src data:", "img-src *", CHANGED),
    ("another picture", "base64,/9j/", "base64,/9k/", no(f"/o/{digest(PICTURE)}", "missing")),
    ("a picture was taken out", ' src="data:image/jpeg;base64,/9j/IHBpY3R1cmU="', "", no(f"/o/{digest(PICTURE)}", "missing")),
    ("the end is missing", "-->\n", "", UNREADABLE),
    ("something follows", "-->\n", "-->\n\n", UNREADABLE),
    ("the line feed is missing", "-->\n", "-->", UNREADABLE),
    ("no proof", "<!--tamizdat-copy-v1 ", "<!--", UNREADABLE),
    ("a proof that is no JSON", '{"banner":', '{banner:', UNREADABLE),
    ("a proof with a space", '{"banner":', '{ "banner":', CHANGED),
    ("a proof with other keys", '{"banner":', '{"x":1,"banner":', UNREADABLE),
    ("a proof without a path", '"path":"/en/2026/quay.html",', "", UNREADABLE),
    ("of a picture", '"path":"/en/2026/quay.html"', '"path":"/p/large.jpg"', no("/p/large.jpg", "format")),
    ("of a page that is not there", '"path":"/en/2026/quay.html"', '"path":"/p/none.jpg"', no("/p/none.jpg", "absent")),
    ("of a folder", '"path":"/en/2026/quay.html"', '"path":"/en/"', no("/en/", "path")),
    ("a banner that is not there", '"banner":"/copy/en.json"', '"banner":"/copy/fa.json"', no("/copy/fa.json", "absent")),
    ("a banner that is none", '"banner":"/copy/en.json"', '"banner":"/en/1.html"', UNREADABLE),
    ("an object more", '"objects":["', '"objects":["AAAA","', CHANGED),
    ("an object that is not base64", '"objects":["', '"objects":["A","', UNREADABLE),
    ("metadata more", '"timestamp.json":', '"9.snapshot.json":"AAAA","timestamp.json":', CHANGED),
    ("a file that is no metadata", '"timestamp.json":', '"stamp.json":"AAAA","timestamp.json":', UNREADABLE),
    ("no timestamp", '"timestamp.json":', '"9.targets.json":', no("/tuf/timestamp.json", "missing")),
    ("no root", '"1.root.json":', '"9.snapshot.json":', UNREADABLE),
    ("a root under another number", '"1.root.json":', '"3.root.json":', no("/tuf/2.root.json", "missing")),
]  # fmt: skip


def newest(text: str = TEXT, gone: bool = False, withdrawn: bool = False, age: timedelta = timedelta()) -> Edition:
    """Edition 2."""
    made = copy_edition(text, number=2, addresses=None, versions=Versions(2, 2, 2), now=ISSUED + DAY / 48 - age)
    others = {"retractions.json": Retractions().change(2, [PAGE], []).to_bytes()} if withdrawn else None
    return sign(made, versions=Versions(2, 2, 2), now=ISSUED + DAY / 48 - age, others=others) if others else made


def copy_vectors() -> dict[str, Any]:
    """One edition, its copy, and what was done to it."""
    edition = copy_edition()
    copy = compose_copy(PAGE, BANNER, edition.root, edition.read).decode()
    cases: list[dict[str, Any]] = []
    for name, old, new, expect in CHANGES:
        assert old in copy, name
        cases.append({"name": name, "change": [old, new], "now": f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "expect": expect})
    late = {
        "in nearly a year": (ISSUED + 364 * DAY, answer("authentic", 364 * 86400)),
        "when the root has expired": (ISSUED + 365 * DAY, no("/tuf/1.root.json", "root-expired")),
    }
    for name, (now, expect) in late.items():
        cases.append({"name": name, "change": ["", ""], "now": f"{now:%Y-%m-%dT%H:%M:%SZ}", "expect": expect})
    roots = {
        "of another newsroom": (make_root(KeyRing(root=("x", "y", "z"))), no("/tuf/1.root.json", "digest")),
        "whose reader holds a later root": (make_root(KeyRing(), 2), answer("authentic")),
        "whose reader holds a later root with other keys": (
            make_root(KeyRing(timestamp="new"), 2),
            no("/tuf/timestamp.json", "signature"),
        ),
    }
    for name, (root, expect) in roots.items():
        cases.append(
            {
                "name": name,
                "change": ["", ""],
                "now": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
                "root": as_value(root),
                "expect": expect,
            }
        )
    beside = {
        "beside a newer edition that has it unchanged": (newest(), answer("current")),
        "beside a newer edition that has expired": (newest(age=2 * DAY), answer("authentic")),
        "beside a newer edition that has it otherwise": (newest(TEXT.replace("Front", "First")), answer("stale")),
        "beside a newer edition that has withdrawn it": (newest(withdrawn=True), no(PAGE, "retracted")),
    }
    for name, (other, expect) in beside.items():
        files = {path: as_value(data) for path, data in sorted(_needed(other).items())}
        cases.append(
            {"name": name, "change": ["", ""], "now": f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "newest": files, "expect": expect}
        )
    files = {path: as_value(data) for path, data in sorted(_needed(edition).items())}
    return {"root": as_value(edition.root), "files": files, "copy": copy, "cases": cases}


def _needed(edition: Edition) -> dict[str, bytes]:
    """What a copy is made of."""
    files: dict[str, bytes] = {}

    def read(path: str, limit: int) -> bytes:
        files[path] = edition.files[path]
        return edition.read(path, limit)

    compose_copy(PAGE, BANNER, edition.root, read)
    return {**files, **{path: data for path, data in edition.files.items() if b"retractions-v1" in data}}
