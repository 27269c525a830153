"""The newsroom as Django knows it."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Newsroom(AppConfig):
    """Label ``newsroom``: its tables begin with it."""

    name = "tamizdat.newsroom"
    label = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        """Let facts follow what editors save, and seal who they are."""
        import_module("tamizdat.newsroom.people.sealed_fields").seal_columns()
        import_module("tamizdat.newsroom.people.signals")
        import_module("tamizdat.newsroom.follow_changes").connect()
