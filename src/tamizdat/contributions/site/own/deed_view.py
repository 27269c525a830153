"""What a supporter does on their own page. Every form carries the visit's token; every deed is done at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse

from tamizdat.contributions import deeds
from tamizdat.contributions.models import Recurring
from tamizdat.contributions.providers.contract import ProviderError
from tamizdat.contributions.site.give.held import COUNTERS
from tamizdat.contributions.site.own.brakes import DEEDS
from tamizdat.contributions.site.own.erase import erase_supporter
from tamizdat.contributions.site.own.own_view import ON, show_own, waits_for_bank
from tamizdat.contributions.site.own.page import Page, answers
from tamizdat.contributions.site.own.visit import Visit, drop_cookie, find_visit, leave
from tamizdat.contributions.site.printing import see_other
from tamizdat.core.ledger.errors import TypedError
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.parse_typed import parse_typed
from tamizdat.shell.errors import RefusedError, TamizdatError

Deed = Callable[[Page, Visit], HttpResponse]
_log = logging.getLogger(__name__)


def during_visit(deed: Deed) -> Callable[..., HttpResponse]:
    """Only for who is here, and only from a form of ours."""

    @wraps(deed)
    def view(page: Page) -> HttpResponse:
        visit = find_visit(page.request, page.now)
        if visit is None:
            return see_other(f"{page.root}own/")
        if page.request.method == "POST" and not visit.may(page.request.POST.get("token", "")):
            return show_own(page, visit, error=page.say("e_form"), status=400)
        return deed(page, visit)

    return view


def _find_recurring(page: Page, visit: Visit) -> Recurring | None:
    """Their own, and one that runs."""
    return visit.supporter.recurring.filter(id=page.request.POST.get("id", ""), state__in=ON).first()


def with_recurring(deed: Callable[[Page, Visit, Recurring], HttpResponse]) -> Deed:
    """Of a supporter, one recurring gift that runs; a processor that fails changes nothing and is said so."""

    def view(page: Page, visit: Visit) -> HttpResponse:
        recurring = _find_recurring(page, visit)
        if recurring is None:
            return show_own(page, visit, error=page.say("e_form"), status=400)
        if COUNTERS.take(DEEDS, visit.supporter.id, page.now):
            return page.note("e_many", "e_many_text", links={"back": f"{page.root}own/"}, status=429)
        try:
            return deed(page, visit, recurring)
        except TamizdatError as error:
            _log.error("A supporter's wish about a recurring gift was not fulfilled: %s", type(error).__name__)
            return show_own(page, visit, error=page.say("e_processor"), status=503)

    return view


@answers("POST")
@during_visit
@with_recurring
def change(page: Page, visit: Visit, recurring: Recurring) -> HttpResponse:
    """Another amount, from the next renewal on."""
    money = _typed(page, recurring)
    if money is None:
        return show_own(page, visit, error=page.say("e_amount", minimum=_minimum(page, recurring)), status=400)
    deeds.change_recurring(page.house.home, recurring.id, money, page.now)
    return see_other(f"{page.root}own/?done=changed")


def _least(page: Page, recurring: Recurring) -> Money:
    """The newsroom's minimum; of a currency that it no longer offers, the smallest coin."""
    presets = page.house.support.currencies.get(recurring.currency)
    return Money(presets.minimum if presets else 1, recurring.currency)


def _minimum(page: Page, recurring: Recurring) -> str:
    return page.money(_least(page, recurring))


def _typed(page: Page, recurring: Recurring) -> Money | None:
    try:
        money = parse_typed(page.request.POST.get("amount", ""), recurring.currency, page.spoken)
    except TypedError:
        return None
    return money if money.amount >= _least(page, recurring).amount else None


@answers("POST")
@during_visit
@with_recurring
def card(page: Page, visit: Visit, recurring: Recurring) -> HttpResponse:
    """The processor's page for another card; a link leads there, so that nobody is sent away unasked."""
    done = f"{page.house.support.address}{page.root}own/?done=card"
    begun = deeds.new_card(page.house.home, recurring.id, done)
    if not begun.address:
        raise ProviderError("There is no page on which to give another card.", may_retry=False)
    return page.note("card", "card_text", links={"card_go": begun.address, "back": f"{page.root}own/"})


@answers("POST")
@during_visit
def bank(page: Page, visit: Visit) -> HttpResponse:
    """The page on which a bank asks its cardholder about a renewal (3-D Secure)."""
    waiting = [waits_for_bank(one) for one in visit.supporter.recurring.filter(state__in=ON)]
    gift = page.request.POST.get("id", "")
    try:
        address = deeds.action_address(page.house.home, gift) if gift in waiting and gift else ""
    except TamizdatError as error:
        _log.error("A bank's question could not be shown: %s", type(error).__name__)
        address = ""
    if not address:
        return show_own(page, visit, error=page.say("e_processor"), status=503)
    return page.note("bank", "bank_text", links={"card_go": address, "back": f"{page.root}own/"})


@answers("POST")
@during_visit
@with_recurring
def stop(page: Page, visit: Visit, recurring: Recurring) -> HttpResponse:
    """At once, and nobody is asked why."""
    deeds.cancel_recurring(page.house.home, recurring.id, page.now)
    return see_other(f"{page.root}own/?done=stopped")


@answers("POST")
@during_visit
def mail(page: Page, visit: Visit) -> HttpResponse:
    """Mail, or none."""
    visit.supporter.may_be_mailed = page.request.POST.get("mail") == "on"
    visit.supporter.save(update_fields=["may_be_mailed"])
    return see_other(f"{page.root}own/?done=mail")


@answers("POST")
@during_visit
def language(page: Page, visit: Visit) -> HttpResponse:
    """In which mails are written from now on; the page changes, too."""
    chosen = page.request.POST.get("language", "")
    if chosen not in page.house.languages:
        return show_own(page, visit, error=page.say("e_form"), status=400)
    visit.supporter.language = chosen
    visit.supporter.save(update_fields=["language"])
    return see_other(f"/{chosen}/own/?done=language")


@answers("POST")
@during_visit
def go(page: Page, visit: Visit) -> HttpResponse:
    """Close the page: the cookie opens nothing any more."""
    leave(visit)
    response = page.note("left", "left_text", links={"start": page.root})
    drop_cookie(response)
    return response


@answers("GET", "POST")
@during_visit
def erase(page: Page, visit: Visit) -> HttpResponse:
    """All of it, after one tick: there is no way back."""
    if page.request.method != "POST":
        return _show_erase(page, visit)
    if page.request.POST.get("sure") != "yes":
        return _show_erase(page, visit, error=page.say("e_sure"), status=400)
    try:
        is_forgotten = erase_supporter(page.house.home, visit.supporter, page.now)
    except RefusedError:
        return _show_erase(page, visit, error=page.say("e_processor"), status=503)
    response = page.note("erased", "erased_text", *([] if is_forgotten else ["erased_later"]))
    drop_cookie(response)
    return response


def _show_erase(page: Page, visit: Visit, *, error: str = "", status: int = 200) -> HttpResponse:
    return page.show("erase.html", page.say("erase"), {"token": visit.form_token, "error": error}, status=status)
