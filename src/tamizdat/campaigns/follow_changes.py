"""What editors save or delete becomes facts in the same transaction. Connected when Django starts."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.utils import timezone

from tamizdat.campaigns.compose import refresh_campaigns
from tamizdat.campaigns.models import Appeal, appeal_saved


def connect() -> None:
    """Listen to what is saved."""
    appeal_saved.connect(_changed, sender=Appeal)
    post_delete.connect(_changed, sender=Appeal)


def _changed(**_: Any) -> None:
    refresh_campaigns(timezone.now())
