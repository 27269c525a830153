"""The two verifiers behind one door: a case goes in, its result comes out."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.formats import encode_canonical

from tamizdat.core.canonical import parse_strict
from tamizdat.core.edition.errors import EditionError, NodeError
from tamizdat.core.edition.manifest import parse_manifest
from tamizdat.core.edition.map import Entry, find_entry
from tamizdat.core.edition.map_nodes import Leaf, Place, parse_node
from tamizdat.core.edition.paths import canonical_path, check_encoding_path, check_path
from tamizdat.core.trust.copy import check_copy, compose_copy
from tamizdat.core.trust.copy_newest import compare_with
from tamizdat.core.trust.copy_text import lead_on
from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.metadata import parse_metadata, parse_time
from tamizdat.core.trust.mirror_list import parse_list
from tamizdat.core.trust.page import check_page
from tamizdat.core.trust.sign import Versions
from tamizdat.core.trust.verdict import judge_metadata, judged

HERE = Path(__file__).parent
ASSETS = HERE.parents[1] / "src" / "tamizdat" / "pages" / "assets"
Case = dict[str, Any]


def bytes_of(value: dict[str, str]) -> bytes:
    return value["text"].encode() if "text" in value else bytes.fromhex(value["hex"])


def as_value(data: bytes) -> dict[str, str]:
    """Bytes in a vector: as text where a person can read them."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"hex": data.hex()}


# Python.


def run_python(case: Case) -> Any:
    """The result of a case, in the shape that run_cases.js gives it."""
    try:
        return _KINDS[case["kind"]](case)
    except NodeError as error:
        return {"rule": error.rule}
    except EditionError as error:
        return {"rule": error.rule}


def _name(case: Case) -> str:
    (check_encoding_path if case.get("encodings") else check_path)(case["path"])
    return "right"


def _json(case: Case) -> Any:
    value = parse_strict(bytes_of(case["bytes"]))
    return {
        "file": json.dumps(value, sort_keys=True, separators=(",", ":")),
        "signed": encode_canonical(value),
    }


def _manifest(case: Case) -> Any:
    data = bytes_of(case["bytes"])
    parse_manifest(data)
    return json.loads(data)


def _metadata(case: Case) -> int:
    return parse_metadata("file", bytes_of(case["bytes"]), case["role"]).version


def _entry(entry: Entry) -> dict[str, Any]:
    return {"path": entry.path, "digest": entry.digest, "length": entry.length, "mediaType": entry.media_type}


def _node(case: Case) -> Any:
    place = Place()
    for value in case["values"]:
        place = place.child(value)
    node = parse_node("", bytes_of(case["bytes"]), place, encodings=case.get("encodings", False))
    if isinstance(node, Leaf):
        return {"entries": [_entry(entry) for _, entry in node.entries]}
    return {"children": [[value, child] for value, child in node.children]}


def _proof(case: Case) -> Any:
    nodes = {name: bytes_of(data) for name, data in case["nodes"].items()}
    encodings = case.get("encodings", False)
    try:
        entry = find_entry(case["root"], case["path"], nodes.__getitem__, encodings=encodings)
    except NodeError as error:
        return {"node": error.digest, "rule": error.rule}
    return entry and _entry(entry)


def _page(case: Case) -> Any:
    def read(path: str, limit: int) -> bytes:
        file = path + "index.html" if path.endswith("/") else path
        if file in case.get("unreachable", ()):
            raise UnreachableError(path, "no answer")
        return bytes_of(case["files"][file])[: limit + 1]

    seen = Versions(**case["seen"]) if case.get("seen") else None
    check = check_page(case["path"], bytes_of(case["root"]), read, parse_time(case["now"]), seen).check
    failures = [{"file": one.file, "rule": one.rule} for one in check.failures]
    return {"verdict": check.verdict, "edition": check.edition, "ageSeconds": check.age_seconds, "failures": failures}


def _list(case: Case) -> Any:
    root = parse_metadata("root", bytes_of(case["root"]), "root").root
    found = parse_list("list", bytes_of(case["bytes"]), root, parse_time(case["now"]), case.get("seen") or 0)
    return {"pool": found.pool, "version": found.version, "addresses": list(found.addresses)}


def _reader(files: dict[str, Any]) -> Any:
    return lambda file, limit: bytes_of(files[file])[: limit + 1]


def _compose(case: Case) -> Any:
    try:
        made = compose_copy(case["path"], case["banner"], bytes_of(case["root"]), _reader(case["files"]))
    except TrustError as error:
        return {"file": error.file, "rule": error.rule}
    return {"text": made.decode()}


def _copy(case: Case) -> Any:
    now, root = parse_time(case["now"]), bytes_of(case["root"])
    try:
        found = check_copy(bytes_of(case["bytes"]), root, now)
        if case.get("files"):
            read = _reader(case["files"])
            found = compare_with(found, judge_metadata(root, read, now), read)
    except TrustError as error:
        failures = [{"file": error.file, "rule": error.rule}]
        nothing = {"path": None, "edition": None, "issuedAt": None, "ageSeconds": None}
        return {"verdict": "refused", **nothing, "failures": failures}
    manifest = found.trust.manifest
    return {
        "verdict": found.verdict,
        "path": found.path,
        "edition": manifest.edition,
        "issuedAt": f"{manifest.issued_at:%Y-%m-%dT%H:%M:%SZ}",
        "ageSeconds": judged(found.trust, (), now).age_seconds,
        "failures": [],
    }


_KINDS = {
    "path": lambda case: canonical_path(case["text"]),
    "name": _name,
    "json": _json,
    "manifest": _manifest,
    "metadata": _metadata,
    "node": _node,
    "proof": _proof,
    "page": _page,
    "list": _list,
    "link": lambda case: lead_on(case["path"], case["value"]),
    "compose": _compose,
    "copy": _copy,
}


# JavaScript.


def lay_out(folder: Path) -> Path:
    """The verifier and its runner in one folder, as ES modules."""
    folder.mkdir(exist_ok=True)
    runners = (HERE / name for name in ("run_cases.js", "run_node.mjs", "run_old.mjs"))
    for file in (*ASSETS.glob("verify*.js"), ASSETS / "ed25519.js", *runners):
        shutil.copy(file, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def run_node(cases: Iterable[Case], folder: Path, runner: str = "run_node.mjs") -> Iterator[Any]:
    """The results of many cases, by Node; skips the test where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, so the JavaScript verifier was not run.")
    lay_out(folder)
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    command = [node, "--no-warnings", str(folder / runner), str(folder)]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return (json.loads(line) for line in done.stdout.splitlines())
