"""Contributions as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class Contributions(AppConfig):
    """Label ``contributions``: its tables begin with it."""

    name = "tamizdat.contributions"
    label = "contributions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tamizdat.contributions.wipe import overwrite_deleted

        connection_created.connect(overwrite_deleted, dispatch_uid="overwrite deleted")
