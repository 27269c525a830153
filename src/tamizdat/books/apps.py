"""The books as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class Books(AppConfig):
    """Label ``books``: its tables begin with it."""

    name = "tamizdat.books"
    label = "books"
    default_auto_field = "django.db.models.BigAutoField"
