"""One digest for everything but facts that decides the bytes of a page."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

PARTS = ("babel", "minijinja", "nh3")


def templates_digest() -> str:
    """Covers the templates, style, scripts, words and code of ``pages`` and the libraries beneath."""
    total = hashlib.sha256()
    for name in PARTS:
        total.update(f"{name} {version(name)}\n".encode())
    for path, data in sorted(_walk(files("tamizdat.pages"), "")):
        total.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
    return total.hexdigest()


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for one in folder.iterdir():
        if one.name == "__pycache__":
            continue
        if one.is_dir():
            found += _walk(one, f"{prefix}{one.name}/")
        else:
            found.append((prefix + one.name, one.read_bytes()))
    return found
