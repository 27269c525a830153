"""How far it has come: public in the newsroom, in an edition, on which mirrors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from tamizdat.newsroom.desk.checks import find_faults
from tamizdat.newsroom.desk.summary import read_current
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.people.models import Breaking
from tamizdat.shell.press_state import PressState, read_press_state


@dataclass(frozen=True, slots=True)
class OnMirror:
    """What one mirror has, by the last push; ``trouble`` in words, empty where it went well."""

    name: str
    edition: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Progress:
    """``edition`` is None until it is pressed."""

    is_public: bool
    edition: int | None
    mirrors: tuple[tuple[OnMirror, bool], ...]
    """Each with: does it have the news?"""
    faults: tuple[str, ...]
    stopped: PressState | None
    """No new edition can be made, whatever the cause: it need not be this article."""

    @property
    def is_everywhere(self) -> bool:
        """On every mirror that could be reached."""
        return self.edition is not None and all(has or one.trouble for one, has in self.mirrors)


ask_mirrors: Callable[[], list[OnMirror]] = list
"""The room above knows mirrors and puts its answer here when it starts: ``mirrors/console/apps.py``."""


def look(breaking: Breaking) -> Progress:
    """Now; the first edition that has it is noted."""
    page = ArticlePage.objects.get(pk=breaking.page_id)
    if breaking.edition is None and (edition := _edition_with(page, breaking)):
        breaking.edition = edition
        breaking.save(update_fields=["edition"])
    found = ask_mirrors()
    mirrors = tuple((one, breaking.edition is not None and one.edition >= breaking.edition) for one in found)
    is_public = bool(page.live and page.path_public)
    faults = () if breaking.edition else tuple(find_faults(page))
    press = read_press_state(settings.HOME)
    return Progress(is_public, breaking.edition, mirrors, faults, press if press.failed_at else None)


def _edition_with(page: ArticlePage, breaking: Breaking) -> int | None:
    """The current edition, when its page was written, or all of it pressed, after this was published."""
    tree = settings.HOME.public_tree
    current = read_current(tree)
    file = tree / (page.path_public or "").lstrip("/")
    if current is None or not page.path_public or not file.is_file():
        return None
    at = breaking.at
    return current.edition if file.stat().st_mtime >= at.timestamp() or current.pressed >= at else None
