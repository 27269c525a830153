"""All that other rooms may ask of campaigns. Call ``shell.home.open_newsroom(home)`` before importing it."""

from __future__ import annotations

from datetime import datetime

from tamizdat.campaigns.bring_values import Brought, bring_values
from tamizdat.campaigns.compose import refresh_campaigns
from tamizdat.campaigns.restore_appeals import restore_appeals
from tamizdat.campaigns.roles import allow_moderators
from tamizdat.newsroom.mirrors_fact import refresh_mirrors
from tamizdat.shell.home import Home

__all__ = ["Brought", "bring_values", "refresh"]


def refresh(home: Home, now: datetime) -> Brought:
    """Before every edition: what the support site signed, which appeals are in force, which mirrors are public."""
    allow_moderators()
    refresh_mirrors(home.mirrors)
    brought = bring_values(home, now)
    restore_appeals()
    refresh_campaigns(now)
    return brought
