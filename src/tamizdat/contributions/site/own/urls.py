"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from tamizdat.contributions.site.own import ask_view, deed_view, receipt_view, remind_view

LANGUAGE = "<str:language>"
urlpatterns: list[URLPattern] = [
    path(f"{LANGUAGE}/own/", ask_view.own),
    path(f"{LANGUAGE}/own/in/<str:code>", ask_view.enter_by_link),
    path(f"{LANGUAGE}/own/change", deed_view.change),
    path(f"{LANGUAGE}/own/card", deed_view.card),
    path(f"{LANGUAGE}/own/bank", deed_view.bank),
    path(f"{LANGUAGE}/own/stop", deed_view.stop),
    path(f"{LANGUAGE}/own/mail", deed_view.mail),
    path(f"{LANGUAGE}/own/language", deed_view.language),
    path(f"{LANGUAGE}/own/leave", deed_view.go),
    path(f"{LANGUAGE}/own/erase", deed_view.erase),
    path(f"{LANGUAGE}/receipt/<str:code>", receipt_view.receipt),
    path(f"{LANGUAGE}/remind/", remind_view.remind),
    path(f"{LANGUAGE}/remind/<str:month>.ics", remind_view.calendar),
    path(f"{LANGUAGE}/remind/<str:code>", remind_view.reminder),
]
