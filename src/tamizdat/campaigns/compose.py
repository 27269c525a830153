"""From appeals to the facts ``campaign:<language>``. Format: docs/formats/facts-v1.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tamizdat.campaigns.choose import Candidate, Reading, in_order, is_in_force
from tamizdat.campaigns.models import Appeal, AppealWords
from tamizdat.newsroom.body import ToPublic, publish_html
from tamizdat.newsroom.clean import clean_block, clean_text
from tamizdat.newsroom.compose_articles import Names, moment
from tamizdat.newsroom.fact_store import write_facts
from tamizdat.newsroom.models import Fact
from tamizdat.newsroom.papers import fronts_by_language

CAMPAIGN = "campaign:"


def refresh_campaigns(now: datetime) -> int:
    """What is asked of readers now; returns how many facts changed."""
    known = Fact.objects.filter(name__startswith=CAMPAIGN, value__isnull=False).values_list("name", flat=True)
    facts: dict[str, Any] = dict.fromkeys(known)
    for language, front in fronts_by_language().items():
        if front.live:
            facts[f"{CAMPAIGN}{language}"] = compose_campaign(language, now)
    return write_facts(facts)


def find_candidates() -> list[Candidate]:
    """All appeals, as the filters see them."""
    return [as_candidate(one) for one in Appeal.objects.prefetch_related("words__locale")]


def as_candidate(appeal: Appeal) -> Candidate:
    """One of them; it need not be saved."""
    return Candidate(
        id=appeal.public_id,
        name=appeal.name,
        place=appeal.place,
        priority=appeal.priority,
        is_on=appeal.is_on,
        starts=appeal.starts_at,
        ends=appeal.ends_at,
        languages=frozenset(one.locale.language_code for one in appeal.words.all() if one.title or one.text),
        sections=tuple(appeal.sections),
        not_sections=tuple(appeal.not_sections),
    )


def compose_campaign(language: str, now: datetime) -> dict[str, Any] | None:
    """The appeals in force in this language, in order; None when there are none."""
    appeals = {one.public_id: one for one in Appeal.objects.filter(is_on=True).prefetch_related("words__locale")}
    reading = Reading(language, now)
    chosen = [one for one in in_order(map(as_candidate, appeals.values())) if is_in_force(one, reading)]
    to = Names(now).to_public()
    composed = [compose_appeal(appeals[one.id], language, to) for one in chosen]
    return {"language": language, "appeals": composed} if composed else None


def compose_appeal(appeal: Appeal, language: str, to: ToPublic) -> dict[str, Any]:
    """What readers of a language may know of it. Its name is for the desk alone."""
    words: AppealWords = next(one for one in appeal.words.all() if one.locale.language_code == language)
    return {
        "id": appeal.public_id,
        "place": appeal.place,
        "priority": appeal.priority,
        "title": clean_text(words.title),
        "html": clean_block(publish_html(words.text, to)),
        "link": clean_text(words.link),
        "signed": clean_text(words.signed),
        "sections": sorted(appeal.sections),
        "not_sections": sorted(appeal.not_sections),
        "meter": clean_text(appeal.meter),
        "most": appeal.most,
        "days": appeal.days,
        "until": moment(appeal.ends_at),
    }
