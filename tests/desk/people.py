"""People of the newsroom with a role, as they sit at the desk."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client

from tamizdat.newsroom.desk.roles import give_role
from tamizdat.newsroom.doors import add_account
from tests.desk.conftest import PASSWORD, Account, log_in


def person(role: str, name: str, *sections) -> Client:
    """Somebody with this role, everywhere or in these sections, who showed password and phone."""
    account = Account(name, add_account(name, PASSWORD, is_admin=False))
    give_role(User.objects.get(username=name), role, sections)
    return log_in(account)
