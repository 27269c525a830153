"""Every view begins here: a language of the newsroom, a method that is allowed, or a page that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.contributions.site.house import open_house
from tamizdat.contributions.site.printing import see_other
from tamizdat.pages.escape import text

View = Callable[..., HttpResponse]


def answers(*methods: str) -> Callable[[View], View]:
    """A view of these methods; it gets a sheet in place of request and language."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, language: str, **rest: Any) -> HttpResponse:
            house = open_house()
            if language not in house.languages:
                return show_missing(Sheet(house, request, house.languages[0]))
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return see_other(f"/{language}/")
            return view(Sheet(house, request, language), **rest)

        return answer

    return decorate


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's word for an address that no part of the site has."""
    house = open_house()
    language = request.path.split("/")[1]
    return show_missing(Sheet(house, request, language if language in house.languages else house.languages[0]))


def show_missing(sheet: Sheet) -> HttpResponse:
    """There is no such page."""
    return show_note(sheet, "missing", "", {"start": f"/{sheet.language}/"}, status=404)


def show_note(
    sheet: Sheet, heading: str, said: str, links: dict[str, str], *, status: int, **values: object
) -> HttpResponse:
    """A short page: what is the matter, and where to go. ``links``: the name of a word → address."""
    named = [{"name": sheet.say(word), "href": text(href)} for word, href in links.items()]
    words = sheet.say(said, **values) if said else ""
    return sheet.show("note.html", {"heading": sheet.say(heading), "said": words, "links": named}, status=status)
