"""``/<lang>/give``: somebody continues, here or on a mirror. First their safety, then the brakes, then the gift."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from math import ceil
from urllib.parse import urlencode

from django.db import IntegrityError
from django.http import HttpResponse

from tamizdat.contributions.brakes.breaker import is_paused
from tamizdat.contributions.brakes.puzzle import is_solved
from tamizdat.contributions.brakes.tokens import Token, read_token, write_token
from tamizdat.contributions.deeds import begin_gift
from tamizdat.contributions.jurisdictions import has_changed_since, refuses
from tamizdat.contributions.models import Gift
from tamizdat.contributions.providers.contract import Begun, Every, Flow
from tamizdat.contributions.site.give import held
from tamizdat.contributions.site.give.countries import codes
from tamizdat.contributions.site.give.fees import with_fee
from tamizdat.contributions.site.give.open_sheet import answers, show_missing
from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.contributions.site.give.show_check import show_check
from tamizdat.contributions.site.give.show_form import key, show_form
from tamizdat.contributions.site.give.show_risk import show_risk
from tamizdat.contributions.site.give.show_ways import has_bank, has_coins, show_ways
from tamizdat.contributions.site.give.typed import Typed, check_typed, read_typed
from tamizdat.contributions.site.house import own_address
from tamizdat.contributions.site.printing import see_other
from tamizdat.contributions.vault import open_vault
from tamizdat.contributions.wish import Wish
from tamizdat.core.ledger.money import Money
from tamizdat.shell.errors import TamizdatError

LEAST_AGE = timedelta(seconds=8)
"""A form without a proof of work has to be so old: nobody fills it in faster."""
log = logging.getLogger(__name__)


@answers("POST", "GET")
def give(sheet: Sheet) -> HttpResponse:
    """What was sent without a token of ours (from a mirror, or long ago) is shown again, filled in, with one."""
    now, request = datetime.now(UTC), sheet.request
    data = request.POST if request.method == "POST" else request.GET
    typed = read_typed(data, sheet.house.support)
    if seconds := held.wait_for_network(sheet, held.FORMS, held.ALL_FORMS, now):
        return held.show_too_many(sheet, seconds)
    if request.method == "POST" and data.get("step") == "redirect":
        return _redirect_begun(sheet, data.get("gift", ""), now)
    token = read_token(data.get("token", ""), key(), now) if request.method == "POST" else None
    if token is None or data.get("step") == "change":
        return show_form(sheet, typed, is_again="token" in data)
    if token.is_cleared and has_changed_since(sheet.house.home, token.made, now):
        token = replace(token, is_cleared=False)
    if not token.is_cleared:
        country = data.get("country", "").upper()
        if refuses(sheet.house.home, country, now):
            return show_risk(sheet)
        token = replace(token, is_cleared=country in codes())
    return _give(sheet, typed, token, now)


def _give(sheet: Sheet, typed: Typed, token: Token, now: datetime) -> HttpResponse:
    """Where the reader lives endangers nobody, or they have not said."""
    way = _way(sheet)
    if way:  # what is paid from a bank or a wallet comes once, and costs no card fee
        typed = replace(typed, every="once", covers_fee=False)
    checked = check_typed(typed, sheet.house.support, sheet.spoken, is_small_paused=is_paused("small", now))
    errors = dict(checked.errors)
    if not token.is_cleared:
        errors = {"live": sheet.say("e_live"), **errors}
    if errors or checked.money is None:
        return show_form(sheet, typed, errors=errors, is_again=True)
    money = with_fee(checked.money, sheet.house.support) if typed.covers_fee else checked.money
    if way:
        return _begin(sheet, typed, token, money, way[0], now, way[1])
    return _choose_way(sheet, typed, token, checked.money, money, now)


def _way(sheet: Sheet) -> tuple[Flow, str] | None:
    """Another way than a card, if the reader chose one that there is: the flow, and who takes it."""
    way = sheet.request.POST.get("way")
    if way == "transfer" and has_bank(sheet):
        return "transfer", "bank"
    return ("redirect", "btcpay") if way == "coins" and has_coins(sheet) else None


def _choose_way(sheet: Sheet, typed: Typed, token: Token, gift: Money, money: Money, now: datetime) -> HttpResponse:
    """With scripts the card form inside our page; without, the processor's own page, unless it is off."""
    data, support = sheet.request.POST, sheet.house.support
    has_scripts, is_cards_paused = data.get("scripts") == "1", is_paused("cards", now)
    if support.strict and (is_cards_paused or not has_scripts):
        word = "pay_strict" if not has_scripts else "paused_text"
        return show_ways(sheet, "other_ways" if not has_scripts else "paused", word)
    is_proven = is_solved(data.get("token", ""), data.get("proof", ""))
    if not is_proven or is_cards_paused or not has_scripts:
        text = write_token(token, key())
        left = ceil((token.made + LEAST_AGE - now).total_seconds())
        is_first = data.get("step") != "pay"
        if is_first or left > 0:
            return show_check(sheet, typed, gift, money, text, has_scripts, 0 if is_first else left)
        if seconds := held.COUNTERS.take(held.SLOW, "", now):
            return held.show_too_many(sheet, seconds)
    flow: Flow = "element" if has_scripts and not is_cards_paused else "redirect"
    return _begin(sheet, typed, token, money, flow, now)


