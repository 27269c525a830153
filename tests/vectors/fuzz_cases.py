"""Cases drawn by chance: what a verifier may be handed. Used by test_fuzz.py."""

from __future__ import annotations

import json
import random
import unicodedata
from copy import deepcopy
from typing import Any

from tamizdat.core.canonical import digest
from tamizdat.core.edition.map_nodes import pack_entry, pack_leaf
from tests.reading.edition import NOW, make_edition
from tests.vectors.make_vectors import base_edition
from tests.vectors.metadata_cases import resign
from tests.vectors.node_cases import by_key, some_entry, values_of
from tests.vectors.sides import Case, as_value

NAMES = [
    "en",
    "fa",
    "خبر",
    "é",
    "e\u0301",
    "o",
    "tuf",
    "..",
    ".",
    "",
    "a.gz",
    "x.br",
    "%",
    "%41",
    "%2F",
    "😀",
    "\\",
    "\x7f",
    "~",
]
NAMES += ["\u0344", "\u1100\u1161", "\u212b", "\x00", "x" * 239, "é" * 120, "+", "a b", "'", "index.html"]
TOKENS = [
    *'{}[],:"\\/ \t\n-.eE+0123456789tfn\x00\x1f\x7f',
    "true",
    "null",
    '"a"',
    '"\\u0061"',
    "\\ud83d",
    "\\ude00",
    "é",
    "～",
    "😀",
]
TOKENS += [
    '"a":1',
    "9007199254740991",
    "9007199254740992",
    "NaN",
    "1.5",
    "\ufeff",
    '"__proto__":',
    "\u2028",
    "1e5",
    "-0",
]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2,
    14_000,
    14_001,
    2**53 - 1,
    2**53,
    1.5,
    "",
    "ab" * 32,
    "AB" * 32,
    "ab" * 64,
    "1.0.31",
]
VALUES += [
    "2.0",
    "ed25519",
    "root",
    "timestamp",
    "2026-02-29T00:00:00Z",
    "2026-03-03T11:00:00Z",
    "é😀～",
    [],
    {},
    [1],
    {"a": 1},
]


def paths(chance: random.Random) -> Case:
    names = NAMES if chance.random() < 0.5 else NAMES[:5]
    segments = [
        chance.choice(names) + chance.choice(["", "", chance.choice(names)]) for _ in range(chance.randrange(1, 5))
    ]
    text = "/" + "/".join(segments)
    if chance.random() < 0.2:
        text = "".join(known(chance) for _ in range(chance.randrange(8)))
    if chance.random() < 0.4:
        return {"kind": "path", "text": text}
    packed = "".join(one if is_plain(one) != (chance.random() < 0.02) else escaped(one, chance) for one in text)
    ending = chance.choice([".gz", ".br", ""])
    return {"kind": "name", "path": packed + ending, "encodings": bool(ending) != (chance.random() < 0.1)}


def is_plain(one: str) -> bool:
    return one.isascii() and (one.isalnum() or one in "-._~/")


def escaped(text: str, chance: random.Random) -> str:
    form = "%{:02X}" if chance.random() < 0.95 else "%{:02x}"
    return "".join(form.format(byte) for byte in text.encode("utf-8", "surrogatepass"))


def known(chance: random.Random) -> str:
    """A character that every Unicode version since Python 3.11's normalises alike: one that it knows."""
    while True:
        one = chr(chance.choice([chance.randrange(0x500), chance.randrange(0x3000), chance.randrange(0x110000)]))
        if unicodedata.category(one) not in ("Cn", "Cs"):
            return one


def texts(chance: random.Random) -> Case:
    data = "".join(chance.choice(TOKENS) for _ in range(chance.randrange(1, 9))).encode("utf-8")
    if chance.random() < 0.7:
        seeded = json.dumps(any_value(chance, 3), ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1]))
        data = mutated(seeded.encode("utf-8"), chance)
    return {"kind": "json", "bytes": as_value(data)}


