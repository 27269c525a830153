"""Pressing what the test newsroom has published, into a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.press.press_here import NOW


def press_newsroom(folder: Path) -> Path:
    """The public tree of one edition."""
    from django.conf import settings

    from tamizdat.newsroom import doors
    from tamizdat.press.memory import open_memory
    from tamizdat.press.press_edition import Newsroom, Press
    from tamizdat.shell.home import Home

    home = Home(folder)
    if settings.HOME.renditions.is_dir():
        shutil.copytree(settings.HOME.renditions, home.renditions, dirs_exist_ok=True)
    Press(home, open_memory(home.press / "press.sqlite3")).press(Newsroom(doors.read_facts, doors.private_words()), NOW)
    return home.public_tree
