"""Public trees made for a test: whole by the format, except that nobody signed them."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import brotli

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, build_map
from tamizdat.core.edition.paths import canonical_path, file_name

FRONT = b"<!doctype html><title>The Lamp</title>" + b"<p>Light over water.</p>" * 40
PAPER: dict[str, tuple[bytes, str]] = {
    "/index.html": (FRONT, "text/html"),
    "/404.html": (b"<!doctype html><title>Not here</title><p>There is no such page.</p>", "text/html"),
    "/en/index.html": (b"<!doctype html><title>In English</title>", "text/html"),
    "/fa/خبر.html": ("<!doctype html><title>خبر</title>".encode(), "text/html"),
    "/en/feed.xml": (b"<feed/>", "application/atom+xml"),
    "/worker.js": (b"// The reader's worker.", "text/javascript"),
    "/sitemap.xml": (b"<urlset/>", "application/xml"),
    "/pictures/ab.jpg": (b"\xff\xd8\xff" + b"picture" * 200_000, "image/jpeg"),
}


def make_tree(folder: Path, files: Mapping[str, tuple[bytes, str]] = PAPER, edition: int = 1) -> Path:
    """Write this edition into a folder; what was there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    pages, encodings = [], []
    for text, (data, media_type) in files.items():
        path = canonical_path(text)
        pages.append(Entry(path, digest(data), len(data), media_type))
        write(folder / file_name(path), data)
        write(folder / "o" / digest(data), data)
        if media_type.startswith("text/"):
            packed = gzip.compress(data, mtime=0)
            encodings.append(Entry(f"{path}.gz", digest(packed), len(packed), "application/gzip"))
            write(folder / f"{file_name(path)}.gz", packed)
            write(folder / "o" / f"{digest(data)}.gz", packed)
    front = brotli.compress(files["/index.html"][0])
    encodings.append(Entry("/index.html.br", digest(front), len(front), "application/x-brotli"))
    write(folder / "index.html.br", front)
    maps = build_map(pages), build_map(encodings, encodings=True)
    for built in maps:
        for name, node in built.nodes.items():
            write(folder / "o" / name, node)
    issued = datetime(2026, 3, 1, tzinfo=UTC)
    manifest = Manifest(edition, issued, maps[0].root, maps[1].root, len(files), None).to_bytes()
    write(folder / "o" / digest(manifest), manifest)
    _write_metadata(folder / "tuf", digest(manifest), edition)
    return folder


def _write_metadata(folder: Path, manifest: str, version: int) -> None:
    write(folder / "1.root.json", b'{"signed":{}}')
    for name, signed in (
        (f"{version}.targets.json", {"targets": {"manifest.json": {"hashes": {"sha256": manifest}}}}),
        (f"{version}.snapshot.json", {"meta": {"targets.json": {"version": version}}}),
        ("timestamp.json", {"meta": {"snapshot.json": {"version": version}}}),
    ):
        write(folder / name, json.dumps({"signed": signed}).encode())


def write(file: Path, data: bytes) -> None:
    """Write a file and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file by its name below the folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
