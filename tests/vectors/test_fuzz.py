"""Python and JavaScript never differ, whatever they are handed."""

from __future__ import annotations

import json
import os
import random
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from securesystemslib.exceptions import FormatError

from tamizdat.core.canonical import digest
from tamizdat.core.edition.map_nodes import pack_entry, pack_leaf
from tamizdat.core.trust.copy import compose_copy
from tests.reading.edition import NOW, make_edition
from tests.vectors.copy_base import ADDRESS, BANNER, TEXT, copy_edition, signed_list
from tests.vectors.copy_base import PAGE as COPY_PAGE
from tests.vectors.make_vectors import as_values, base_edition
from tests.vectors.metadata_cases import resign
from tests.vectors.node_cases import by_key, some_entry, values_of
from tests.vectors.sides import Case, as_value, run_node, run_python

SEED = int(os.environ.get("TAMIZDAT_SEED", "1"))
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
            value[name] = chance.choice(VALUES)
        elif deed == 2:
            value[chance.choice(["later", "keyid", "x", "ab" * 32, "other.json", "delegations"])] = chance.choice(
                VALUES
            )
        else:
            value[chance.choice(names)] = value[name]
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


LIST = signed_list("https://m.example/lamp/", "http://abc.onion/", "https://n.example:8443/")
PIECES = [
    "https://",
    "http://",
    "m.example",
    "M.x",
    "localhost",
    "127.0.0.1",
    "abc.onion",
    ":80",
    ":65536",
    ":0",
    "/",
    "//",
]
PIECES += ["/a/", "/../", "?", "#", "@", "é", " ", ".", "-", "%41", "\n", "x" * 290]


def lists(chance: random.Random) -> Case:
    """A list in which something was changed, often signed again with the right key."""
    data = LIST
    if chance.random() < 0.8:
        value = json.loads(data)
        if chance.random() < 0.6:
            value["signed"]["addresses"] = [an_address(chance) for _ in range(chance.randrange(4))]
        else:
            change_value(value["signed"] if chance.random() < 0.8 else value, chance)
        data = resigned_file(value, "edition" if chance.random() < 0.9 else "timestamp")
    if chance.random() < 0.15:
        data = mutated(data, chance)
    seen, now = chance.choice([0, 1, 2]), chance.choice([f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "2026-03-31T11:00:00Z"])
    return {"kind": "list", "bytes": as_value(data), "root": as_value(PAGE.root), "now": now, "seen": seen}


