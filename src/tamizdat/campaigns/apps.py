"""Campaigns as Django knows them: in the newsroom's process and its database."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Campaigns(AppConfig):
    """Label ``campaigns``: its tables begin with it."""

    name = "tamizdat.campaigns"
    label = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        """Let facts follow what editors save; whoever hides a person finds the name in appeals, too."""
        places = import_module("tamizdat.newsroom.corrections.places")
        models = import_module("tamizdat.campaigns.models")
        places.RECORDS += [(models.Appeal, ("name",)), (models.AppealWords, ("title", "text", "link", "signed"))]
        import_module("tamizdat.campaigns.follow_changes").connect()
