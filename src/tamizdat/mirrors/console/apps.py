"""The console as Django knows it: in the newsroom's process; it has no tables of its own."""

from __future__ import annotations

from django.apps import AppConfig


class Console(AppConfig):
    """Label ``mirrors_console``."""

    name = "tamizdat.mirrors.console"
    label = "mirrors_console"
    verbose_name = "Mirrors"