def an_address(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"https://m{chance.randrange(3)}.example/"
    return "".join([chance.choice(PIECES[:2]), *(chance.choice(PIECES) for _ in range(chance.randrange(1, 5))), "/"])


def resigned_file(value: Any, signer: str) -> bytes:
    try:
        return resign(value, signer)
    except (KeyError, TypeError, ValueError, FormatError):  # a float cannot be signed
        return json.dumps(value).encode()


COPIED = copy_edition()
COPY = compose_copy(COPY_PAGE, BANNER, COPIED.root, COPIED.read)
PARTS = [
    "<",
    ">",
    '"',
    "=",
    "a",
    "img",
    "body",
    "script",
    "</script>",
    "<script>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
]
PARTS += [
    ' href="',
    ' src="',
    ' srcset="',
    "<a",
    "<img",
    "<link",
    "<source>",
    "<body>",
    "../",
    "/",
    "p/a.jpg",
    "../../p/a.jpg",
]
PARTS += [
    "#",
    "?",
    "x:",
    "//",
    "\n",
    " ",
    "\t",
    "é",
    "😀",
    "{page}",
    "\u2028",
    "\r",
    "&",
    "'",
    "A",
    "<BODY",
    "</body>",
    "<meta ",
]
PARTS += ['<meta http-equiv="Content-Security-Policy" content="x">', "\x00", "\x85", "\u00a0", "İ"]


def links(chance: random.Random) -> Case:
    value = "".join(
        chance.choice(["a", "..", ".", "/", "//", "?", "#", "é", "%2F", "b.html", ":"])
        for _ in range(chance.randrange(7))
    )
    return {"kind": "link", "path": chance.choice(["/p.html", "/a/p.html", "/a/b/c/p.html"]), "value": value}


def composed(chance: random.Random) -> Case:
    """A page of odd HTML, made into a copy."""
    words = [chance.choice(PARTS) for _ in range(chance.randrange(40))]
    if chance.random() < 0.9:
        words.insert(chance.randrange(len(words) + 1), "<body>")
    text = "".join(words)
    if chance.random() < 0.3:
        text = "".join(chance.choice(PARTS) if chance.random() < 0.05 else one for one in TEXT)
    addresses = chance.choice([None, (), (ADDRESS,)])
    made = copy_edition(text, addresses)
    wanted = {n: d for n, d in made.files.items() if n.startswith(("/o/", "/tuf/")) and not n.endswith(".gz")}
    return {
        "kind": "compose",
        "path": COPY_PAGE,
        "banner": BANNER,
        "root": as_value(made.root),
        "files": as_values(wanted),
    }


def copies(chance: random.Random) -> Case:
    """A copy in which something was changed."""
    data, deed = COPY, chance.randrange(5)
    at = data.rindex(b"<!--tamizdat")
    if deed == 0:
        data = mutated(data, chance)
    elif deed == 1:
        proof = json.loads(data[at + 21 : -4])
        change_value(proof, chance)
        data = data[: at + 21] + json.dumps(proof, sort_keys=True, separators=(",", ":")).encode() + b"-->\n"
    elif deed == 2:
        place = chance.randrange(at)
        data = data[:place] + chance.choice(PARTS).encode() + data[place + chance.randrange(3) :]
    elif deed == 3:
        place = chance.randrange(at, len(data))
        data = data[:place] + bytes([chance.choice(b'Aa+/="\\,]}')]) + data[place + chance.randrange(2) :]
    root = COPIED.root if chance.random() < 0.9 else mutated(COPIED.root, chance)
    now = chance.choice([f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "2026-08-01T00:00:00Z", "2027-08-01T00:00:00Z"])
    return {"kind": "copy", "bytes": as_value(data), "root": as_value(root), "now": now}


KINDS: list[Callable[[random.Random], Case]] = [paths, texts, nodes, metadata, manifests, pages, lists, links, copies]
""" ``composed`` signs an edition for each case, and is drawn more seldom."""


def cases(count: int, seed: int) -> Iterator[Case]:
    chance = random.Random(seed)
    for number in range(count):
        yield composed(chance) if number % 50 == 49 else KINDS[number % len(KINDS)](chance)


def hold_together(count: int, seed: int, folder: Any) -> dict[str, tuple[int, int]]:
    """Both sides on every case; returns how many of each kind were accepted and refused."""
    made = list(cases(count, seed))
    tally: dict[str, list[int]] = {}
    for case, other in zip(made, run_node(made, folder), strict=True):
        mine = run_python(case)
        assert mine == other, case
        refused = mine is None or (isinstance(mine, dict) and ("rule" in mine or mine.get("verdict") == "refused"))
        tally.setdefault(case["kind"], [0, 0])[refused] += 1
    return {kind: (good, bad) for kind, (good, bad) in tally.items()}


def test_a_few_thousand_cases_have_the_same_verdict_in_both(tmp_path):
    tally = hold_together(4_000, SEED, tmp_path / "js")
    assert all(good > 20 and bad > 20 for good, bad in tally.values()), tally


MANY = int(os.environ.get("TAMIZDAT_FUZZ", "100000"))
"""So many cases the long suite plays: a hundred thousand, or as many as are asked for."""
PARTS_OF_ALL = 10


@pytest.mark.long
@pytest.mark.timeout(300 + MANY // 100)
@pytest.mark.parametrize("part", range(PARTS_OF_ALL))
def test_a_hundred_thousand_cases_have_the_same_verdict_in_both(part, tmp_path):
    for number, begin in enumerate(range(0, MANY // PARTS_OF_ALL, 10_000)):
        count = min(10_000, MANY // PARTS_OF_ALL - begin)
        hold_together(count, SEED + 1000 + part + 100_000 * number, tmp_path / "js")
