"""The time of an update: set when an editor publishes other words than readers saw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from tamizdat.newsroom.compose_articles import Row, compose_articles, load_rows, look_around, public_articles
from tamizdat.newsroom.corrections.chain import round_down
from tamizdat.newsroom.fact_store import read_fact
from tamizdat.newsroom.models import ArticlePage, Change

WORDS = ("headline", "standfirst", "body")


def touch_changed(keys: Sequence[int], now: datetime) -> None:
    """Note what was done to words that readers know; new words give the time of now, unless an editor gave another."""
    rows = load_rows(public_articles(now).filter(pk__in=keys, sequence__isnull=False))
    around = look_around(rows, now)
    for row, one in zip(rows, compose_articles(rows, around, now), strict=True):
        text = read_fact(f"article:{row['public_id']}")
        seen = json.loads(text) if text else None
        if seen and any(seen[name] != one.value[name] for name in WORDS):
            _note_change(row, now, is_timed=seen["updated"] != one.value["updated"])
    ArticlePage.objects.filter(pk__in=keys).exclude(change_kind="").update(change_kind="")


def _note_change(row: Row, now: datetime, *, is_timed: bool) -> None:
    """A change of which nobody said what it was is found in the desk's list."""
    kind = row["change_kind"] or ("update" if is_timed else "unsaid")
    Change.objects.create(article_id=row["pk"], at=round_down(now), kind=kind)
    if kind != "spelling" and not is_timed:
        ArticlePage.objects.filter(pk=row["pk"]).update(updated_at=round_down(now))
