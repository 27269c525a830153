"""An original from an archive, written under its digest."""

from __future__ import annotations

import os

from tamizdat.newsroom.originals import home

SIGNATURES = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG": "png",
    b"GIF8": "gif",
    b"RIFF": "webp",
    b"II*\0": "tif",
    b"MM\0*": "tif",
}


def keep_original(digest: str, content: bytes) -> str:
    """Written under its digest, readable by the newsroom alone."""
    ending = next((name for start, name in SIGNATURES.items() if content.startswith(start)), "img")
    name = f"{digest[:2]}/{digest}.{ending}"
    file = home().originals / name
    if not file.exists():
        home().originals.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        half = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        half.replace(file)
    return name
