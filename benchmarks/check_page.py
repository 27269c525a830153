"""How much a reader fetches to check one page: this format, hash-bin TUF, and LibResilient's signed integrity.

    python benchmarks/check_page.py [--sizes 1000 10000 100000 1000000]

All three of the same paths, in one run. Maps and metadata are built for each size as the press builds them; a page's
own bytes count nowhere. ``cold``: the reader has a root file and nothing else. ``warm``: another page of the same
edition, while the reader still has what it fetched. Answers that say "not there" (the next root) count as requests.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Delegations, Metadata, MetaFile, Snapshot, SuccinctRoles, TargetFile, Targets
from tuf.api.serialization.json import JSONSerializer

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, build_map
from tamizdat.core.trust.page import prove_page
from tamizdat.core.trust.sign import EditionSigners, RoleKeys, Versions, sign_edition, sign_root, sign_timestamp
from tamizdat.core.trust.verdict import judge_metadata

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
ASSETS = Path(__file__).parents[1] / "src" / "tamizdat" / "pages" / "assets"
PAGES = 200
"""So many pages of each size are checked."""


def key(name: str) -> CryptoSigner:
    """A key that is always the same for a name."""
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()))


@dataclass(frozen=True)
class Cost:
    """Bytes and requests of one check, over many pages."""

    mean: float
    most: int
    requests: float
    largest: int
    """The largest single answer."""


def path_of(number: int) -> str:
    return f"/en/{2010 + number % 16}/{1 + number % 12:02}/the-harbour-lights-of-{number}.html"


def entries(count: int) -> Iterator[Entry]:
    for number in range(count):
        name = hashlib.sha256(number.to_bytes(8)).hexdigest()
        yield Entry(path_of(number), name, 20_000 + number % 9_000, "text/html; charset=utf-8")


def make_files(count: int) -> tuple[bytes, dict[str, bytes]]:
    """The root, and every small file of an edition with so many articles."""
    files: dict[str, bytes] = {}
    built = build_map(entries(count), lambda name, data: files.__setitem__(f"/o/{name}", data))
    manifest = Manifest(4_000, NOW, built.root, "0" * 64, count, "1" * 64).to_bytes()
    files[f"/o/{digest(manifest)}"] = manifest
    others = {f"{name}.json": b"x" * 900 for name in ("mirrors", "retractions", "offer", "statement")}
    online = EditionSigners(key("edition"), key("edition"), key("timestamp"))
    files.update(sign_edition(manifest, versions=Versions(4_000, 4_000, 9_000), now=NOW, signers=online, others=others))
    roots = tuple(key(name).public_key for name in ("r1", "r2", "r3"))
    edition, stamp = RoleKeys((key("edition").public_key,)), RoleKeys((key("timestamp").public_key,))
    roles = {"root": RoleKeys(roots, 2), "targets": edition, "snapshot": edition, "timestamp": stamp}
    return sign_root(roles, version=1, now=NOW, signers=[key("r1"), key("r2")]), files


class Counted:
    """A mirror that counts."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.sizes, self.kept = files, list[int](), dict[str, bytes]()

    def read(self, path: str, limit: int) -> bytes:
        if path in self.kept and path != "/tuf/timestamp.json":
            return self.kept[path]
        self.sizes.append(len(self.files.get(path, b"")))
        self.kept[path] = self.files[path]
        return self.kept[path][: limit + 1]


def check(root: bytes, mirror: Counted, path: str) -> None:
    trust = judge_metadata(root, mirror.read, NOW)
    assert prove_page(path, trust, mirror.read).path == path


def cost(all_sizes: list[list[int]]) -> Cost:
    sums = [sum(sizes) for sizes in all_sizes]
    requests = statistics.mean(len(sizes) for sizes in all_sizes)
    return Cost(statistics.mean(sums), max(sums), requests, max(max(sizes) for sizes in all_sizes))


def measure_ours(root: bytes, files: dict[str, bytes], count: int) -> dict[str, Cost]:
    cold, warm, chance = list[list[int]](), list[list[int]](), random.Random(count)
    for _ in range(PAGES):
        mirror = Counted(files)
        check(root, mirror, path_of(chance.randrange(count)))
        cold.append(mirror.sizes)
        mirror.sizes = []
        check(root, mirror, path_of(chance.randrange(count)))
        warm.append(mirror.sizes)
    return {"cold": cost(cold), "warm": cost(warm)}


# Hash-bin TUF, by python-tuf.


def written(signed: Any, signer: CryptoSigner) -> bytes:
    metadata = Metadata(signed)
    metadata.sign(signer)
    return metadata.to_bytes(JSONSerializer(compact=True))


def measure_bins(count: int, bits: int) -> dict[str, Cost]:
    """2^bits bins; one of them, with as many targets as fall into it on average, is really written."""
    bins = 2**bits
    roles = SuccinctRoles([key("edition").public_key.keyid], 1, bits, "bin")
    top = Targets(4_000, expires=LATER)
    top.delegations = Delegations({key("edition").public_key.keyid: key("edition").public_key}, None, roles)
    targets = written(top, key("edition"))
    chance = random.Random(bits)
    # The form that PEP 458 uses: a version for each bin, without lengths and digests.
    meta = {f"{name}.json": MetaFile(chance.randrange(1, 4_000)) for name in roles.get_roles()}
    snapshot = written(Snapshot(4_000, expires=LATER, meta={"targets.json": MetaFile(4_000), **meta}), key("edition"))
    stamp = sign_timestamp(snapshot, version=9_000, now=NOW, signer=key("timestamp"))
    share = max(1, round(count / bins))
    listed = {}
    for entry in entries(share):
        listed[entry.path[1:]] = TargetFile(entry.length, {"sha256": entry.digest}, entry.path[1:])
    one = written(Targets(40, expires=LATER, targets=listed), key("edition"))
    cold, warm = [0, len(stamp), len(snapshot), len(targets), len(one)], [0, len(stamp), len(one)]
    return {"cold": cost([cold]), "warm": cost([warm])}


