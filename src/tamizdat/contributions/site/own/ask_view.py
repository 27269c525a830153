"""``/<lang>/own/``: without a visit, the form that asks for a link; ``/<lang>/own/in/<code>``: the link."""

from __future__ import annotations

from django.http import HttpResponse

from tamizdat.contributions.mail.address import is_address
from tamizdat.contributions.site.own.ask import ask_link
from tamizdat.contributions.site.own.brakes import ALL_LINKS, LINKS, too_many
from tamizdat.contributions.site.own.own_view import show_own
from tamizdat.contributions.site.own.page import Page, answers
from tamizdat.contributions.site.own.visit import enter, find_visit, is_link, set_cookie
from tamizdat.contributions.site.printing import see_other


@answers("GET", "POST")
def own(page: Page) -> HttpResponse:
    """Who is on a visit sees their page; everybody else may ask for a link."""
    if page.request.method == "POST":
        return _asked(page)
    visit = find_visit(page.request, page.now)
    return show_own(page, visit) if visit else _form(page)


def _form(page: Page, error: str = "") -> HttpResponse:
    return page.show("ask.html", page.say("ask"), {"error": error}, status=400 if error else 200)


def _asked(page: Page) -> HttpResponse:
    email = page.request.POST.get("email", "").strip()
    if not is_address(email):
        return _form(page, page.say("e_email"))
    if held := too_many(page, LINKS, ALL_LINKS):
        return held
    ask_link(page.house.home, email, page.now)
    return page.note("asked", "asked_text")


@answers("GET", "POST")
def enter_by_link(page: Page, code: str) -> HttpResponse:
    """Looking at a link shows a button; only the button uses the link up."""
    if page.request.method == "POST" and (visit := enter(code, page.now)):
        response = see_other(f"{page.root}own/")
        set_cookie(response, visit, is_secure=page.is_secure)
        return response
    if page.request.method == "POST" or not is_link(code, page.now):
        return page.note("gone", "gone_text", links={"again": f"{page.root}own/"}, status=410)
    return page.show("enter.html", page.say("enter"), {"code": code})
