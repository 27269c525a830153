"""Two colleagues close an account, or open it again: the second one has a quarter of an hour to say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tamizdat.newsroom.people.audit import note
from tamizdat.newsroom.people.models import LockAsk, PreviewLink
from tamizdat.newsroom.people.right import colleagues
from tamizdat.newsroom.people.sealed_fields import Unreadable
from tamizdat.newsroom.people.sessions import end_sessions
from tamizdat.shell.errors import RefusedError

WITHIN = timedelta(minutes=15)


@transaction.atomic
def ask(account: Any, *, closes: bool, by: Any) -> bool:
    """The first of two asks; the second one does it. True when it was done."""
    _check(account, closes, by)
    LockAsk.objects.filter(asked_at__lt=timezone.now() - WITHIN).delete()
    first = LockAsk.objects.select_for_update().filter(account=account, closes=closes).first()
    if first is None:
        LockAsk.objects.create(account=account, closes=closes, asked_by=by, asked_at=timezone.now())
        note(by, "asked to lock" if closes else "asked to unlock", about=account)
        return False
    if first.asked_by_id == by.pk:
        raise RefusedError("You have asked already. A second colleague has to say so within fifteen minutes.")
    if not colleagues().filter(pk=first.asked_by_id).exists():
        first.delete()
        raise RefusedError("Whoever asked first may not enter the desk any more. Ask again, and find a second one.")
    first.delete()
    _do(account, closes)
    note(by, "locked" if closes else "unlocked", "second of two", about=account)
    return True


def _check(account: Any, closes: bool, by: Any) -> None:
    if account.pk == by.pk:
        raise RefusedError("Two colleagues have to do this, not the owner of the account.")
    if account.is_active != closes:
        raise RefusedError("This account is closed already." if closes else "This account is open already.")
    if not is_known(account):
        raise RefusedError("Whoever had this account has left. Somebody who manages accounts can make a new one.")


def is_known(account: Any) -> bool:
    """Whoever has left, and whoever nobody can name any more, stays outside."""
    return bool(account.has_usable_password() and not isinstance(account.username, Unreadable))


def _do(account: Any, closes: bool) -> None:
    account.is_active = not closes
    account.save(update_fields=["is_active"])
    if closes:
        end_sessions(account.pk)
        PreviewLink.objects.filter(made_by=account).delete()
        LockAsk.objects.filter(asked_by=account).delete()


def asks_open() -> list[LockAsk]:
    """What waits for a second colleague."""
    open_asks = LockAsk.objects.filter(asked_at__gte=timezone.now() - WITHIN)
    return list(open_asks.select_related("account", "asked_by").order_by("asked_at"))
