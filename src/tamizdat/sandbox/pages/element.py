"""The card field that the stand-in for Stripe.js puts into another page."""

from __future__ import annotations

from tamizdat.sandbox.cards import BY_COUNTRY
from tamizdat.sandbox.http import Request, Response
from tamizdat.sandbox.pages.frame import render
from tamizdat.sandbox.pages.words import RIGHT_TO_LEFT, TEST_CARDS, WORDS, language_for
from tamizdat.sandbox.world import World


def show(world: World, request: Request, said: dict[str, str]) -> Response:
    language = language_for(said.get("locale"), request.headers.get("accept-language", ""))
    return render(
        "element.html",
        frames=True,
        words=WORDS[language],
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        cards=TEST_CARDS,
        countries=sorted(BY_COUNTRY.items()),
    )
