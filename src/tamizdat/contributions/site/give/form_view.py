"""``/`` leads to a language; ``/<lang>/`` is the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

from tamizdat.contributions.site.give.open_sheet import answers
from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.contributions.site.give.show_form import show_form
from tamizdat.contributions.site.give.typed import read_typed
from tamizdat.contributions.site.house import open_house


def choose(request: HttpRequest) -> HttpResponse:
    """The first of the reader's languages that the newsroom speaks."""
    languages = open_house().languages
    response = HttpResponse(status=302)
    response["Location"] = f"/{_best(request, languages)}/"
    response["Vary"] = "Accept-Language"
    return response


@answers("GET")
def form(sheet: Sheet) -> HttpResponse:
    """The form; what stands in the address is filled in already."""
    return show_form(sheet, read_typed(sheet.request.GET, sheet.house.support))


def _best(request: HttpRequest, languages: tuple[str, ...]) -> str:
    known = {one.lower(): one for one in languages}
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        for name in (wanted, wanted.partition("-")[0]):
            if name in known:
                return known[name]
    return languages[0]