def any_value(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(4 if depth else 2)
    if kind == 2:
        return [any_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 3:
        return {
            chance.choice(["a", "b", "é", "～", "😀", "10", "9"]): any_value(chance, depth - 1)
            for _ in range(chance.randrange(4))
        }
    return chance.choice(VALUES) if kind else chance.choice(TOKENS)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Nothing, or a few bytes flipped, cut, doubled or put in."""
    work = bytearray(data)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        at = chance.randrange(len(work) + 1)
        deed = chance.randrange(4)
        if deed == 0 and at < len(work):
            work[at] ^= 1 << chance.randrange(8)
        elif deed == 1:
            del work[at : at + chance.choice([1, 1, 2, 40])]
        elif deed == 2:
            work[at:at] = chance.choice(TOKENS).encode()
        else:
            work[at:at] = work[at : at + chance.randrange(1, 40)]
    return bytes(work)


def nodes(chance: random.Random) -> Case:
    numbers = chance.sample(range(40), chance.randrange(9))
    encodings = chance.random() < 0.2
    entries = [some_entry(n, **odd_entry(chance, encodings)) for n in numbers]
    data = pack_leaf([pack_entry(entry) for entry in (by_key(entries) if chance.random() < 0.8 else entries)])
    values = values_of(entries[0].path, chance.choice([0, 0, 1, 2, 51, 52])) if entries else [0] * chance.choice([0, 1])
    if chance.random() < 0.4:
        children = sum(chance.choice([0, 0, 1]) << bit for bit in range(32))
        data = (
            b"TZM\x01\x01"
            + children.to_bytes(4)
            + chance.randbytes(32 * (children.bit_count() + chance.choice([0, 0, 0, 1])))
        )
        values = [0] * chance.choice([0, 1, 50, 51, 52])
    if chance.random() < 0.5:
        data = mutated(data, chance)
    return {"kind": "node", "bytes": {"hex": data.hex()}, "values": values, "encodings": encodings}


def odd_entry(chance: random.Random, encodings: bool) -> dict[str, Any]:
    if encodings and chance.random() < 0.8:
        return {
            "path": f"/{chance.randrange(99)}.html.gz",
            "media_type": chance.choice(["application/gzip", "text/html"]),
        }
    if chance.random() < 0.8:
        return {}
    odd = {
        "path": chance.choice(["/a%41", "/o/a", "/a b", "/../x", "", "/a.gz"]),
        "length": chance.choice([2**53 - 1, 2**53]),
    }
    return dict([chance.choice([*odd.items(), ("media_type", chance.choice(["", " a", "a b", "x" * 101]))])])


EDITION = make_edition({})
FILES = {"root": "1.root", "timestamp": "timestamp", "snapshot": "1.snapshot", "targets": "1.targets"}


def metadata(chance: random.Random) -> Case:
    role = chance.choice(list(FILES))
    data = EDITION.files[f"/tuf/{FILES[role]}.json"]
    if chance.random() < 0.7:
        value = json.loads(data)
        for _ in range(chance.choice([1, 1, 2])):
            change_value(value, chance)
        data = json.dumps(value, sort_keys=chance.random() < 0.95, separators=(",", ":")).encode()
    if chance.random() < 0.4:
        data = mutated(data, chance)
    return {"kind": "metadata", "role": role, "bytes": as_value(data)}


def change_value(value: Any, chance: random.Random) -> None:
    """Somewhere within: take away, replace, add, double."""
    while True:
        names = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not names:
            return
        name = chance.choice(names)
        if isinstance(value[name], (dict, list)) and chance.random() < 0.8:
            value = value[name]
            continue
        deed = chance.randrange(4)
        if deed == 0:
            del value[name]
        elif deed == 1 or isinstance(value, list):
            value[name] = deepcopy(chance.choice(VALUES))
        elif deed == 2:
            value[chance.choice(["later", "keyid", "x", "ab" * 32, "other.json", "delegations"])] = deepcopy(
                chance.choice(VALUES)
            )
        else:
            value[chance.choice(names)] = deepcopy(value[name])
        return


def manifests(chance: random.Random) -> Case:
    value = json.loads(EDITION.manifest.to_bytes())
    if chance.random() < 0.6:
        change_value(value, chance)
    data = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return {"kind": "manifest", "bytes": as_value(mutated(data, chance) if chance.random() < 0.5 else data)}


PAGE = base_edition()
SIGNERS = {"timestamp": "timestamp", "snapshot": "edition", "targets": "edition"}


def pages(chance: random.Random) -> Case:
    """A whole check of an edition in which something was changed, often signed again with the right keys."""
    files = dict(PAGE.files)
    deed = chance.randrange(5)
    if deed == 0:
        name = chance.choice(list(files))
        files[name] = mutated(files[name], chance)
    elif deed == 1:
        one, other = chance.sample(list(files), 2)
        files[one] = files[other]
    elif deed == 2:
        del files[chance.choice(list(files))]
    else:
        resigned(files, chance)
    return {
        "kind": "page",
        "path": chance.choice(["/index.html", "/", "/en/1.html", "/en/9.html", "/o/x", "/index.html.gz"]),
        "root": as_value(files.get("/tuf/1.root.json", b"") if chance.random() < 0.2 else PAGE.root),
        "now": chance.choice(
            [f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "2026-03-20T00:00:00Z", "2026-08-01T00:00:00Z", "2027-08-01T00:00:00Z"]
        ),
        "seen": chance.choice(
            [None, None, {"targets": 1, "snapshot": 1, "timestamp": 1}, {"targets": 1, "snapshot": 2, "timestamp": 1}]
        ),
        "files": {path: as_value(data) for path, data in files.items()},
    }


def resigned(files: dict[str, bytes], chance: random.Random) -> None:
    """Change one role and sign all that leads to it."""
    role = chance.choice(list(SIGNERS))
    for one in ("targets", "snapshot", "timestamp"):
        path = f"/tuf/{FILES[one]}.json"
        value = json.loads(files[path])
        if one == role:
            change_value(value["signed"], chance)
        below = {"snapshot": "targets", "timestamp": "snapshot"}.get(one)
        item = value["signed"].get("meta", {}) if isinstance(value["signed"].get("meta", {}), dict) else {}
        item = item.get(f"{below}.json") if isinstance(item, dict) else None
        if below and isinstance(item, dict) and one != role:
            data = files[f"/tuf/{FILES[below]}.json"]
            item.update(length=len(data), hashes={"sha256": digest(data)})
        try:
            files[path] = resign(value, chance.choice([SIGNERS[one], SIGNERS[one], SIGNERS[one], "root-1"]))
        except Exception:  # noqa: BLE001 - a float cannot be signed
            files[path] = json.dumps(value).encode()
