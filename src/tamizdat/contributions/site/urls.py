"""The support site's addresses: each part brings its own."""

from __future__ import annotations

from django.urls import include, path

handler404 = "tamizdat.contributions.site.give.open_sheet.not_found"
urlpatterns = [
    path("", include("tamizdat.contributions.site.give.urls")),
    path("", include("tamizdat.contributions.site.own.urls")),
    path("notices/", include("tamizdat.contributions.inbox.urls")),
]
