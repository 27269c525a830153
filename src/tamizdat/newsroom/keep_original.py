"""An original from an archive, written under its digest."""

from __future__ import annotations

from tamizdat.newsroom.originals import originals

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
    files = originals()
    if files.length(name) != len(content):
        files.write(name, content)
    return name
