"""Pictures as uploaded: kept for their owners' eyes, under names that tell nothing."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, Storage

from tamizdat.newsroom.covered import read_regions
from tamizdat.newsroom.files_storage import FilesStorage
from tamizdat.newsroom.pictures import AS_IT_IS, PictureError, Wish, check_picture, make_renditions
from tamizdat.shell.files import Files, open_files
from tamizdat.shell.home import Home

if TYPE_CHECKING:
    from tamizdat.newsroom.models import Picture

TINY = 200
"""Of a picture with fewer pixels on one side nothing is cut away."""


def home() -> Home:
    """The folder of this newsroom."""
    found: Home = settings.HOME
    return found


def originals() -> Files:
    """Pictures as uploaded."""
    return open_files(home().read_settings().storage or home().originals, "originals")


def renditions() -> Files:
    """Pictures as readers get them, named by digest."""
    return open_files(home().read_settings().storage or home().renditions, "renditions")


class OriginalsStorage(FileSystemStorage):
    """Files that only the newsroom's own user may read."""

    def __init__(self) -> None:
        super().__init__(location=home().originals, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def originals_storage() -> Storage:
    """Where originals lie, as Django asks for it."""
    return FilesStorage(originals()) if home().read_settings().storage else OriginalsStorage()


def original_name(filename: str) -> str:
    """A random name; of the uploader's name only the kind of file stays."""
    ending = re.sub(r"[^a-z0-9]", "", Path(filename).suffix.lower())[:5]
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}.{ending}" if ending else f"{name[:2]}/{name}"


def _new_bytes(picture: Picture) -> bytes | None:
    """The bytes of the file when it is another than the renditions were made from."""
    if not picture.file or (picture.content_digest and picture.file._committed):
        return None
    picture.file.open("rb")
    picture.file.seek(0)
    data: bytes = picture.file.read()
    picture.file.seek(0)
    return data if hashlib.sha256(data).hexdigest() != picture.content_digest else None


def check_file(picture: Picture) -> None:
    """Refuse a file that cannot be decoded, with a reason for the form."""
    data = _new_bytes(picture)
    if data is None:
        return
    try:
        check_picture(data)
    except PictureError as error:
        raise ValidationError({"file": str(error)}) from None


def wish_of(picture: Picture) -> Wish:
    """What editors decided about this picture."""
    focus = None
    x, y = picture.focal_point_x, picture.focal_point_y
    if x is not None and y is not None and min(picture.width, picture.height) >= TINY:
        focus = (_percent(x, picture.width), _percent(y, picture.height))
    regions = read_regions(picture.covered)
    return Wish(regions, picture.cover_how, focus) if regions or focus else AS_IT_IS


def _percent(part: int, whole: int) -> int:
    return min(100, max(0, 100 * part // whole))


def mark_of(picture: Picture) -> str:
    """Equal when the same would be drawn; empty when editors wished nothing."""
    wish = wish_of(picture)
    return "" if wish == AS_IT_IS else hashlib.sha256(repr(wish).encode()).hexdigest()


def renew_renditions(picture: Picture) -> bool:
    """Make renditions of a new file, or of one that editors want drawn otherwise; False when there is nothing new."""
    wish = wish_of(picture)
    data = _new_bytes(picture)
    if data is None and picture.renditions_public and picture.drawn_as != mark_of(picture):
        data = originals().read(picture.file.name)
    if data is None:
        return False
    picture.renditions_public = make_renditions(data, renditions(), wish)
    picture.content_digest = hashlib.sha256(data).hexdigest()
    picture.drawn_as = mark_of(picture)
    return True
