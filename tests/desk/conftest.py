"""A newsroom with one section, and three people before its door: a stranger, one with a password alone, an editor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import struct
import time
from dataclasses import dataclass

import django
import pytest

django.setup()

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.core.cache import cache  # noqa: E402 - Django must know its settings first
from django.test import Client  # noqa: E402
from PIL import Image  # noqa: E402

PASSWORD = "ropes-and-lanterns"


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app would show now."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@dataclass(frozen=True)
class Account:
    """An account as its owner knows it."""

    name: str
    secret: str


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch):
    """Argon2 takes a tenth of a second, on purpose; these tests sign in two hundred times."""
    for name, cost in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)


@pytest.fixture(autouse=True)
def _no_memory_of_failed_logins(db):
    cache.clear()


@pytest.fixture
def paper(db):
    """The English section Harbour."""
    from django.conf import settings

    from tamizdat.newsroom.doors import refresh_settings
    from tamizdat.newsroom.models import FrontPage, SectionPage

    refresh_settings(settings.NEWSROOM)
    front = FrontPage.objects.get(locale__language_code="en")
    return front.add_child(instance=SectionPage(title="Harbour", locale=front.locale))


@pytest.fixture
def account(db) -> Account:
    """An account with a phone."""
    from tamizdat.newsroom.doors import add_account

    return Account("nina", add_account("nina", PASSWORD))


def log_in(account: Account) -> Client:
    """Through the login page, with password and code."""
    client = Client()
    client.post("/login/", {"login": account.name, "password": PASSWORD})
    answer = client.post("/login/code/", {"code": code_of(account.secret)})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def editor(account: Account) -> Client:
    """Somebody who showed password and phone."""
    return log_in(account)


@pytest.fixture
def password_only(account: Account) -> Client:
    """Somebody who knows the password of that account and has no phone."""
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.get(username=account.name))
    return client


@pytest.fixture
def stranger(db) -> Client:
    """Anybody."""
    return Client()


def jpeg(colour: str = "teal") -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(file, "JPEG")
    return file.getvalue()
