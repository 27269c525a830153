"""The console as Django knows it: in the newsroom's process; it has no tables of its own."""

from __future__ import annotations

from django.apps import AppConfig


class Console(AppConfig):
    """Label ``mirrors_console``."""

    name = "tamizdat.mirrors.console"
    label = "mirrors_console"
    verbose_name = "Mirrors"

    def ready(self) -> None:
        """The newsroom's page on breaking news shows which mirrors have it."""
        from tamizdat.mirrors.console.carrying import what_mirrors_have
        from tamizdat.newsroom.breaking import state  # Django has to know the newsroom first

        state.ask_mirrors = what_mirrors_have
