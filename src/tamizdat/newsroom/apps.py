"""The newsroom as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Newsroom(AppConfig):
    """Label ``newsroom``: its tables begin with it."""

    name = "tamizdat.newsroom"
    label = "newsroom"
    verbose_name = "Newsroom"
