"""What stands in the form: read as it was typed, then checked. Where somebody lives is never in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tamizdat.contributions.brakes.breaker import SMALL
from tamizdat.contributions.site.give.words import say
from tamizdat.core.ledger.errors import MoneyError, TypedError
from tamizdat.core.ledger.money import Money, exponent
from tamizdat.core.ledger.parse_typed import parse_typed
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages.dates import number
from tamizdat.pages.escape import Markup
from tamizdat.shell.support import EVERY, Presets, Support

LONGEST = {"email": 254, "name": 100, "message": 1_000}
MOST_KEPT = 5_000
"""More than this of one field is nobody's typing."""
LARGEST = 10_000
"""So many times the smallest gift is the largest that is taken here."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form's fields, as typed."""

    every: str = ""
    currency: str = ""
    chosen: str = ""
    """A suggested amount, in minor units."""
    other: str = ""
    """An amount of the reader's own, in their digits."""
    covers_fee: bool = False
    email: str = ""
    name: str = ""
    message: str = ""


def read_typed(data: Mapping[str, str], support: Support) -> Typed:
    """From our own form, from a mirror's, or from an address such as ``?every=month&amount=500&currency=USD``."""
    every = data.get("every", "")
    currency = data.get("currency", "").upper()
    text = {name: data.get(name, "").replace("\0", "").strip()[:MOST_KEPT] for name in ("other", *LONGEST)}
    chosen = data.get(f"amount_{every}") or data.get("amount", "")
    return Typed(
        every=every if every in EVERY else "",
        currency=currency if currency in support.currencies else next(iter(support.currencies)),
        chosen=chosen if chosen.isascii() and chosen.isdigit() and len(chosen) < 13 else "",
        covers_fee=data.get("cover") == "yes",
        **text,
    )


def with_usual(typed: Typed, support: Support) -> Typed:
    """What a form shows before anything was chosen; an amount that is not suggested stands in the field beside."""
    presets = support.currencies[typed.currency]
    typed = replace(typed, every=typed.every or "once")
    suggested = presets.amounts.get(typed.every, ())
    if typed.chosen and int(typed.chosen) not in suggested and not typed.other:
        other = Money(int(typed.chosen), typed.currency).to_decimal()
        return replace(typed, chosen="", other=other)
    return typed


@dataclass(frozen=True, slots=True)
class Checked:
    """The amount, if it can be given, and what is wrong, by field."""

    money: Money | None
    errors: Mapping[str, Markup]


def check_typed(typed: Typed, support: Support, language: str, *, is_small_paused: bool = False) -> Checked:
    """``language``: in which the amount was typed and in which what is wrong is said."""
    errors: dict[str, Markup] = {}
    if not typed.every:
        errors["every"] = say(language, "e_every")
    money = _amount(typed, support, language, is_small_paused, errors)
    if typed.every in ("month", "year") and not typed.email:
        errors["email"] = say(language, "e_email_needed")
    elif typed.email and not _is_email(typed.email):
        errors["email"] = say(language, "e_email")
    for name in ("name", "message"):
        if len(getattr(typed, name)) > LONGEST[name]:
            errors[name] = say(language, "e_long", n=number(LONGEST[name], language))
    return Checked(None if errors else money, errors)


def smallest(presets: Presets, is_small_paused: bool) -> int:
    """While small gifts come back as disputes, only larger ones are taken."""
    return presets.minimum * SMALL if is_small_paused else presets.minimum


def _amount(
    typed: Typed, support: Support, language: str, is_small_paused: bool, errors: dict[str, Markup]
) -> Money | None:
    if not typed.other and not typed.chosen:
        errors["amount"] = say(language, "e_amount")
        return None
    presets = support.currencies[typed.currency]
    least, most = smallest(presets, is_small_paused), presets.minimum * LARGEST
    try:
        money = (
            parse_typed(typed.other, typed.currency, language)
            if typed.other
            else Money(int(typed.chosen), typed.currency)
        )
    except (TypedError, MoneyError):
        example = show_money(Money(12 * 10 ** exponent(typed.currency), typed.currency), language)
        errors["amount"] = say(language, "e_read", example=example)
        return None
    if money.amount < least:
        errors["amount"] = say(language, "e_minimum", minimum=show_money(Money(least, typed.currency), language))
    elif money.amount > most:
        errors["amount"] = say(language, "e_maximum", maximum=show_money(Money(most, typed.currency), language))
    return money


def _is_email(text: str) -> bool:
    """One sign @, something before it, a dot behind it, no spaces: more only a letter that arrives can tell."""
    before, _, behind = text.rpartition("@")
    fits = len(text) <= LONGEST["email"] and text.isprintable() and not any(one in text for one in " ,;<>\"'()[]\\")
    return bool(before) and "@" not in before and "." in behind.strip(".") and ".." not in text and fits
