"""How this newsroom logs its people in: no sign-up, no e-mail, second factors kept under lock."""

from __future__ import annotations

import base64
import hashlib
import time
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from tamizdat.newsroom.people.limits import gave_right_password, may_try

RECENT = 10 * 60
QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
LOCKED = "locked:"
BUSY = _(
    "Too many wrong passwords were given. Give two codes of your phone as well, one and then the next, and you need "
    "not wait; or try again in five minutes."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by whoever runs the newsroom."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account alone."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who logged in during the last ten minutes is not asked again before changing a second factor."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - one["at"] < RECENT for one in records)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing is slowed down: ``people/limits.py``."""
        if not may_try(credentials.get("username", ""), getattr(request, "given_codes", "")):
            raise ValidationError(BUSY, code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """A right password is not counted as a guess."""
        account = super().authenticate(request, **credentials)
        if account:
            gave_right_password(credentials.get("username", ""))
        return account

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nothing is counted by address: over Tor everybody has one."""
        return "everybody"

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        """Says nothing about what is plain to see."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kw)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secret that a phone shares with the newsroom lies encrypted in the database."""

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What a passkey's device keeps: the name that is typed at the door, no full name and no e-mail."""
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.get_username(), "display_name": user.get_username()}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A device that is searched says where it opens something, and not what."""
        host = super().get_public_key_credential_rp_entity()["id"]
        return {"id": host, "name": host}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """Until its owner calls it something."""
        return str(_("Passkey"))

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The account's name; never its e-mail."""
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """A picture for the phone's camera, drawn here."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage, border=2).save(drawn)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Readable only with the newsroom's key, which is not in the database."""
        return LOCKED + _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What ``encrypt`` locked."""
        if not encrypted_text.startswith(LOCKED):
            return encrypted_text
        return _lock().decrypt(encrypted_text.removeprefix(LOCKED).encode()).decode()


def _lock() -> Fernet:
    key = hashlib.sha256(b"second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
