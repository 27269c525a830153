"""Django's idea of a storage over the newsroom's own: for originals that lie in a bucket."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from tamizdat.shell.files import Files, open_files


class FilesStorage(Storage):
    """Whole files, read and written in one go: a picture is thirty megabytes at most."""

    def __init__(self, files: Files | None = None) -> None:
        storage = settings.HOME.read_settings().storage
        self._files = files or open_files(storage or settings.HOME.originals, "originals")

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return ContentFile(self._files.read(name), name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        content.seek(0)
        self._files.write(name, content.read())
        return name

    def delete(self, name: str) -> None:
        """Gone; also when it was gone already."""
        self._files.remove([name])

    def exists(self, name: str) -> bool:
        """Is a file of this name there?"""
        return self._files.length(name) is not None

    def size(self, name: str) -> int:
        """Its length."""
        length = self._files.length(name)
        if length is None:
            raise FileNotFoundError(name)
        return length

    def url(self, name: str | None) -> str:
        """Where editors see it: the newsroom itself sends it, the bucket is private."""
        return settings.MEDIA_URL + quote(name or "")
