"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from tamizdat.contributions.site.give import form_view, give_view, other_view, pay_view, static_view, thanks_view

LANGUAGE = "<str:language>"
urlpatterns: list[URLPattern] = [
    path("", form_view.choose),
    path("a/<str:name>", static_view.script),
    path(LANGUAGE, form_view.form),
    path(f"{LANGUAGE}/", form_view.form),
    path(f"{LANGUAGE}/give", give_view.give),
    path(f"{LANGUAGE}/pay/<str:gift>", pay_view.pay),
    path(f"{LANGUAGE}/pay/<str:gift>/confirm", pay_view.confirm),
    path(f"{LANGUAGE}/transfer/<str:gift>", other_view.transfer),
    path(f"{LANGUAGE}/thanks/<str:gift>", thanks_view.thanks),
    path(f"{LANGUAGE}/other-ways", other_view.other_ways),
    path(f"{LANGUAGE}/sorry", other_view.sorry),
]
