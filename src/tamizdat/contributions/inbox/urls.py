"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from tamizdat.contributions.inbox.views import take_notice

urlpatterns: list[URLPattern] = [path("<slug:processor>/", take_notice, name="take_notice")]
