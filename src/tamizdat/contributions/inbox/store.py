"""Keep a notice, and nothing else: what it does is done afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tamizdat.contributions.inbox.answer import MOVEMENT, Answer, skeleton_of
from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.inbox.meanings import meaning_for
from tamizdat.contributions.inbox.opening import OPENING
from tamizdat.contributions.inbox.without_places import without_places
from tamizdat.contributions.models import Gift, Notice, Reference, Supporter
from tamizdat.contributions.providers.contract import Provider, Told
from tamizdat.contributions.vault import open_vault
from tamizdat.shell.home import Home


def store_notice(home: Home, provider: Provider, told: Told) -> bool:
    """False: it is here already."""
    meaning = meaning_for(provider, told.kind, told.skeleton)
    supporter = _supporter_of(provider.name, meaning)
    is_ours = told.is_live == bool(getattr(provider, "is_live", told.is_live))
    state, why = _state(is_ours, meaning)
    return _insert(
        Notice(
            processor=provider.name,
            external_id=told.id,
            kind=told.kind,
            about=told.about[:100],
            at=told.at,
            skeleton=dict(told.skeleton),
            supporter=supporter,
            remainder=_seal(home, supporter, told.remainder),
            state=state,
            why=why,
        )
    )


def store_answer(processor: str, answer: Answer) -> Notice:
    """The processor's answer about a movement: the first one is kept, and never another."""
    movement = answer.movement
    _insert(
        Notice(
            processor=processor,
            external_id=answer.name,
            kind=MOVEMENT,
            about=OPENING if movement.kind == OPENING else (answer.payment or movement.source)[:100],
            at=movement.at,
            skeleton=_with_suspense(answer),
        )
    )
    return Notice.objects.get(processor=processor, external_id=answer.name)


def _state(is_ours: bool, meaning: Meaning) -> tuple[str, str]:
    if not is_ours:
        return "ignored", "livemode: play money among real, or real money among play"
    return ("new", "") if meaning.is_known else ("ignored", "nothing here depends on this kind of notice")


def _insert(notice: Notice) -> bool:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:  # the same notice, at the same moment
        if not Notice.objects.filter(processor=notice.processor, external_id=notice.external_id).exists():
            raise
        return False
    return True


def _with_suspense(answer: Answer) -> dict[str, Any]:
    """A gift in another currency than was promised is kept apart; decided once, and kept with the answer."""
    skeleton, movement = skeleton_of(answer), answer.movement
    promised = Gift.objects.filter(id=movement.gift).values_list("currency", flat=True).first() if movement.gift else ""
    return skeleton | {"is_suspense": bool(promised) and promised != movement.paid_currency}


def _supporter_of(processor: str, meaning: Meaning) -> Supporter | None:
    """Whoever it is about, if they may be remembered: not if they were erased."""
    known = Supporter.objects.filter(sealed_key__isnull=False)
    ids = [one for one in (meaning.gift, meaning.recurring_id) if one]
    if ids and (found := list(known.filter(gifts__id__in=ids)[:1])):
        return found[0]
    names = [one for one in (meaning.customer, meaning.recurring, *meaning.refs) if one]
    return _supporter_of_names(processor, names, known) if names else None


def _supporter_of_names(processor: str, names: list[str], known: QuerySet[Supporter]) -> Supporter | None:
    noted = Reference.objects.filter(processor=processor, external_id__in=names)
    rows = list(noted.values_list("supporter", "gift"))
    owners = [supporter for supporter, _ in rows if supporter]
    gifts = [gift for _, gift in rows if gift]
    wanted = known.filter(id__in=owners) if owners else known.filter(gifts__id__in=gifts)
    return next(iter(wanted[:1]), None) if owners or gifts else None


def _seal(home: Home, supporter: Supporter | None, remainder: Mapping[str, Any]) -> bytes | None:
    if supporter is None or supporter.sealed_key is None:
        return None
    return open_vault(home).seal(supporter.sealed_key, without_places(dict(remainder)))


def is_due(notice: Notice, now: datetime) -> bool:
    """New, or parked for long enough."""
    return notice.state == "new" or (notice.state == "parked" and (notice.try_at is None or notice.try_at <= now))
