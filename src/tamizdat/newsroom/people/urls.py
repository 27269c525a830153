"""Addresses of the pages on people. Two of them, by their links, are for strangers: ``second_factor.py``."""

from __future__ import annotations

from django.urls import path

from tamizdat.newsroom.breaking import pages as breaking
from tamizdat.newsroom.people import account_page, pages, preview_links, sessions_page

urlpatterns = [
    path("account/", account_page.account, name="wagtailadmin_account"),
    path("people/", pages.staff, name="people_staff"),
    path("people/sessions/", sessions_page.sessions_page, name="people_sessions"),
    path("people/join/", pages.joining, name="people_joining"),
    path("people/link/<int:key>/", pages.new_link, name="people_new_link"),
    path("people/leave/<int:key>/", pages.leaving, name="people_leaving"),
    path("people/lock/", pages.lock, name="people_lock"),
    path("people/record/", pages.record, name="people_record"),
    path("breaking/", breaking.write, name="breaking_write"),
    path("breaking/<int:key>/", breaking.state, name="breaking_state"),
    path("join/<str:token>/", pages.accept_invitation, name="people_join"),
    path("drafts/<int:page_id>/links/", preview_links.preview_links, name="preview_links"),
    path("shown/<str:token>/", preview_links.shown, name="preview_shown"),
    path("shown/<str:token>/files/<path:name>", preview_links.shown_file, name="preview_shown_file"),
]
