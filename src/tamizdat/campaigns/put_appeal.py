"""An appeal from elsewhere than the desk, such as the demo's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from tamizdat.campaigns.models import Appeal, AppealWords
from tamizdat.newsroom.tree import locale_of


@dataclass(frozen=True, slots=True)
class Words:
    """An appeal in one language; ``text`` is HTML as the desk's editor writes it."""

    title: str
    text: str
    link: str = ""
    signed: str = ""


@transaction.atomic
def put_appeal(name: str, place: str, words: Mapping[str, Words], *, meter: str = "") -> bool:
    """Make it and switch it on; one of this name stays as its editors left it. True when it was made."""
    if Appeal.objects.filter(name=name).exists():
        return False
    appeal = Appeal(name=name, place=place, is_on=True, meter=meter)
    appeal.words = [
        AppealWords(locale=locale_of(language), title=one.title, text=one.text, link=one.link, signed=one.signed)
        for language, one in words.items()
    ]
    appeal.save()
    return True
