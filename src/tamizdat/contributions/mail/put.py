"""Decide that something will be mailed: in the same transaction as the deed that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tamizdat.contributions.models import Mail, Reminder, Supporter


def put_mail(
    key: str,
    supporter: Supporter | None,
    what: str,
    facts: Mapping[str, object],
    due: datetime,
    *,
    reminder: Reminder | None = None,
) -> bool:
    """True when it is new. ``key`` says what it is for (``receipt:<gift>``), so that nobody gets it twice."""
    _, is_new = Mail.objects.get_or_create(
        key=key,
        defaults={"supporter": supporter, "reminder": reminder, "what": what, "facts": dict(facts), "due": due},
    )
    return is_new
