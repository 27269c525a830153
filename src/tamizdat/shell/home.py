"""One newsroom, one folder: where everything of it lies, and the settings a person edits."""

from __future__ import annotations

import importlib
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import HomeError
from tamizdat.shell.grown import Database, Storage, Workers, read_database, read_storage, read_workers
from tamizdat.shell.support import Support, read_support

SETTINGS_FILE = "tamizdat.toml"
WORKER_CHOICES = ("auto", "ask", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``tamizdat.toml`` says."""

    name: str
    languages: tuple[str, ...]
    time_zone: str = "UTC"
    address: str = ""
    onion: str = ""
    reader_worker: str = "auto"
    """Whether readers' browsers take the worker that checks pages: ``auto``, ``ask`` or ``off``."""
    database: Database | None = None
    """None: SQLite in the newsroom's folder."""
    storage: Storage | None = None
    """None: the newsroom's folder."""
    workers: Workers | None = None
    """None: this machine does everything itself."""
    keep_editions: int = 10
    """So many editions can be brought back: their objects are kept."""
    support: Support = field(default_factory=Support)
    """Readers' payments."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one newsroom."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        return self.folder / SETTINGS_FILE

    @property
    def database(self) -> Path:
        return self.folder / "newsroom.sqlite3"

    @property
    def support_database(self) -> Path:
        """Gifts, the inbox and the books: never where the newsroom can read them."""
        return self.folder / "support.sqlite3"

    @property
    def support_keys(self) -> Path:
        """The support site's own keys: the vault's, and the one that signs offer and statement."""
        return self.folder / "support" / "keys"

    @property
    def support_public(self) -> Path:
        """The two signed values that the newsroom may see: ``offer.json`` and ``statement.json``."""
        return self.folder / "support" / "public"

    def has_database(self) -> bool:
        """SQLite in the folder, or one that the settings name."""
        return self.database.is_file() or self.read_settings().database is not None

    @property
    def originals(self) -> Path:
        """Pictures as uploaded: never public."""
        return self.folder / "originals"

    @property
    def renditions(self) -> Path:
        """Re-encoded pictures, named by digest, as editions carry them."""
        return self.folder / "renditions"

    @property
    def editions(self) -> Path:
        """``current`` in it is the public tree."""
        return self.folder / "editions"

    @property
    def public_tree(self) -> Path:
        """The public tree on this machine; of one that lies in a bucket, the copy that ``serve`` keeps."""
        is_far = self.settings_file.exists() and self.read_settings().storage is not None
        return self.editions / ("copy" if is_far else "current")

    @property
    def restored(self) -> Path:
        """The edition that this newsroom was rebuilt from (``shell/restored.py``); there is none in most homes."""
        return self.editions / "restored.json"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def mirrors(self) -> Path:
        """Which mirrors there are, and what is known of them: private (``shell/mirrors.py``)."""
        return self.folder / "mirrors"

    @property
    def press(self) -> Path:
        """What the press remembers: private, and can be made again."""
        return self.folder / "press"

    def read_settings(self) -> Settings:
        """Read ``tamizdat.toml``; raises HomeError with the line that is wrong."""
        try:
            values = tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise HomeError(
                f"{self.folder} is not a newsroom's folder: it has no {SETTINGS_FILE}. "
                "Make one with `tamizdat init PATH`, or name yours with --home PATH."
            ) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise HomeError(f"{self.settings_file} cannot be read: {error}") from None
        return _settings(values, self.settings_file)


def _settings(values: dict[str, Any], file: Path) -> Settings:
    newsroom, public = values.get("newsroom", {}), values.get("public", {})
    name, languages = newsroom.get("name"), newsroom.get("languages")
    if not isinstance(name, str) or not name.strip():
        raise HomeError(f'{file}: [newsroom] needs a name, such as name = "The Pier".')
    if not isinstance(languages, list) or not languages or not all(isinstance(x, str) for x in languages):
        raise HomeError(f'{file}: [newsroom] needs languages, such as languages = ["en", "fa"].')
    database = read_database(values.get("database", {}), file)
    storage = read_storage(values.get("storage", {}), file)
    return Settings(
        name=name,
        languages=tuple(languages),
        time_zone=str(newsroom.get("time_zone", "UTC")),
        address=str(public.get("address", "")).rstrip("/"),
        onion=str(public.get("onion", "")).rstrip("/"),
        reader_worker=_worker(public, file),
        database=database,
        storage=storage,
        workers=read_workers(values.get("workers"), file, database, storage),
        keep_editions=_keep(values, file),
        support=read_support(values.get("support", {}), file),
    )


def _worker(public: dict[str, Any], file: Path) -> str:
    choice = public.get("worker", WORKER_CHOICES[0])
    if choice not in WORKER_CHOICES:
        raise HomeError(f'{file}: [public] worker has to be "auto", "ask" or "off" (docs/operating/reading.md).')
    return str(choice)


def _keep(values: dict[str, Any], file: Path) -> int:
    history = values.get("history", {})
    keep = history.get("keep", 10) if isinstance(history, dict) else None
    if type(keep) is not int or keep < 1:
        raise HomeError(f"{file}: [history] keep has to be a whole number from 1, such as keep = 10.")
    return keep


def find_home(given: Path | None) -> Home:
    """The folder that --home names, else TAMIZDAT_HOME, else the current folder."""
    return Home((given or Path(os.environ.get("TAMIZDAT_HOME") or ".")).resolve())


def open_newsroom(home: Home) -> Settings:
    """Point Django at this newsroom. Call it before importing anything of the newsroom."""
    return _open(home, "tamizdat.project.settings")


def open_support(home: Home) -> Settings:
    """Point Django at the support site of this home: another process than the newsroom's, with its own database."""
    return _open(home, "tamizdat.project.support_settings")


def _open(home: Home, module: str) -> Settings:
    settings = home.read_settings()
    os.environ["TAMIZDAT_HOME"] = str(home.folder)
    opened = importlib.import_module("django.conf").settings
    if opened.configured and module != getattr(opened, "SETTINGS_MODULE", module):
        raise HomeError("This process has opened the other side of the house already: newsroom and support never meet.")
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    importlib.import_module("django").setup()
    return settings
