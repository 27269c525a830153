"""Pictures get their bytes, when they are at hand."""

from __future__ import annotations

from dataclasses import replace

from tamizdat.intake.archive import FindMedia
from tamizdat.newsroom.incoming import IncomingPicture


def with_content(picture: IncomingPicture, find: FindMedia) -> IncomingPicture:
    """The same picture with what was found for it."""
    return picture if picture.content is not None else replace(picture, content=find(picture.key))
