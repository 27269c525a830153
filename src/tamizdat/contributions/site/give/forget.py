"""A gift whose card would have endangered its giver leaves nothing here."""

from __future__ import annotations

from django.db import transaction

from tamizdat.contributions.models import Gift, Recurring, Supporter


@transaction.atomic
def forget_begun(gift_id: str) -> None:
    """Only one that was begun and never asked for; and its supporter, if there is nothing else of theirs."""
    gift = Gift.objects.select_for_update().filter(id=gift_id, state="begun", external_id=None, session=None).first()
    if gift is None:
        return
    supporter, recurring = gift.supporter_id, gift.recurring_id  # type: ignore[attr-defined]
    gift.delete()
    Recurring.objects.filter(id=recurring, external_id=None, gifts=None).delete()
    others = Supporter.objects.filter(id=supporter, gifts=None, recurring=None, mails=None, links=None)
    others.delete()
