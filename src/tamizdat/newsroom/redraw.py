"""Renditions that were lost are drawn again from their originals: the same bytes, or the picture stays held back."""

from __future__ import annotations

from collections.abc import Sequence

from tamizdat.newsroom.models import Picture
from tamizdat.newsroom.originals import originals, renditions, wish_of
from tamizdat.newsroom.pictures import PictureError, make_renditions


def redraw_pictures(public_ids: Sequence[str]) -> list[str]:
    """Draw what is missing of these pictures; returns those that are whole now. What is there is not drawn again."""
    pictures = Picture.objects.filter(public_id__in=public_ids)
    return [one.public_id for one in pictures if _is_whole(one) or _redraw(one)]


def _is_whole(picture: Picture) -> bool:
    files = renditions()
    return all(files.length(f"{one['digest']}.{one['extension']}") == one["bytes"] for one in picture.renditions_public)


def _redraw(picture: Picture) -> bool:
    """An encoder of another version draws other bytes: those have other names, and help nobody."""
    try:
        make_renditions(originals().read(picture.file.name), renditions(), wish_of(picture))
    except (FileNotFoundError, PictureError):
        return False
    return _is_whole(picture)
