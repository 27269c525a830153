"""Cases drawn by chance: lists of mirrors, links and one-file copies. Used by test_fuzz.py."""

from __future__ import annotations

import json
import random
from typing import Any

from securesystemslib.exceptions import FormatError

from tamizdat.core.trust.copy import compose_copy
from tests.reading.edition import NOW
from tests.vectors.copy_base import ADDRESS, BANNER, TEXT, copy_edition, signed_list
from tests.vectors.copy_base import PAGE as COPY_PAGE
from tests.vectors.fuzz_cases import PAGE, change_value, mutated
from tests.vectors.make_vectors import as_values
from tests.vectors.metadata_cases import resign
from tests.vectors.sides import Case, as_value

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