def _begin(
    sheet: Sheet, typed: Typed, token: Token, money: Money, flow: Flow, now: datetime, processor: str = ""
) -> HttpResponse:
    seconds = held.COUNTERS.take(held.OF_FORM, token.form, now)
    if typed.email:
        who = open_vault(sheet.house.home).lookup(typed.email)
        seconds = seconds or held.COUNTERS.take(held.OF_SUPPORTER, who, now)
    if seconds:
        return held.show_too_many(sheet, seconds)
    wish = make_wish(sheet, typed, _form_of(token, money, typed, processor or flow), money, flow, processor)
    return _ask(sheet, wish, now, typed, write_token(token, key()))


def _ask(sheet: Sheet, wish: Wish, now: datetime, typed: Typed | None, token: str) -> HttpResponse:
    """Begin the gift; when the processor cannot be asked, nothing is lost and the other ways are shown."""
    try:
        gift, begun = _begin_once(sheet, wish, now)
    except TamizdatError as error:
        log.error("A gift could not be begun: %s", type(error).__name__)
        return show_ways(sheet, "down", "down_text", typed=typed, token=token, status=503)
    if gift.state != "begun":
        return see_other(f"/{sheet.language}/thanks/{gift.id}")
    if wish.flow == "redirect":
        return see_other(begun.address)
    return see_other(f"/{sheet.language}/{'transfer' if wish.flow == 'transfer' else 'pay'}/{gift.id}")


def _begin_once(sheet: Sheet, wish: Wish, now: datetime) -> tuple[Gift, Begun]:
    """A double click: the second finds the gift that the first has just written."""
    try:
        return begin_gift(sheet.house.home, wish, now)
    except IntegrityError:
        return begin_gift(sheet.house.home, wish, now)


def _redirect_begun(sheet: Sheet, gift_id: str, now: datetime) -> HttpResponse:
    """The card form did not load: the same gift on the processor's page, as long as it was not tried here."""
    gift = Gift.objects.filter(id=gift_id).first()
    if gift is None or sheet.house.support.strict:
        return show_missing(sheet)
    if gift.external_id or gift.state != "begun":
        return see_other(f"/{sheet.language}/thanks/{gift.id}")
    if has_changed_since(sheet.house.home, datetime.combine(gift.day, time(0), UTC), now):
        return see_other(f"/{sheet.language}/")  # where they live was asked too long ago
    typed = Typed(every=gift.every, currency=gift.currency, chosen=str(gift.amount))
    wish = make_wish(sheet, typed, gift.form_token or "", Money(gift.amount, gift.currency), "redirect")
    return _ask(sheet, wish, now, None, "")


def make_wish(sheet: Sheet, typed: Typed, form: str, money: Money, flow: Flow, processor: str = "") -> Wish:
    """As the deeds want it."""
    here = f"{own_address(sheet.house, sheet.request)}/{sheet.language}"
    back = urlencode({"every": typed.every, "amount": typed.chosen or money.amount, "currency": typed.currency})
    every: Every = "month" if typed.every == "month" else "year" if typed.every == "year" else "once"
    return Wish(
        form_token=form,
        money=money,
        every=every,
        covers_fee=typed.covers_fee,
        flow=flow,
        language=sheet.language,
        email=typed.email,
        name=typed.name,
        message=typed.message,
        processor=processor,
        done=f"{here}/thanks/{{gift}}",
        stopped=f"{here}/?{back}",
    )


def _form_of(token: Token, money: Money, typed: Typed, way: str) -> str:
    """The same form with the same amount is one gift; somebody who went back and chose another amount wants another."""
    way = {"bank": "transfer", "btcpay": "btcpay"}.get(way, "card")
    return hashlib.sha256(f"{token.form} {way} {money.amount} {money.currency} {typed.every}".encode()).hexdigest()
