"""What follows from a notice here: the cached states, receipts, and which mails are to be written.

Each mail has a key that says what it is for, so nobody gets it twice; and each is decided from the fold of everything
that is known, so a late notice sends no mail about what is over.
"""

from __future__ import annotations

from datetime import datetime

from tamizdat.contributions.brakes.breaker import note_decline, note_dispute
from tamizdat.contributions.inbox.answer import MOVEMENT, movement_in
from tamizdat.contributions.inbox.belong import Place
from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.inbox.meanings import meaning_for
from tamizdat.contributions.inbox.opened import open_cached
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Gift, Mail, Notice, Recurring
from tamizdat.contributions.site.own.receipts import give_receipt, void_receipt
from tamizdat.contributions.states import GiftState, Said, fold_gift, fold_recurring, last_failure, was_active
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.home import Home


def follow_gift(home: Home, gift: Gift, now: datetime) -> GiftState:
    """Fold all that is known of a gift, and what follows from it."""
    said, movements = told_of_gift(home, gift)
    state = fold_gift(Money(gift.amount, gift.currency), said, movements)
    if (gift.state, gift.flags) != (state.state, list(state.flags)):
        gift.state, gift.flags = state.state, list(state.flags)
        gift.save(update_fields=["state", "flags"])
    if state.is_paid:
        _follow_paid(home, gift, state, now)
    else:
        _follow_unpaid(gift, state, said, now)
    return state


def follow_recurring(home: Home, recurring: Recurring, now: datetime) -> str:
    """The same for a recurring gift. Frozen stays frozen until it has ended; then nothing says that it was."""
    said = told_of_recurring(home, recurring)
    state = fold_recurring(said)
    if recurring.state == "frozen":
        if state == "ended":
            _end_silently(recurring, now)
        return str(recurring.state)
    if recurring.state != state:
        recurring.state = state
        recurring.save(update_fields=["state"])
    if was_active(said) and recurring.supporter is not None:
        facts = {"recurring": recurring.id}
        if state != "ended":
            put_mail(f"recurring_started:{recurring.id}", recurring.supporter, "recurring_started", facts, now)
        else:
            put_mail(f"recurring_ended:{recurring.id}", recurring.supporter, "recurring_ended", facts, now)
    return state


def _end_silently(recurring: Recurring, now: datetime) -> None:
    """A table of who was frozen would tell where they live. They look like anybody who ended it and wants no mail."""
    values = {"supporter": recurring.supporter, "what": "recurring_ended", "facts": {"recurring": recurring.id}}
    never = {**values, "due": now, "state": "skipped", "why": "wants no mail"}
    Mail.objects.get_or_create(key=f"recurring_ended:{recurring.id}", defaults=never)
    recurring.state = "ended"
    recurring.save(update_fields=["state"])


def told_of_gift(home: Home, gift: Gift) -> tuple[list[Said], list[Movement]]:
    """All notices and movements of a gift."""
    rows = Notice.objects.filter(gift=gift.id, state="applied").values_list("kind", "at", "skeleton")
    said, movements = [], []
    for kind, at, skeleton in rows:
        if kind == MOVEMENT:
            movements.append(movement_in(skeleton))
        else:
            said.append(Said(at, meaning_for(open_cached(home, gift.processor), kind, skeleton)))
    return said, movements


def told_of_recurring(home: Home, recurring: Recurring) -> list[Said]:
    """All notices of a recurring gift."""
    provider = open_cached(home, recurring.processor)
    rows = Notice.objects.filter(recurring=recurring.id, state="applied").exclude(kind=MOVEMENT)
    return [Said(at, meaning_for(provider, kind, one)) for kind, at, one in rows.values_list("kind", "at", "skeleton")]


def _follow_paid(home: Home, gift: Gift, state: GiftState, now: datetime) -> None:
    Mail.objects.filter(key__startswith=f"payment_failed:{gift.id}:", state="waiting").delete()
    Mail.objects.filter(key=f"action_needed:{gift.id}", state="waiting").delete()
    if not state.is_as_promised:  # what was received is booked; what follows from it, a person decides
        return
    give_receipt(home, gift)
    is_back = state.back >= state.paid
    if is_back:
        void_receipt(gift)
    if gift.supporter is None:
        return
    facts = {"gift": gift.id}
    what = "renewed" if _is_renewal(gift) else "receipt"
    if is_back:
        put_mail(f"receipt_void:{gift.id}", gift.supporter, "receipt_void", facts, now)
    elif state.state in ("paid", "partly_refunded"):
        put_mail(f"{what}:{gift.id}", gift.supporter, what, facts, now)


def _is_renewal(gift: Gift) -> bool:
    return gift.recurring_id is not None and gift.recurring_id != gift.id and gift.form_token is None


def _follow_unpaid(gift: Gift, state: GiftState, said: list[Said], now: datetime) -> None:
    """Only about renewals: whoever sits before the page of a first payment sees what happens."""
    if gift.supporter is None or not _is_renewal(gift) or state.state == "ended":
        return
    facts = {"gift": gift.id, "recurring": gift.recurring_id}
    failure = last_failure(said)
    if any(one.meaning.gift_says == "action" for one in said):
        put_mail(f"action_needed:{gift.id}", gift.supporter, "action_needed", facts, now)
    elif failure is not None and state.state == "failed":
        number, is_last = failure.meaning.attempt, failure.meaning.is_last
        more = {**facts, "attempt": number, "last": is_last}
        put_mail(f"payment_failed:{gift.id}:{number}", gift.supporter, "payment_failed", more, now)


def note_trouble(home: Home, notice: Notice, meaning: Meaning, place: Place, now: datetime) -> None:
    """Tell the brakes: a declined card, or a disputed gift. Once for each notice, and about nobody."""
    if notice.kind == "payment_intent.payment_failed" and (place.gift is None or not _is_renewal(place.gift)):
        note_decline(now)
    if meaning.dispute and meaning.dispute_says == "open" and notice.kind.endswith(".created") and place.gift:
        presets = home.read_settings().support.currencies.get(place.gift.currency)
        note_dispute(now, place.gift.amount, presets.minimum if presets else 0)
