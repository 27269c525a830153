"""A rebuilt newsroom has the facts of its campaigns; the appeals are made again from them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from tamizdat.campaigns.compose import CAMPAIGN
from tamizdat.campaigns.models import Appeal, AppealWords
from tamizdat.newsroom.body import ToNewsroom, newsroom_html
from tamizdat.newsroom.models import Fact
from tamizdat.newsroom.related import find_articles
from tamizdat.newsroom.tree import locale_of


@transaction.atomic
def restore_appeals() -> int:
    """Facts without appeals are there after a restore and never else; returns how many appeals were made."""
    if Appeal.objects.exists():
        return 0
    rows = Fact.objects.filter(name__startswith=CAMPAIGN, value__isnull=False).order_by("name")
    found: dict[str, Appeal] = {}
    for text in rows.values_list("value", flat=True):
        campaign = json.loads(text)
        for one in campaign["appeals"]:
            appeal = found.setdefault(one["id"], _appeal(one))
            appeal.words.add(_words(one, campaign["language"]))
    for appeal in found.values():
        appeal.save()
    return len(found)


def _appeal(one: dict[str, Any]) -> Appeal:
    return Appeal(
        public_id=one["id"],
        name=one["title"] or one["id"],
        place=one["place"],
        is_on=True,
        ends_at=datetime.fromisoformat(one["until"]) if one["until"] else None,
        **{key: one[key] for key in ("priority", "sections", "not_sections", "meter", "most", "days")},
    )


def _words(one: dict[str, Any], language: str) -> AppealWords:
    to = ToNewsroom(picture=lambda _: None, article=lambda public_id: find_articles([public_id]).get(public_id))
    return AppealWords(
        locale=locale_of(language),
        text=newsroom_html(one["html"], to),
        **{key: one[key] for key in ("title", "link", "signed")},
    )