def best_bins(count: int) -> tuple[int, dict[str, Cost]]:
    """The number of bins with which the first check of a page is smallest."""
    tried = {2**bits: measure_bins(count, bits) for bits in range(1, 15)}
    return min(tried.items(), key=lambda one: one[1]["cold"].mean)


# LibResilient: beside each file a JSON Web Token with its digest, signed with ECDSA P-384 (plugin signed-integrity).


def measure_token() -> dict[str, Cost]:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    integrity = "sha256-" + base64.b64encode(hashlib.sha256(b"page").digest()).decode()
    payload = json.dumps({"integrity": integrity}, separators=(",", ":")).encode()
    token = ".".join((part(b'{"alg":"ES384"}'), part(payload), part(bytes(96))))
    return {"cold": cost([[len(token)]]), "warm": cost([[len(token)]])}


# Time.

TIMED = """
import { readFileSync } from "node:fs";
const { root, files, paths, now } = JSON.parse(readFileSync(process.argv[2]));
const { canCheck, judgeMetadata } = await import(process.argv[3] + "/verify-trust.js");
const { provePath } = await import(process.argv[3] + "/verify.js");
const bytes = new Map(Object.entries(files).map(([name, text]) => [name, new Uint8Array(Buffer.from(text, "base64"))]));
const read = async (file, limit) => bytes.get(file)?.subarray(0, limit + 1) ?? null;
const own = new Uint8Array(Buffer.from(root, "base64"));
async function run() {
  const began = performance.now();
  for (const path of paths) await provePath(path, (await judgeMetadata(own, read, now)).manifest, read);
  return (performance.now() - began) / paths.length;
}
const first = await run();
let result = { node: Math.min(first, await run()) };
if (process.argv[4]) {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  Object.defineProperty(crypto.subtle, "importKey", { value: async (...given) => {
    if (given[2]?.name === "Ed25519") throw new Error("not here");
    return importKey(...given);
  } });
  if (!(await canCheck(() => import(process.argv[3] + "/ed25519.js")))) throw new Error("no Ed25519");
  result.beside = await run();
}
console.log(JSON.stringify(result));
"""


def measure_time(root: bytes, files: dict[str, bytes], count: int) -> dict[str, float]:
    """Milliseconds for one check, without the network: Python, Node, and Node with the Ed25519 that lies beside."""
    chance = random.Random(count)
    paths = [path_of(chance.randrange(count)) for _ in range(40)]
    mirror = Counted(files)
    began = time.perf_counter()
    for path in paths:
        mirror.kept = {}
        check(root, mirror, path)
    found = {"python": (time.perf_counter() - began) / len(paths) * 1000}
    node = shutil.which("node")
    if node is None:
        return found
    needed = Counted(files)
    for path in paths:
        check(root, needed, path)
    pack = {name: base64.b64encode(data).decode() for name, data in needed.kept.items()}
    with TemporaryDirectory() as folder:
        for file in (*ASSETS.glob("verify*.js"), ASSETS / "ed25519.js"):
            shutil.copy(file, folder)
        Path(folder, "package.json").write_text('{"type": "module"}')
        Path(folder, "timed.mjs").write_text(TIMED)
        given = {"root": base64.b64encode(root).decode(), "files": pack, "paths": paths, "now": NOW.timestamp() * 1000}
        Path(folder, "given.json").write_text(json.dumps(given))
        command = [node, "--no-warnings", f"{folder}/timed.mjs", f"{folder}/given.json", folder, "beside"]
        found.update(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    return found


def row(name: str, costs: dict[str, Cost]) -> str:
    cold, warm = costs["cold"], costs["warm"]
    return (
        f"| {name} | {cold.mean / 1000:.1f} kB (at most {cold.most / 1000:.1f}) | {cold.requests:.1f} | "
        f"{cold.largest:,} | {warm.mean / 1000:.1f} kB | {warm.requests:.1f} |"
    )


def main() -> None:
    """Print one table for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    for count in parser.parse_args().sizes:
        root, files = make_files(count)
        print(f"\n{count:,} articles\n")
        print("| to check one page | cold | requests | largest answer, bytes | warm | requests |\n" + "|---" * 6 + "|")
        ours = measure_ours(root, files, count)
        print(row("Tamizdat, format 1", ours))
        bins, costs = best_bins(count)
        print(row(f"TUF, {bins:,} hash bins (the best number)", costs))
        print(row("LibResilient, a signed token beside each page", measure_token()), flush=True)
        times = measure_time(root, files, count)
        print("\nms for one check without the network: " + ", ".join(f"{name} {ms:.1f}" for name, ms in times.items()))
        assert ours["cold"].most <= 10_000 and ours["cold"].largest < 14_000


if __name__ == "__main__":
    main()
