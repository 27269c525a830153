"""Wagtail's list of people, with this newsroom's forms."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class People(WagtailUsersAppConfig):
    """Accounts need a name and a password, nothing that says who somebody is."""

    user_viewset = "tamizdat.newsroom.desk.people.PeopleList"
