"""To which gift, recurring gift and supporter a notice belongs; and what of that is noted for the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.models import Gift, Notice, Recurring, Reference

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice belongs; empty where that is not known."""

    gift: Gift | None = None
    recurring: Recurring | None = None


def find_place(processor: str, meaning: Meaning, at: datetime) -> Place:
    """By our own ids where the processor repeats them, else by its numbers; a renewal becomes a gift here."""
    recurring = _recurring(processor, meaning)
    gift = _gift(processor, meaning)
    if gift is None and recurring is not None and meaning.gift and meaning.currency and meaning.amount > 0:
        gift = _renewal(processor, meaning, recurring, at)
    if recurring is None and gift is not None:
        recurring = gift.recurring
    return Place(gift, recurring)


def note_place(processor: str, meaning: Meaning, place: Place) -> None:
    """The processor's numbers lead here from now on; notices that waited for that are looked at again."""
    gift, recurring = place.gift, place.recurring
    owner = (gift and gift.supporter_id) or (recurring and recurring.supporter_id) or ""
    new: list[str] = []
    if gift is not None:
        new += _note(processor, meaning.refs, gift=gift.id)
        _name_gift(gift, meaning)
    if recurring is not None and meaning.recurring:
        new += _note(processor, (meaning.recurring,), recurring=recurring.id)
        _name_recurring(recurring, meaning.recurring)
    if owner and meaning.customer:
        new += _note(processor, (meaning.customer,), supporter=owner)
    if new:
        Notice.objects.filter(processor=processor, state="parked", about__in=new).update(try_at=None)


def customer_of(processor: str, supporter: str | None) -> str:
    """The processor's number of a supporter; empty when there is none yet."""
    if not supporter:
        return ""
    known = Reference.objects.filter(processor=processor, supporter=supporter).order_by("id")
    return known.values_list("external_id", flat=True).first() or ""


def _recurring(processor: str, meaning: Meaning) -> Recurring | None:
    if meaning.recurring_id:
        found = Recurring.objects.filter(id=meaning.recurring_id, processor=processor).first()
        if found is not None:
            return found
    if not meaning.recurring:
        return None
    return Recurring.objects.filter(processor=processor, external_id=meaning.recurring).first()


def _gift(processor: str, meaning: Meaning) -> Gift | None:
    gifts = Gift.objects.select_related("supporter", "recurring").filter(processor=processor)
    if meaning.gift and (found := gifts.filter(id=meaning.gift).first()):
        return found
    if not meaning.refs:
        return None
    known = Reference.objects.filter(processor=processor, external_id__in=meaning.refs).exclude(gift="")
    noted = known.values_list("gift", flat=True).first()
    if noted:
        return gifts.filter(id=noted).first()
    return gifts.filter(external_id__in=meaning.refs).first()


def _renewal(processor: str, meaning: Meaning, recurring: Recurring, at: datetime) -> Gift:
    """Named after the processor's invoice, so that whoever tells of it first makes the same gift."""
    gift, _ = Gift.objects.get_or_create(
        id=meaning.gift,
        defaults={
            "supporter_id": recurring.supporter_id,
            "recurring": recurring,
            "processor": processor,
            "amount": meaning.amount,
            "currency": meaning.currency,
            "every": recurring.every,
            "language": recurring.supporter.language,
            "day": at.date(),
        },
    )
    return gift


def _name_gift(gift: Gift, meaning: Meaning) -> None:
    if meaning.payment and gift.external_id is None:
        taken = Gift.objects.filter(processor=gift.processor, external_id=meaning.payment).exclude(id=gift.id)
        if not taken.exists():
            Gift.objects.filter(id=gift.id, external_id=None).update(external_id=meaning.payment)
            gift.external_id = meaning.payment
    if meaning.session and gift.session is None:
        Gift.objects.filter(id=gift.id, session=None).update(session=meaning.session)


def _name_recurring(recurring: Recurring, number: str) -> None:
    if recurring.external_id is None:
        taken = Recurring.objects.filter(processor=recurring.processor, external_id=number)
        if not taken.exists():
            Recurring.objects.filter(id=recurring.id, external_id=None).update(external_id=number)


def _note(processor: str, names: Names, gift: str = "", recurring: str = "", supporter: str = "") -> list[str]:
    """The names that were not noted before."""
    wanted = {name for name in names if name}
    known = set(
        Reference.objects.filter(processor=processor, external_id__in=wanted).values_list("external_id", flat=True)
    )
    new = sorted(wanted - known)
    Reference.objects.bulk_create(
        Reference(processor=processor, external_id=name, gift=gift, recurring=recurring, supporter=supporter)
        for name in new
    )
    return new
