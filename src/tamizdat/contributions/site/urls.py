"""The support site's addresses: each part brings its own."""

from __future__ import annotations

from django.urls import include, path

from tamizdat.contributions.site.signed_view import signed

handler404 = "tamizdat.contributions.site.give.open_sheet.not_found"
urlpatterns = [
    path("offer.json", signed, {"name": "offer.json"}),
    path("statement.json", signed, {"name": "statement.json"}),
    path("", include("tamizdat.contributions.site.give.urls")),
    path("", include("tamizdat.contributions.site.own.urls")),
    path("notices/", include("tamizdat.contributions.inbox.urls")),
]
