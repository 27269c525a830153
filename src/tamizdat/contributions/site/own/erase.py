"""Erase a supporter: nothing more is taken, the processor forgets, and the key to all that is known is destroyed."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from tamizdat.contributions import deeds
from tamizdat.contributions.models import Link, Mail, Recurring, Supporter
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.wipe import empty_journal
from tamizdat.shell.errors import RefusedError, TamizdatError
from tamizdat.shell.home import Home

_log = logging.getLogger(__name__)


def erase_supporter(home: Home, supporter: Supporter, now: datetime) -> bool:
    """False: all is destroyed here, but the processor has not answered yet and is asked again (``finish_erasing``).

    Recurring gifts are stopped first: when one cannot be, nothing is destroyed, for then nobody could stop it. That
    raises RefusedError.
    """
    _stop_all(home, supporter, now)
    destroy(supporter)
    return forget(home, supporter, now)


def _stop_all(home: Home, supporter: Supporter, now: datetime) -> None:
    for recurring in supporter.recurring.exclude(state="ended"):
        if recurring.external_id is None:
            continue  # the processor never heard of it
        try:
            deeds.cancel_recurring(home, recurring.id, now)
        except TamizdatError:
            raise RefusedError(
                f"Recurring gift {recurring.id} could not be stopped, so nothing was erased. Try again in some minutes."
            ) from None


def destroy(supporter: Supporter) -> None:
    """The key and what lies under it; links, and mails that wait. Late notices find no key and bring nothing back."""
    with transaction.atomic():
        Supporter.objects.filter(id=supporter.id).update(
            sealed_key=None, sealed=None, lookup=None, language="", may_be_mailed=False
        )
        Link.objects.filter(supporter=supporter).delete()
        Mail.objects.filter(supporter=supporter).exclude(state="sent").delete()
    empty_journal()
    supporter.refresh_from_db()


def forget(home: Home, supporter: Supporter, now: datetime) -> bool:
    """Every processor that knows them forgets them, as far as it forgets; False when one did not answer."""
    for processor in sorted(_processors(supporter)):
        if customer := deeds.customer_of(processor, supporter.id):
            try:
                open_provider(home, processor).erase(customer)
            except TamizdatError as error:
                _log.warning("A processor did not forget somebody who was erased: %s", type(error).__name__)
                return False
    Supporter.objects.filter(id=supporter.id).update(forgotten=now)
    return True


def _processors(supporter: Supporter) -> set[str]:
    gifts, recurring = supporter.gifts.values_list, supporter.recurring.values_list
    return {*gifts("processor", flat=True), *recurring("processor", flat=True)}


def finish_erasing(home: Home, now: datetime) -> int:
    """What could not be done at once, each day until it is: processors that did not answer, and recurring gifts that
    began on a processor's page after whoever had opened it was erased. How many were finished."""
    late = Recurring.objects.filter(supporter__sealed_key=None, state__in=("active", "late"))
    for recurring in late.exclude(external_id=None):
        try:
            deeds.cancel_recurring(home, recurring.id, now)
        except TamizdatError as error:
            _log.error("A recurring gift of somebody who was erased still runs: %s", type(error).__name__)
    return sum(forget(home, one, now) for one in Supporter.objects.filter(sealed_key=None, forgotten=None))
