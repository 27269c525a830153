"""An appeal as readers will see it: in the newest article of the language, or on the front."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tamizdat.campaigns.compose import compose_appeal
from tamizdat.campaigns.models import Appeal
from tamizdat.newsroom.compose_articles import Names, public_articles
from tamizdat.newsroom.desk.preview import answer, rewrite_links
from tamizdat.newsroom.desk.preview_ask import PreviewAsk
from tamizdat.pages.errors import PageError
from tamizdat.pages.units import make_unit


def preview_appeal(appeal: Appeal, language: str) -> HttpResponse:
    """One page with this appeal and no other, for the editor."""
    spoken = {one.locale.language_code for one in appeal.words.all()}
    if language not in spoken:
        language = min(spoken, default="")
    if not language:
        return answer(render(None, "desk/held_back.html", {"reason": "It has no words in any language yet."}))
    unit, facts = _find_page(appeal, language)
    try:
        shown = make_unit(unit, PreviewAsk(facts))[0]
    except PageError as error:
        return answer(render(None, "desk/held_back.html", {"reason": error}))
    return answer(HttpResponse(rewrite_links(shown, [shown.path])))


def _find_page(appeal: Appeal, language: str) -> tuple[str, dict[str, Any]]:
    value = compose_appeal(appeal, language, Names(timezone.now()).to_public())
    anywhere = value | {"sections": [], "not_sections": []}
    facts = {f"campaign:{language}": {"language": language, "appeals": [anywhere]}}
    articles = public_articles(timezone.now()).filter(
        locale__language_code=language, no_appeals=False, sequence__isnull=False
    )
    newest = articles.exclude(kind="page").order_by("-published_at", "-sequence").first()
    return (f"article:{newest.public_id}" if newest else f"front:{language}"), facts
