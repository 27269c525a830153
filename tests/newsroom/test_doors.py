"""Accounts and what must not be printed about them."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import authenticate, get_user_model

from tamizdat.newsroom import doors
from tamizdat.shell.errors import RefusedError

pytestmark = pytest.mark.usefixtures("newsroom")
PASSWORD = "a lamp on the long pier"


def test_an_account_has_a_second_factor_from_its_first_moment():
    secret = doors.add_account("anna", PASSWORD, email="anna@example.org")
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    account = get_user_model().objects.get()
    factor = Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP)
    assert TOTP(factor).validate_code(code)
    assert account.is_superuser and authenticate(username="anna", password=PASSWORD) == account


def test_an_editor_is_no_administrator():
    doors.add_account("anna", PASSWORD, is_admin=False)
    account = get_user_model().objects.get()
    assert not account.is_superuser
    assert [group.name for group in account.groups.all()] == ["Editors"]
    assert account.has_perm("wagtailadmin.access_admin")


def test_a_name_is_given_once():
    doors.add_account("anna", PASSWORD)
    with pytest.raises(RefusedError, match="anna"):
        doors.add_account("anna", PASSWORD)


def test_who_works_here_must_not_be_printed(settings):
    doors.add_account("petrova", PASSWORD, email="p@example.org")
    doors.add_account("editor", PASSWORD)
    doors.add_account("li", PASSWORD)
    get_user_model().objects.filter(username="li").update(first_name="Anna", last_name="Petrova")
    settings.WAGTAILADMIN_BASE_URL = "https://desk.lamp.example:8443"
    settings.ALLOWED_HOSTS = ["127.0.0.1", ".hidden.example", "lamp.example", "*"]
    assert doors.private_words() == {
        "petrova",
        "p@example.org",
        "Anna Petrova",
        "desk.lamp.example",
        "hidden.example",
    }
