"""Recordings: checked when they are uploaded, and made anew without metadata for readers."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError

from tamizdat.newsroom.formats.errors import RecordingError
from tamizdat.newsroom.formats.mp3 import clean_mp3, find_frames
from tamizdat.newsroom.formats.mp4 import clean_mp4
from tamizdat.newsroom.originals import renditions
from tamizdat.newsroom.pictures import keep_rendition

MOST_SOUND, MOST_FILM = 60_000_000, 100_000_000
"""An hour at 128 kbit/s has 58 million bytes. Readers on bad lines wait for all of it; every mirror carries it."""
BEGINS = 300_000
"""Where a cover picture ends and frames begin, at the latest, for the question what kind of file it is."""


def make_public(data: bytes) -> tuple[bytes, dict[str, Any]]:
    """What readers get of a file, and what its fact says. Raises RecordingError."""
    if len(data) > MOST_FILM:
        raise RecordingError(f"It has {len(data) // 1_000_000} million bytes; {MOST_FILM // 1_000_000} is the most.")
    if data[4:8] == b"ftyp":
        clean, seconds, is_film = clean_mp4(data)
        media_type, extension = ("video/mp4", "mp4") if is_film else ("audio/mp4", "m4a")
    elif data[:3] == b"ID3" or find_frames(data[:BEGINS]):
        (clean, seconds), is_film, media_type, extension = clean_mp3(data), False, "audio/mpeg", "mp3"
    else:
        raise RecordingError("Only MP3, M4A and MP4 are taken: these are what every browser plays.")
    if not is_film and len(clean) > MOST_SOUND:
        raise RecordingError(
            f"The sound has {len(clean) // 1_000_000} million bytes; {MOST_SOUND // 1_000_000} is the most. "
            "Speech is good at 64 kbit/s, mono: an hour then has 29."
        )
    digest = hashlib.sha256(clean).hexdigest()
    told = {"digest": digest, "bytes": len(clean), "media_type": media_type, "extension": extension}
    return clean, told | {"seconds": seconds}


def check_file(recording: Any) -> None:
    """Refuse what cannot go to readers, with a reason for the form."""
    try:
        renew(recording)
    except RecordingError as error:
        raise ValidationError({"file": str(error)}) from None


def renew(recording: Any) -> bool:
    """Make what readers get of a new file; False when there is nothing new."""
    if not recording.file or (recording.content_digest and recording.file._committed):
        return False
    recording.file.open("rb")
    recording.file.seek(0)
    data = recording.file.read()
    recording.file.seek(0)
    digest = hashlib.sha256(data).hexdigest()
    if digest == recording.content_digest:
        return False
    clean, recording.public = make_public(data)
    keep_rendition(renditions(), recording.public["digest"], recording.public["extension"], clean)
    recording.content_digest = digest
    return True
