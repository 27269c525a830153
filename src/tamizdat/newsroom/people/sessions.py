"""Sessions: what one holds is sealed, and each can be listed and ended."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from tamizdat.newsroom.people.key import has_key, is_sealed, seal, unseal

PURPOSE = "session"
KIND = "kind_of_browser"
AT_THE_DOOR = timedelta(hours=2)
"""What strangers leave here is kept no longer."""


def hour(moment: datetime) -> datetime:
    """Nothing finer is kept."""
    return moment.replace(minute=0, second=0, microsecond=0)


class SessionStore(DatabaseStore):
    """Django's, with sealed content and an account beside it."""

    cache_key_prefix = "newsroom.session"

    @classmethod
    def get_model_class(cls) -> Any:
        """The table."""
        from tamizdat.newsroom.people.models import OpenSession

        return OpenSession

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Names of accounts stand in it, so it is sealed; before there is a key nobody is signed in."""
        return seal(json.dumps(session_dict), PURPOSE) if has_key() else super().encode(session_dict)

    def decode(self, session_data: str) -> dict[str, Any]:
        """Empty when the key is gone: then everybody is signed out."""
        if not is_sealed(session_data):
            return super().decode(session_data)
        plain = unseal(session_data, PURPOSE)
        return {} if plain is None else json.loads(plain)

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Whose it is, and the hour; an exact end would tell when it began."""
        row = super().create_model_instance(data)
        row.account_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        now = hour(timezone.now())
        row.began = datetime.fromisoformat(data["began"]) if "began" in data else now
        row.seen, row.expire_date = now, hour(row.expire_date)
        if row.account_id is None:
            row.expire_date = now + AT_THE_DOOR
        return row


def note_beginning(request: HttpRequest) -> None:
    """Called when somebody has signed in. What has run out goes."""
    SessionStore.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()
    request.session["began"] = hour(timezone.now()).isoformat()
    request.session[KIND] = kind_of_browser(request.headers.get("User-Agent", ""))


def note_use(request: HttpRequest) -> None:
    """The hour of the last page, written once an hour."""
    now, key = hour(timezone.now()), request.session.session_key
    if key and cache.add(f"seen:{key}:{now.isoformat()}", 1, 3600):
        SessionStore.get_model_class().objects.filter(pk=key).update(seen=now)


def kind_of_browser(agent: str) -> str:
    """Enough to know one's own phone from one's own laptop; no version, which would tell more."""
    browsers = (("Firefox", "Firefox"), ("Edg/", "Edge"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )  # fmt: skip
    found = [next((name for mark, name in known if mark in agent), "") for known in (browsers, systems)]
    return ", ".join(one for one in found if one) or "?"


def sessions_of(account: int) -> list[dict[str, Any]]:
    """Each as its owner may see it, newest first."""
    rows = SessionStore.get_model_class().objects.filter(account_id=account, expire_date__gt=timezone.now())
    return [
        {
            "key": row.pk,
            "name": _name_of(row.pk),
            "began": row.began,
            "seen": row.seen,
            "kind": row.get_decoded().get(KIND, "?"),
        }
        for row in rows.order_by("-seen", "-began")
    ]


def _name_of(key: str) -> str:
    """What a form calls a session: its key would open the newsroom."""
    return hashlib.sha256(b"session\0" + key.encode()).hexdigest()[:16]


def end_sessions(account: int, *, but: str | None = None, only: str | None = None) -> int:
    """End all sessions of an account, all but one, or one."""
    rows = SessionStore.get_model_class().objects.filter(account_id=account)
    rows = rows.exclude(pk=but) if but else rows
    rows = rows.filter(pk=only) if only else rows
    return rows.delete()[0]
