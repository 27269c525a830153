"""Whether an article may not be public yet."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils import timezone


def is_embargoed(page: Any) -> bool:
    """It waits for an hour that has not come, or an editor holds it."""
    now = timezone.now()
    for moment in (page.go_live_at, page.published_at):
        if moment and moment > now and not page.live:
            return True
    if find_spec("tamizdat.newsroom.embargo"):
        return bool(import_module("tamizdat.newsroom.embargo").is_held(page, now))
    return False
