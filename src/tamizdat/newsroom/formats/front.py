"""What stands on the front: what editors put there, for as long as they said. Format: docs/formats/facts-v1.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.fact_store import read_fact
from tamizdat.newsroom.models import FrontPage, Pick, SectionPage


def compose_front(front: FrontPage, picks: Iterable[Pick], language: str, now: datetime) -> dict[str, Any]:
    """The fact ``front:<language>``; neither front nor picks need be saved."""
    standing = [one for one in picks if one.article_id and not _is_over(one.until, now)]
    lead = None if _is_over(front.lead_until, now) else front.lead_id
    wanted = [lead, *(one.article_id for one in standing)]
    public = dict(public_articles(now).filter(pk__in=wanted, sequence__isnull=False).values_list("pk", "public_id"))
    shown = [one for one in standing if one.article_id in public]
    plain = [public[one.article_id] for one in shown if not one.section_id and not one.slot.strip()]
    return {
        "language": language,
        "lead": public.get(lead) if lead else None,
        "picks": list(dict.fromkeys(plain)),
        **_rooms(shown, public),
        **_slots(shown, public),
    }


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and until <= now


def _rooms(shown: list[Pick], public: dict[int, str]) -> dict[str, Any]:
    """Articles that lead a section's part of the front; no key where there are none."""
    keys = {one.section_id for one in shown if one.section_id}
    live = dict(SectionPage.objects.filter(pk__in=keys, live=True).values_list("pk", "public_id")) if keys else {}
    rooms: dict[str, list[str]] = {}
    for one in shown:
        if one.section_id in live:
            rooms.setdefault(live[one.section_id], []).append(public[one.article_id])
    return {"rooms": {name: list(dict.fromkeys(ids)) for name, ids in rooms.items()}} if rooms else {}


def _slots(shown: list[Pick], public: dict[int, str]) -> dict[str, Any]:
    """Parts of the front that editors named, in the order of their first articles; no key where there are none."""
    slots: dict[str, list[str]] = {}
    for one in shown:
        if not one.section_id and (name := clean_text(one.slot)):
            slots.setdefault(name, []).append(public[one.article_id])
    return (
        {"slots": [{"name": name, "articles": list(dict.fromkeys(ids))} for name, ids in slots.items()]}
        if slots
        else {}
    )


def fronts_over_time(now: datetime) -> list[str]:
    """Languages whose front still shows something that was to stand there until now."""
    picks = Pick.objects.filter(until__lte=now).values_list("page__locale__language_code", "article__public_id")
    leads = FrontPage.objects.filter(Q(lead_until__lte=now), lead__isnull=False)
    over = [*picks, *leads.values_list("locale__language_code", "lead__public_id")]
    told = {language: _shown(language) for language in {language for language, _ in over}}
    return sorted({language for language, public_id in over if public_id in told[language]})


def _shown(language: str) -> set[str]:
    text = read_fact(f"front:{language}")
    front = json.loads(text) if text else {"lead": None, "picks": []}
    shown = {front["lead"], *front["picks"], *(one for ids in front.get("rooms", {}).values() for one in ids)}
    return shown | {one for slot in front.get("slots", []) for one in slot["articles"]}
