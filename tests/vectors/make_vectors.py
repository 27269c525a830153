"""Writes the vectors of format 1: small cases with the answer that every reader of editions must give.

    python -m tests.vectors.make_vectors

Keys come from fixed seeds, so the files come out the same. The answers are written here by hand (a path, a value, a
rule); they are not what this project's code happened to say. Format: docs/formats/edition-v1.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tamizdat.core.canonical import digest
from tests.reading.edition import NOW, Edition, make_edition
from tests.vectors.copy_cases import copy_vectors
from tests.vectors.list_cases import link_cases, list_cases
from tests.vectors.metadata_cases import METADATA
from tests.vectors.node_cases import node_cases, proof_cases
from tests.vectors.page_cases import PAGES
from tests.vectors.sides import HERE, Case, as_value

ACCENT = "e\u0301"


def path_cases() -> Iterable[Case]:
    good = {
        "/index.html": "/index.html",
        "/fa/خبر.html": "/fa/%D8%AE%D8%A8%D8%B1.html",
        f"/caf{ACCENT}.html": "/caf%C3%A9.html",
        "/100% true?": "/100%25%20true%3F",
        "/~a_b-c.d": "/~a_b-c.d",
        "/!*'();:@&=+$,#[]\"<>^`{|}": "/%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%23%5B%5D%22%3C%3E%5E%60%7B%7C%7D",
        "/😀.html": "/%F0%9F%98%80.html",
        "/a%2Fb": "/a%252Fb",
        "/x/o/tuf": "/x/o/tuf",
        "/O": "/O",
        "/.gz/a": "/.gz/a",
        "/a.GZ": "/a.GZ",
        "/...": "/...",
        "/" + "x" * 240: "/" + "x" * 240,
        "/\u00a0": "/%C2%A0",
        "/\u2126": "/%CE%A9",
    }
    for text, path in good.items():
        yield {"kind": "path", "text": text, "expect": path}
        yield {"kind": "name", "path": path, "expect": "right"}
        yield {"kind": "name", "path": f"{path}.br", "encodings": True, "expect": "right"}
    bad = [
        "",
        "a",
        "/",
        "/a//b",
        "/a/",
        "/./a",
        "/a/..",
        "/..",
        "/o/x",
        "/o",
        "/tuf/x",
        "/tuf",
        "/a\\b",
        "/a\x00",
        "/\x7f",
    ]
    bad += [
        "/\x85",
        "/a\n",
        "/a.gz",
        "/a.br",
        "/.gz",
        "/" + "x" * 241,
        "/" + "é" * 121,
        "/" + "/".join(["x" * 199] * 6),
    ]
    for text in bad:
        yield {"kind": "path", "text": text, "expect": {"rule": "path"}}
    wrong = ["/%41", "/%c3%a9", "/%", "/%zz", "/%4", "/%2F", "/a%2Fb", "/%2E%2E/a", "/é", f"/{ACCENT}", "/e%CC%81"]
    wrong += ["/%FF", "/%C0%AF", "/%ED%A0%80", "/a b", "/%00", "/%0A", "/%5C", "/%C2%85", "/a%2Egz", "/%6F/x", "/a.gz"]
    for path in wrong:
        yield {"kind": "name", "path": path, "expect": {"rule": "path"}}
    for path in ("/a.html", "/a.gz.gz", "/.gz", "/o/a.gz", "/a.zip", ".gz", "/a%2Egz.gz"):
        yield {"kind": "name", "path": path, "encodings": True, "expect": {"rule": "path"}}


def json_cases() -> Iterable[Case]:
    def case(data: bytes, expect: Any) -> Case:
        return {"kind": "json", "bytes": as_value(data), "expect": expect}

    def forms(file: str, signed: str | None = None) -> dict[str, str]:
        return {"file": file, "signed": file if signed is None else signed}

    yield case(b' {"b" : [ 1 , -2,0 ] ,\r\n\t"a":{} } ', forms('{"a":{},"b":[1,-2,0]}'))
    yield case(b"[true,false,null,[]]", forms("[true,false,null,[]]"))
    yield case(b"9007199254740991", forms("9007199254740991"))
    yield case(b"-9007199254740991", forms("-9007199254740991"))
    yield case('"é\\u00e9"'.encode(), forms('"\\u00e9\\u00e9"', '"éé"'))
    yield case(b'"\\ud83d\\ude00"', forms('"\\ud83d\\ude00"', '"😀"'))
    yield case(
        b'"\\/\\b\\f\\n\\r\\t\\"\\\\\x7f"', forms('"/\\b\\f\\n\\r\\t\\"\\\\\\u007f"', '"/\b\f\n\r\t\\"\\\\\x7f"')
    )
    yield case(b'"\\u0000\\u001F"', forms('"\\u0000\\u001f"', '"\x00\x1f"'))
    yield case(b'{"__proto__":1,"constructor":2}', forms('{"__proto__":1,"constructor":2}'))
    yield case(b'{"10":1,"9":2}', forms('{"10":1,"9":2}'))
    # Sorted by code point: U+FF5E comes before U+1F600, although its UTF-16 comes after.
    yield case('{"😀":1,"～":2}'.encode(), forms('{"\\uff5e":2,"\\ud83d\\ude00":1}', '{"～":2,"😀":1}'))
    yield case(b"[" * 64 + b"]" * 64, forms("[" * 64 + "]" * 64))
    refused = [
        *[
            b"",
            b" ",
            b"{",
            b"[",
            b'"',
            b"{} {}",
            b"[1,]",
            b'{"a":1,}',
            b"{,}",
            b"{1:2}",
            b"{'a':1}",
            b'{"a"}',
            b"[1 2]",
        ],
        *[b"1.0", b"1e3", b"1E+3", b"1.", b".1", b"-", b"-0", b"+1", b"01", b"0x1", b"NaN", b"Infinity", b"-Infinity"],
        *[b"9007199254740992", b"-9007199254740992", b"9007199254740993", b"9" * 40, b"nul", b"True", b"undefined"],
        *[
            b'{"a":1,"a":1}',
            b'{"a":{"b":1,"\\u0062":2}}',
            b'"\xff"',
            b'"\xc0\xaf"',
            b'"\xed\xa0\x80"',
            b'"\xf4\x90\x80\x80"',
        ],
        *[
            b'"\\ud800"',
            b'"\\udc00\\ud800"',
            b'{"\\ud800":1}',
            b"\xef\xbb\xbf{}",
            b'"\n"',
            b'"\x00"',
            b'"\\x41"',
            b'"\\u12"',
        ],
        *[
            b'"\\u+123"',
            b'"\\U00000041"',
            b'"\\"',
            b"[" * 65 + b"]" * 65,
            b"/**/1",
            b"\x0b1",
            "\u00a01".encode(),
            b"1\x00",
        ],
    ]
    for data in refused:
        yield case(data, {"rule": "format"})


def manifest_cases() -> Iterable[Case]:
    good = make_edition({}).manifest.to_bytes()
    yield {"kind": "manifest", "name": "a manifest", "bytes": as_value(good), "expect": json.loads(good)}
    second = good.replace(b"null", b'"' + b"a" * 64 + b'"')
    yield {"kind": "manifest", "name": "with one before it", "bytes": as_value(second), "expect": json.loads(second)}
    changes = [
        *[(b'"edition":1', b'"edition":0'), (b'"edition":1', b'"edition":true'), (b'"edition":1', b'"edition":"1"')],
        *[
            (b'"edition":1', b'"edition":1.0'),
            (b'"edition":1', b'"edition":1,"edition":1'),
            (b'"edition":1', b'"edition": 1'),
        ],
        *[
            (b'"entries":0', b'"entries":-1'),
            (b'"entries":0', b'"entries":null'),
            (b"null", b'""'),
            (b"null", b'null,"z":1'),
        ],
        *[
            (b',"previous":null', b""),
            (b"-v1", b"-v2"),
            (b"2026-03-01T", b"2026-02-30T"),
            (b"2026-03-01T11", b"2026-03-01T24"),
        ],
        *[
            (b"2026-", b"0000-"),
            (b":00Z", b":60Z"),
            (b":00Z", b":00+00:00"),
            (b":00Z", b":00.000Z"),
            (b"2026-", b"12026-"),
        ],
        *[
            (b'"map_root":"', b'"map_root":"A'),
            (b'"map_root":"', b'"map_root":"0'),
            (b"}", b"}\n"),
            (b"{", b" {"),
            (b"{", b"["),
        ],
        (b'"edition"', b'"\\u0065dition"'),
    ]
    for old, new in changes:
        name = f"{old.decode()} became {new.decode()}"
        yield {
            "kind": "manifest",
            "name": name,
            "bytes": as_value(good.replace(old, new, 1)),
            "expect": {"rule": "format"},
        }


def metadata_cases() -> Iterable[Case]:
    edition = make_edition({})
    for name, role, change, expect in METADATA:
        data = change(edition.files[f"/tuf/{'' if role == 'timestamp' else '1.'}{role}.json"])
        yield {"kind": "metadata", "name": name, "role": role, "bytes": as_value(data), "expect": expect}


def page_cases() -> dict[str, Any]:
    """One edition, and for each case what differs from it (null: the file is not there)."""
    edition = base_edition()
    cases = []
    for name, change, expect in PAGES:
        case = {"path": "/index.html", "root": edition.root, "now": NOW, "files": dict(edition.files), "seen": None}
        change(case, edition)
        answer = expect(edition) if callable(expect) else expect
        cases.append({"name": name, **differences(case, edition), "expect": answer})
    return {"root": as_value(edition.root), "files": as_values(edition.files), "cases": cases}


def base_edition() -> Edition:
    """Only what a check of one page reads."""
    pages = {f"/en/{n}.html": (b"<p>%d</p>" % n, "application/x-text") for n in range(9)}
    edition = make_edition({"/index.html": (b"<h1>The Lamp</h1>", "application/x-text"), **pages})
    wanted = ("/index.html", "/en/1.html", "/tuf/", f"/o/{digest(edition.manifest.to_bytes())}")
    nodes = [f"/o/{name}" for name, data in ((p[3:], d) for p, d in edition.files.items()) if data[:3] == b"TZM"]
    edition.files = {p: d for p, d in edition.files.items() if p.startswith(wanted) or p in nodes}
    return edition


def differences(case: dict[str, Any], edition: Edition) -> dict[str, Any]:
    files, old = case["files"], edition.files
    changes: dict[str, Any] = {p: as_value(d) for p, d in files.items() if old.get(p) != d}
    changes.update({p: None for p in old if p not in files})
    made = {"path": case["path"], "now": f"{case['now']:%Y-%m-%dT%H:%M:%SZ}", "changes": changes}
    if case["root"] != edition.root:
        made["root"] = as_value(case["root"])
    return made | {name: case[name] for name in ("seen", "unreachable") if case.get(name)}


def as_values(files: dict[str, bytes]) -> dict[str, Any]:
    return {path: as_value(data) for path, data in sorted(files.items())}


def all_vectors() -> dict[str, Any]:
    """File name → content."""
    return {
        "paths.json": list(path_cases()),
        "json.json": list(json_cases()),
        "nodes.json": list(node_cases()),
        "proofs.json": list(proof_cases()),
        "manifests.json": list(manifest_cases()),
        "metadata.json": list(metadata_cases()),
        "pages.json": page_cases(),
        "lists.json": list_cases(),
        "links.json": list(link_cases()),
        "copies.json": copy_vectors(),
    }


def to_text(value: Any) -> str:
    """A case a line, so that a change shows as one."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=True) for one in value) + "\n]\n"
    cases = value.pop("cases")
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(part, indent=0)}" for name, part in value.items())
    return "{\n" + head + ',\n"cases": ' + to_text(cases).rstrip() + "\n}\n"


def main() -> None:
    for name, value in all_vectors().items():
        (HERE / name).write_text(to_text(value), encoding="utf-8")


if __name__ == "__main__":
    main()
