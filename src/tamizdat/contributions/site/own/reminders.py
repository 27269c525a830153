""" "Not ready? Remind me later": one mail in one month, confirmed before, and nothing is left behind it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tamizdat.contributions.codes import code_for
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Reminder
from tamizdat.contributions.site.own.months import first_morning
from tamizdat.contributions.vault import digest_of, new_id, open_vault
from tamizdat.contributions.wipe import empty_journal
from tamizdat.shell.home import Home

UNCONFIRMED = 2
"""So many questions wait for an answer from one address: nobody's mailbox is filled by somebody else."""
TOGETHER = 12


@transaction.atomic
def ask_reminder(home: Home, email: str, month: str, language: str, now: datetime) -> bool:
    """False: nothing was done, because there is one already, or too many. Nobody outside is told the difference."""
    vault = open_vault(home)
    theirs = Reminder.objects.filter(lookup=vault.lookup(email))
    waiting = theirs.filter(is_confirmed=False).count()
    if theirs.filter(month=month).exists() or waiting >= UNCONFIRMED or theirs.count() >= TOGETHER:
        return False
    key, id = vault.new_key(), new_id()
    reminder = Reminder.objects.create(
        id=id,
        sealed_key=key,
        sealed=vault.seal(key, {"email": email}),
        lookup=vault.lookup(email),
        month=month,
        language=language,
        code=digest_of(code_for(vault, "reminder", id)),
        made=now,
    )
    return put_mail(f"reminder_confirm:{id}", None, "reminder_confirm", {}, now, reminder=reminder)


def find_reminder(code: str) -> Reminder | None:
    """By the code of its address."""
    return Reminder.objects.filter(code=digest_of(code)).first()


@transaction.atomic
def confirm_reminder(home: Home, reminder: Reminder, now: datetime) -> None:
    """Their owner said yes: one mail in that month."""
    if Reminder.objects.filter(id=reminder.id).update(is_confirmed=True):
        due = max(first_morning(reminder.month, home.read_settings().time_zone), now)
        put_mail(f"reminder:{reminder.id}", None, "reminder", {}, due, reminder=reminder)


def cancel_reminder(reminder: Reminder) -> None:
    """Address, key and mails are destroyed."""
    reminder.delete()
    empty_journal()
