"""Which edition each mirror has, for the desk's page on breaking news."""

from __future__ import annotations

from django.conf import settings

from tamizdat.mirrors.push.run import choose
from tamizdat.mirrors.push.state import edition_on
from tamizdat.newsroom.breaking.state import OnMirror


def what_mirrors_have() -> list[OnMirror]:
    """Every mirror that is fed, by what the last push found; names alone, no addresses."""
    return [OnMirror(one.name, *edition_on(settings.HOME, one.name)) for one in choose(settings.HOME)]
