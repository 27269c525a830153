"""What a reader or the newsroom has done to a gift: begin, confirm, pay back, stop, change.

Rows are written before the processor is asked, so a crash between the two leaves a gift that was begun; asking again
says the same thing with the same idempotency key, so it is done once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from tamizdat.contributions.models import Frozen, Gift, Recurring, Supporter
from tamizdat.contributions.people import supporter_for
from tamizdat.contributions.providers.contract import (
    Begun,
    CountryRefusedError,
    Order,
    Outcome,
    ProviderError,
)
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.vault import new_id
from tamizdat.contributions.wish import Wish
from tamizdat.core.ledger.money import Money
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

DAYS_TO_CONFIRM = 1
"""As long as the processor remembers that it was asked before."""


def begin_gift(home: Home, wish: Wish, now: datetime) -> tuple[Gift, Begun]:
    """A form that is sent twice is one gift."""
    support = home.read_settings().support
    provider = open_provider(home, "bank" if wish.flow == "transfer" else None)
    if wish.flow not in provider.flows:
        raise RefusedError(f"{provider.name} has no way of paying that is called {wish.flow}.")
    if support.strict and wish.flow == "redirect":
        raise RefusedError("Gifts on the processor's own page are off: a card's country is seen too late there.")
    gift = _keep(home, wish, provider.name, now.date())
    if gift.session and (begin_again := getattr(provider, "begin_again", None)):
        return gift, begin_again(gift.session)
    begun = provider.begin(_order(home, gift, wish.done, wish.stopped), wish.flow)
    _note(gift, session=begun.session, external_id=begun.external_id)
    return gift, begun


def confirm_gift(home: Home, gift_id: str, token: str, now: datetime, done: str = "") -> Outcome:
    """``element``: pay with what the reader typed into the processor's form. ``done``: where a bank sends them back."""
    gift = Gift.objects.select_related("supporter", "recurring").filter(id=gift_id).first()
    if gift is None or now.date() - gift.day > timedelta(days=DAYS_TO_CONFIRM):
        raise RefusedError("This gift was begun too long ago. Begin anew.")
    provider = open_provider(home, gift.processor)
    outcome = provider.confirm(_order(home, gift, done or _thanks(home, gift), ""), token, country_check(home, now))
    _note(gift, external_id=outcome.external_id)
    if gift.recurring is not None and outcome.recurring:
        Recurring.objects.filter(id=gift.recurring_id, external_id=None).update(external_id=outcome.recurring)
    return outcome


def country_check(home: Home, now: datetime) -> Callable[[str], None]:
    """Refuses a card of a country at risk, or of one that was frozen. An unknown country counts as one at risk."""
    support = home.read_settings().support
    refused = {code for code, since in support.at_risk.items() if since <= now.date()}
    refused |= set(Frozen.objects.values_list("country", flat=True))

    def check(country: str) -> None:
        if country.upper() in refused or (support.strict and not country):
            raise CountryRefusedError("This card was issued where a gift endangers who gives it. Nothing was asked.")

    return check


def _keep(home: Home, wish: Wish, processor: str, day: date) -> Gift:
    with transaction.atomic():
        known = Gift.objects.select_related("supporter", "recurring").filter(form_token=wish.form_token).first()
        if known is not None:
            return _same(known, wish)
        supporter, gift_id = supporter_for(home, wish), new_id()
        recurring = _recurring(gift_id, supporter, processor, wish) if wish.every != "once" else None
        return Gift.objects.create(
            id=gift_id,
            form_token=wish.form_token,
            supporter=supporter,
            recurring=recurring,
            processor=processor,
            amount=wish.money.amount,
            currency=wish.money.currency,
            every=wish.every,
            covers_fee=wish.covers_fee,
            language=wish.language,
            day=day,
        )


def _same(known: Gift, wish: Wish) -> Gift:
    if (known.amount, known.currency, known.every) != (wish.money.amount, wish.money.currency, wish.every):
        raise RefusedError("This form was sent before, with another amount. Open it anew.")
    return known


def _recurring(gift_id: str, supporter: Supporter | None, processor: str, wish: Wish) -> Recurring:
    """It has the id of its first gift, so the processor needs to be told one number only."""
    return Recurring.objects.create(
        id=gift_id,
        supporter=supporter,
        processor=processor,
        amount=wish.money.amount,
        currency=wish.money.currency,
        every=wish.every,
    )


def _order(home: Home, gift: Gift, done: str, stopped: str) -> Order:
    return Order(
        gift=gift.id,
        money=Money(gift.amount, gift.currency),
        every=gift.every,
        supporter=gift.supporter_id or "",
        customer=customer_of(gift.processor, gift.supporter_id),
        language=gift.language,
        done=done.replace("{gift}", gift.id),
        stopped=stopped.replace("{gift}", gift.id),
        statement_text=home.read_settings().support.statement_text,
    )


def customer_of(processor: str, supporter: str | None) -> str:
    """The processor's number of a supporter; empty when there is none yet."""
    return ""


def _thanks(home: Home, gift: Gift) -> str:
    return f"{home.read_settings().support.address}/{gift.language}/thanks/{gift.id}"


def _note(gift: Gift, session: str = "", external_id: str = "") -> None:
    """What the processor called it; a number once noted is not changed."""
    if session and not gift.session:
        Gift.objects.filter(id=gift.id, session=None).update(session=session)
        gift.session = session
    if external_id and not gift.external_id:
        Gift.objects.filter(id=gift.id, external_id=None).update(external_id=external_id)
        gift.external_id = external_id


def refund_gift(home: Home, gift_id: str, money: Money | None, now: datetime) -> str:
    """Pay a gift back, or a part of it."""
    raise ProviderError("Not yet.", may_retry=False)


def cancel_recurring(home: Home, recurring_id: str, now: datetime) -> None:
    """Stop a recurring gift at the processor, at once."""
    raise ProviderError("Not yet.", may_retry=False)


def change_recurring(home: Home, recurring_id: str, money: Money, now: datetime) -> None:
    """Another amount from the next renewal on."""
    raise ProviderError("Not yet.", may_retry=False)


def new_card(home: Home, recurring_id: str, done: str) -> Begun:
    """A page on which the supporter gives another card."""
    raise ProviderError("Not yet.", may_retry=False)
