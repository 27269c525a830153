"""The page with the form: where do you live, how often, how much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from babel.numbers import format_percent
from django.conf import settings
from django.http import HttpResponse

from tamizdat.contributions.brakes.tokens import new_token, write_token
from tamizdat.contributions.site.give import held
from tamizdat.contributions.site.give.countries import countries
from tamizdat.contributions.site.give.fees import fee_rate
from tamizdat.contributions.site.give.sheet import Policy, Sheet
from tamizdat.contributions.site.give.show_check import coin_pages
from tamizdat.contributions.site.give.show_ways import has_bank, has_coins
from tamizdat.contributions.site.give.typed import Typed, smallest, with_usual
from tamizdat.contributions.site.give.words import give_words
from tamizdat.core.ledger.locales import digits_of
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages.escape import NOTHING, Markup, fill, text
from tamizdat.pages.languages import locale_of
from tamizdat.shell.support import EVERY, Support

ANCHORS = {
    "live": "country",
    "every": "every-once",
    "amount": "other",
    "email": "email",
    "name": "name",
    "message": "message",
}
NO_ERRORS: Mapping[str, Markup] = {}


def key() -> bytes:
    """What form tokens are signed with."""
    return str(settings.SECRET_KEY).encode()


def show_form(
    sheet: Sheet, typed: Typed, *, errors: Mapping[str, Markup] = NO_ERRORS, is_again: bool = False, token: str = ""
) -> HttpResponse:
    """``is_again``: it was sent before, so where the reader lives is asked a second time, and the page says why."""
    support = sheet.house.support
    typed = with_usual(typed, support)
    values = {
        "typed": _as_text(typed),
        "token": token or write_token(new_token(datetime.now(UTC)), key()),
        "errors": {name: errors.get(name, NOTHING) for name in ANCHORS},
        "wrong": [{"anchor": ANCHORS[name], "said": said} for name, said in errors.items()],
        "is_again": is_again,
        "countries": _options(sheet.spoken),
        "currencies": list(support.currencies),
        "groups": [_group(sheet, typed, every) for every in EVERY],
        "other_hint": _other_hint(sheet, typed),
        "has_bank": has_bank(sheet),
        "has_coins": has_coins(sheet),
        "cover": _cover(sheet, typed, support),
    }
    policy = Policy(scripts=True, form_goes=coin_pages(sheet.house))
    return sheet.show("form.html", values, status=422 if errors else 200, policy=policy)


@cache
def _options(language: str) -> Markup:
    """The countries as a list to choose from; the same for everybody, so it is made once."""
    lines = (f'<option value="{code}">{text(name)}' for code, name in countries(language))
    return Markup("\n".join(lines))


def _as_text(typed: Typed) -> dict[str, Any]:
    return {name: getattr(typed, name) for name in Typed.__slots__}


def _group(sheet: Sheet, typed: Typed, every: str) -> dict[str, Any]:
    """The amounts that are suggested for once, monthly or annual; the second is chosen until the reader chooses."""
    suggested = sheet.house.support.currencies[typed.currency].amounts.get(every, ())
    usual = suggested[min(1, len(suggested) - 1)] if suggested else 0
    chosen = int(typed.chosen) if typed.chosen and every == typed.every else usual
    is_free = bool(typed.other) and every == typed.every
    amounts = [
        {"amount": str(one), "shown": _short(sheet, one, typed.currency), "is_chosen": one == chosen and not is_free}
        for one in suggested
    ]
    return {"every": every, "amounts": amounts}


def _short(sheet: Sheet, amount: int, currency: str) -> Markup:
    return _shown(amount, currency, sheet.spoken)


@lru_cache(2_000)
def _shown(amount: int, currency: str, language: str) -> Markup:
    return text(show_money(Money(amount, currency), language, is_short=True))


def _other_hint(sheet: Sheet, typed: Typed) -> Markup:
    least = smallest(sheet.house.support.currencies[typed.currency], held.are_small_paused(datetime.now(UTC)))
    return fill(give_words(sheet.spoken)["other_hint"], minimum=_short(sheet, least, typed.currency))


def _cover(sheet: Sheet, typed: Typed, support: Support) -> Markup | None:
    """The words beside the box, with the rate; nothing where the newsroom named no fee for this currency."""
    rate = fee_rate(typed.currency, support)
    if rate is None:
        return None
    percent, fixed = rate
    shown = percent_in(percent, sheet.spoken)
    if fixed:
        shown += f" + {show_money(Money(fixed, typed.currency), sheet.spoken)}"
    return sheet.say("cover", rate=shown)


def percent_in(percent: Fraction, language: str) -> str:
    """``2.9 %``, in the language's own digits: only ever shown."""
    value = Decimal(percent.numerator) / percent.denominator / 100
    shown = str(format_percent(value, "#,##0.###%", locale=locale_of(language), numbering_system="default"))
    return f"\u2068{shown.translate(digits_of(language))}\u2069"
