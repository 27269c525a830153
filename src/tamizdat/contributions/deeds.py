"""What a reader or the newsroom has done to a gift: begin, confirm, pay back, stop, change.

Rows are written before the processor is asked, so a crash between the two leaves a gift that was begun; asking again
says the same thing with the same idempotency key, so it is done once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tamizdat.contributions.inbox.belong import customer_of
from tamizdat.contributions.inbox.effects import told_of_gift
from tamizdat.contributions.jurisdictions import check_country
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Gift, Recurring, Reference, Supporter
from tamizdat.contributions.people import supporter_for
from tamizdat.contributions.providers.contract import Begun, Order, Outcome
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.states import fold_gift
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
    provider = open_provider(home, wish.processor or ("bank" if wish.flow == "transfer" else None))
    if wish.flow not in provider.flows:
        raise RefusedError(f"{provider.name} has no way of paying that is called {wish.flow}.")
    if support.strict and wish.flow == "redirect" and provider.takes_cards:
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
    """``check_country`` for a provider, which knows neither home nor clock."""
    return lambda country: check_country(home, country, now)


def _keep(home: Home, wish: Wish, processor: str, day: date) -> Gift:
    with transaction.atomic():
        known = Gift.objects.select_related("supporter", "recurring").filter(form_token=wish.form_token).first()
        if known is not None:
            return _same(known, wish)
        gift_id = new_id()
        supporter = supporter_for(home, wish, gift_id)
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
    """Pay a gift back, or a part of it; more than is left of it is refused without a word to the processor."""
    gift = Gift.objects.select_related("recurring").filter(id=gift_id).first()
    if gift is None:
        raise RefusedError(f"There is no gift {gift_id}.")
    left, booked = left_to_refund(home, gift)
    wanted = money or left
    if gift.external_id is None or left.amount <= 0:
        raise RefusedError(f"Of gift {gift_id} nothing is left to pay back.")
    if wanted.currency != left.currency or not 0 < wanted.amount <= left.amount:
        raise RefusedError(
            f"Of gift {gift_id} {left.to_decimal()} {left.currency} are left: "
            f"{wanted.to_decimal()} {wanted.currency} cannot be paid back."
        )
    # Asked for twice before the first is booked it is one refund; after it is booked, or has failed, it is another one.
    key = f"refund-{gift.id}-{booked}-{wanted.amount}"
    return open_provider(home, gift.processor).refund(gift.id, gift.external_id, wanted, key)


def left_to_refund(home: Home, gift: Gift) -> tuple[Money, int]:
    """What of a gift is neither paid back nor taken back; and how many refunds of it were booked, or failed since."""
    said, movements = told_of_gift(home, gift)
    state = fold_gift(Money(gift.amount, gift.currency), said, movements)
    gone = state.back + state.taken
    refunds = sum(one.kind in ("refund", "refund_failure") for one in movements)
    return Money(state.paid - gone, state.currency or gift.currency), refunds


def cancel_recurring(home: Home, recurring_id: str, now: datetime) -> None:
    """Stop a recurring gift at the processor, at once; the notice that it has ended comes from there."""
    recurring = _find(recurring_id)
    if recurring.state == "ended":
        return
    if recurring.external_id is None:
        raise RefusedError("This recurring gift has not begun yet, so there is nothing to stop.")
    open_provider(home, recurring.processor).cancel(recurring.external_id)
    Recurring.objects.filter(id=recurring.id).exclude(state="frozen").update(state="ended")


def change_recurring(home: Home, recurring_id: str, money: Money, now: datetime) -> None:
    """Another amount from the next renewal on. The processor first: what it did not take is not told to anybody."""
    recurring = _find_running(recurring_id)
    presets = home.read_settings().support.currencies.get(money.currency)
    if money.currency != recurring.currency:
        raise RefusedError("A recurring gift stays in its currency. Stop it, and begin another.")
    if presets is not None and money.amount < presets.minimum:
        raise RefusedError(f"The smallest gift is {Money(presets.minimum, money.currency).to_decimal()}.")
    if money.amount == recurring.amount:
        return
    open_provider(home, recurring.processor).change(str(recurring.external_id), money)
    with transaction.atomic():
        Recurring.objects.filter(id=recurring.id).update(amount=money.amount)
        facts = {"recurring": recurring.id, "amount": money.amount, "currency": money.currency}
        key = f"amount_changed:{recurring.id}:{money.amount}:{now:%Y-%m-%dT%H:%M}"
        put_mail(key, recurring.supporter, "amount_changed", facts, now)


def new_card(home: Home, recurring_id: str, done: str) -> Begun:
    """A page of the processor's on which the supporter gives another card: its bank is asked there for a check."""
    recurring = _find_running(recurring_id)
    _check_pages(home, recurring.processor)
    customer = customer_of(recurring.processor, recurring.supporter_id)
    if not customer:
        raise RefusedError("The processor has not told yet who pays this. Try again in a minute.")
    provider: Any = open_provider(home, recurring.processor)
    language, number = recurring.supporter.language, str(recurring.external_id)
    if hasattr(provider, "take_new_card"):
        return provider.new_card(number, customer, language, done, recurring.id)
    return provider.new_card(number, customer, language, done)


def _check_pages(home: Home, processor: str) -> None:
    """In strict mode nobody is sent where a card can be typed whose country is seen only after its bank was asked."""
    if home.read_settings().support.strict and open_provider(home, processor).takes_cards:
        raise RefusedError("Cards on the processor's own page are off: their country is seen too late there.")


def action_address(home: Home, gift_id: str) -> str:
    """Where a bank asks its cardholder about a renewal; empty when there is no such page.

    It is a page of the processor's on which any other card can be given, so there is none in strict mode.
    """
    gift = Gift.objects.filter(id=gift_id).first()
    if gift is None:
        return ""
    _check_pages(home, gift.processor)
    names = Reference.objects.filter(processor=gift.processor, gift=gift.id, external_id__startswith="in_")
    invoice = names.values_list("external_id", flat=True).first()
    ask = getattr(open_provider(home, gift.processor), "action_address", None)
    return str(ask(invoice)) if ask and invoice else ""


def _find(recurring_id: str) -> Recurring:
    found = Recurring.objects.select_related("supporter").filter(id=recurring_id).first()
    if found is None:
        raise RefusedError(f"There is no recurring gift {recurring_id}.")
    return found


def _find_running(recurring_id: str) -> Recurring:
    found = _find(recurring_id)
    if found.state in ("ended", "frozen") or found.external_id is None:
        raise RefusedError("This recurring gift does not run, so nothing of it can be changed. Begin another.")
    return found
