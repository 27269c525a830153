"""A small edition, made with the core alone: every file of the public tree, by its path."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, build_map
from tamizdat.core.edition.paths import ENCODINGS, canonical_path, file_name
from tamizdat.core.trust.sign import EditionSigners, RoleKeys, Versions, sign_edition, sign_root

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ISSUED = NOW - timedelta(hours=1)
HTML = "text/html; charset=utf-8"


def key(name: str) -> CryptoSigner:
    """A key that is always the same for a name."""
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"test key {name}".encode()).digest()))


@dataclass(frozen=True)
class KeyRing:
    """Who signs: names of keys by role."""

    root: tuple[str, ...] = ("root-1", "root-2", "root-3")
    threshold: int = 2
    edition: str = "edition"
    timestamp: str = "timestamp"

    def roles(self) -> dict[str, RoleKeys]:
        edition = RoleKeys((key(self.edition).public_key,))
        return {
            "root": RoleKeys(tuple(key(name).public_key for name in self.root), self.threshold),
            "targets": edition,
            "snapshot": edition,
            "timestamp": RoleKeys((key(self.timestamp).public_key,)),
        }

    def signers(self) -> EditionSigners:
        return EditionSigners(key(self.edition), key(self.edition), key(self.timestamp))


def make_root(ring: KeyRing, version: int = 1, now: datetime = ISSUED, also: tuple[str, ...] = ()) -> bytes:
    """A root signed by as many of its keys as it needs, and by ``also``."""
    names = dict.fromkeys((*ring.root[: ring.threshold], *also))
    return sign_root(ring.roles(), version=version, now=now, signers=[key(name) for name in names])


@dataclass
class Edition:
    """The files of one edition, and the root that a reader holds."""

    files: dict[str, bytes]
    manifest: Manifest
    root: bytes = field(default_factory=lambda: make_root(KeyRing()))

    def read(self, path: str, limit: int) -> bytes:
        return self.files[path + "index.html" if path.endswith("/") else path][: limit + 1]

    def write(self, folder: Path) -> Path:
        """The tree on a disk."""
        for path, data in self.files.items():
            inside = path[1:] if path.startswith(("/o/", "/tuf/")) else file_name(path)
            file = folder / inside
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return folder


def make_pages(count: int = 30) -> dict[str, tuple[bytes, str]]:
    """Pages in two scripts, a picture, an empty file: path → (bytes, media type)."""
    pages = {
        "/index.html": (b"<h1>The Lamp</h1>" * 40, HTML),
        "/fa/خبر.html": ("<p>سلام</p>".encode() * 60, HTML),
        "/empty.txt": (b"", "text/plain"),
        "/twin.html": (b"<h1>The Lamp</h1>" * 40, HTML),
        "/p/a.webp": (bytes(range(256)) * 8, "image/webp"),
    }
    for number in range(count):
        text = f"<article><h1>Story {number}</h1>{'<p>The harbour lights went out.</p>' * (number % 50)}</article>"
        pages[f"/en/2026/{number % 12 + 1:02}/story-{number}.html"] = (text.encode(), HTML)
    return {canonical_path(path): value for path, value in pages.items()}


def make_edition(
    pages: Mapping[str, tuple[bytes, str]] | None = None,
    *,
    ring: KeyRing = KeyRing(),
    versions: Versions = Versions(1, 1, 1),  # noqa: B008
    number: int = 1,
    now: datetime = ISSUED,
    previous: str | None = None,
) -> Edition:
    """Print, map, list and sign."""
    pages = make_pages() if pages is None else pages
    files: dict[str, bytes] = {}
    entries, packed = [], []
    for path, (data, media_type) in pages.items():
        name = digest(data)
        files[path] = files[f"/o/{name}"] = data
        entries.append(Entry(path, name, len(data), media_type))
        if not media_type.startswith("text/"):
            continue
        for ending, small in ((".gz", gzip.compress(data, mtime=0)), (".br", brotli.compress(data))):
            if ending == ".br" and path.startswith("/fa/"):
                continue  # older pages have gzip alone
            files[path + ending] = small
            if ending == ".gz":
                files[f"/o/{name}.gz"] = small
            packed.append(Entry(path + ending, digest(small), len(small), ENCODINGS[ending]))
    maps = build_map(entries), build_map(packed, encodings=True)
    for made in maps:
        files.update({f"/o/{name}": node for name, node in made.nodes.items()})
    issued = now.replace(microsecond=0)
    manifest = Manifest(number, issued, maps[0].root, maps[1].root, len(entries), previous)
    return sign(Edition(files, manifest), ring=ring, versions=versions, now=now)


def sign(
    edition: Edition,
    *,
    ring: KeyRing = KeyRing(),
    versions: Versions = Versions(1, 1, 1),  # noqa: B008
    now: datetime = ISSUED,
    others: dict[str, bytes] | None = None,
) -> Edition:
    """The same files under new signatures."""
    manifest = edition.manifest.to_bytes()
    files = {path: data for path, data in edition.files.items() if not path.startswith("/tuf/")}
    root = make_root(ring, now=now)
    files[f"/o/{digest(manifest)}"] = manifest
    files["/tuf/1.root.json"] = root
    files.update({f"/o/{digest(data)}": data for data in (others or {}).values()})
    files.update(sign_edition(manifest, versions=versions, now=now, signers=ring.signers(), others=others))
    return replace(edition, files=files, root=root)
