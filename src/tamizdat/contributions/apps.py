"""Contributions as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class Contributions(AppConfig):
    """Label ``contributions``: its tables begin with it."""

    name = "tamizdat.contributions"
    label = "contributions"
    default_auto_field = "django.db.models.BigAutoField"
