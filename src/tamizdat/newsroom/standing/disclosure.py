"""What only a certifier is told: owners, funders, place. It lies in the newsroom, and never enters an edition.

The press searches every fact for these lines, so that one which got into an article by mistake stops the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from tamizdat.newsroom.clean import clean_lines, clean_text
from tamizdat.newsroom.models import Disclosure
from tamizdat.newsroom.papers import fronts_by_language, read_settings

FORMAT = "tamizdat-disclosure-v1"
SECRET = ("legal_name", "owners", "funders", "address", "responsible", "contact")


def private_lines() -> Iterator[str]:
    """Lines of two words or more: a single word would stand in too many articles."""
    for one in Disclosure.objects.all():
        for name in SECRET:
            for line in clean_lines(getattr(one, name)).splitlines():
                if len(line.split()) > 1:
                    yield clean_text(line)


def compose_disclosure() -> dict[str, Any]:
    """Everything for the certifier in one value: what is public, and what is for their eyes alone."""
    one = Disclosure.objects.first()
    return {
        "format": FORMAT,
        "name": clean_text(read_settings().name),
        "confidential": {name: clean_lines(getattr(one, name)).strip() if one else "" for name in SECRET},
        "public": {language: _public(front) for language, front in sorted(fronts_by_language().items())},
    }


def _public(front: Any) -> dict[str, Any]:

    from tamizdat.newsroom.compose_articles import Names  # a circle otherwise: facts are composed of policies
    from tamizdat.newsroom.standing.policies import compose_standing

    return compose_standing(front, Names(timezone.now()).to_public())
