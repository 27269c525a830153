"""Send what is due: each mail is written, handed over and forgotten. Decision: docs/decisions/26-supporters.md.

A mail is first marked as in hand, then handed over, then marked as sent. When nobody can know whether the server took
it (the line broke, or we were killed), mails of the kinds in ONCE_AT_MOST stay unsent; all others are sent again under
the same Message-ID.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from datetime import datetime, timedelta

from django.db.models import Q

from tamizdat.contributions.mail.facts import Place
from tamizdat.contributions.mail.lint import NamedError
from tamizdat.contributions.mail.post import (
    NoAnswerError,
    NotTakenError,
    Post,
    Server,
    Tray,
    find_server,
    open_post,
)
from tamizdat.contributions.mail.write import write_letter, write_message
from tamizdat.contributions.models import Mail, Recurring, Reminder
from tamizdat.contributions.vault import Vault, open_vault
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, Settings

ONCE_AT_MOST = frozenset(["reminder", "reminder_confirm", "payment_failed", "card_expires"])
"""Better never than twice: who asked for one mail gets no two, and nobody is pressed."""
ASKED_FOR = frozenset(["link"])
"""Sent even to who wants no mail: they asked a minute ago, and it is the only way to what is theirs."""
ASKING = frozenset(["payment_failed", "action_needed", "card_expires", "renewed"])
"""Not sent about a recurring gift that was frozen or has ended."""
WAITS = (1, 5, 15, 60, 180, 360, 720, 1440)
"""Minutes to wait after each time that it did not work."""
MOST_TRIES = 12
IN_HAND = timedelta(minutes=15)
MOST_AT_ONCE = 200
A_WHILE = timedelta(hours=1)
LINK_DAYS = 1

_log = logging.getLogger(__name__)


def send_due(home: Home, now: datetime) -> int:
    """How many were sent. Mails wait for as long as there is no server, or none that answers."""
    settings = home.read_settings()
    destroy_old(now)
    _take_back(now)
    due = Mail.objects.filter(state="waiting", due__lte=now).order_by("due", "key")
    keys, sent = list(due.values_list("key", flat=True)[:MOST_AT_ONCE]), 0
    if not keys or not (server := find_server(home)):
        return 0
    with ExitStack() as stack:
        desk = _Desk(settings, open_vault(home), server, now, stack)
        for key in keys:
            sent += desk.send(key)
            if desk.is_down:
                break
    return sent


def destroy_old(now: datetime) -> None:
    """What has no reason to be here any longer: unconfirmed and past reminders, used links, answers to strangers."""
    Reminder.objects.filter(Q(is_confirmed=False, made__lt=now - timedelta(hours=48))).delete()
    Reminder.objects.filter(month__lt=f"{now:%Y-%m}").delete()
    Mail.objects.filter(what="link", due__lt=now - timedelta(days=LINK_DAYS)).delete()
    Mail.objects.filter(what="reminder", reminder=None, supporter=None).delete()


def _take_back(now: datetime) -> None:
    """Mails that somebody had in hand and never came back from."""
    lost = Mail.objects.filter(state="sending", begun__lt=now - IN_HAND)
    lost.filter(what__in=ONCE_AT_MOST).update(state="unknown", why="nobody knows whether it was taken")
    lost.update(state="waiting", due=now)
    Reminder.objects.filter(mails__what="reminder", mails__state="unknown").delete()


class _Desk:
    """One run: the line to the server is opened when the first mail is ready, and used for all."""

    def __init__(self, settings: Settings, vault: Vault, server: Server, now: datetime, stack: ExitStack) -> None:
        self.settings, self.vault, self.server, self.now, self.stack = settings, vault, server, now, stack
        self.post: Post | Tray | None = None
        self.is_down = False

    def send(self, key: str) -> int:
        """1 when it was sent."""
        if not Mail.objects.filter(key=key, state="waiting").update(state="sending", begun=self.now):
            return 0  # somebody else has it in hand
        mail = Mail.objects.select_related("supporter", "reminder").get(key=key)
        try:
            self._hand_over(mail)
        except NamedError as error:
            return self._wait(mail, A_WHILE, str(error))
        except RefusedError as error:
            return self._skip(mail, str(error))
        except NotTakenError as error:
            return self._not_taken(mail, error)
        except NoAnswerError as error:
            return self._no_answer(mail, error)
        return self._sent(mail)

    def _hand_over(self, mail: Mail) -> None:
        if why := why_not(mail, self.now):
            raise RefusedError(why)
        to = address_of(self.vault, mail)
        place = Place(self.settings.support.address, language_of(mail), self.vault, self.now)
        letter = write_letter(self.settings, mail, place)
        message = write_message(self.settings, self.vault, mail.key, letter, to, self.now)
        if self.post is None:
            self.post = self.stack.enter_context(open_post(self.server))
        self.post.hand_over(self.settings.support.mail_from, to, message.as_bytes())

    def _sent(self, mail: Mail) -> int:
        if mail.what == "reminder" and mail.reminder is not None:
            mail.reminder.delete()  # with it goes this mail: nothing is left that could be told
            return 1
        Mail.objects.filter(key=mail.key).update(state="sent", sent=self.now, why="", tries=mail.tries + 1)
        return 1

    def _skip(self, mail: Mail, why: str) -> int:
        Mail.objects.filter(key=mail.key).update(state="skipped", why=why[:200])
        return 0

    def _not_taken(self, mail: Mail, error: NotTakenError) -> int:
        self.is_down = error.is_down
        tries = mail.tries + 1
        if error.for_ever or (tries >= MOST_TRIES and not error.is_down):
            return self._skip(mail, f"not taken: {error}")
        mail.tries = tries
        return self._wait(mail, timedelta(minutes=WAITS[min(tries, len(WAITS)) - 1]), str(error))

    def _wait(self, mail: Mail, wait: timedelta, why: str) -> int:
        values = {"state": "waiting", "due": self.now + wait, "tries": mail.tries, "why": why[:200]}
        Mail.objects.filter(key=mail.key).update(**values)
        _log.warning("A mail waits: %s", why)
        return 0

    def _no_answer(self, mail: Mail, error: NoAnswerError) -> int:
        self.is_down = True
        if mail.what in ONCE_AT_MOST:
            Mail.objects.filter(key=mail.key).update(state="unknown", why="nobody knows whether it was taken")
            if mail.what == "reminder" and mail.reminder is not None:
                mail.reminder.delete()
            return 0
        return self._not_taken(mail, NotTakenError(str(error), is_down=True))


def why_not(mail: Mail, now: datetime) -> str:
    """Why a mail is not to be sent; empty when it is."""
    if mail.reminder is not None:
        return "not confirmed" if mail.what == "reminder" and not mail.reminder.is_confirmed else ""
    supporter = mail.supporter
    if supporter is None:
        return "no address"
    if supporter.sealed_key is None:
        return "erased"
    if not supporter.may_be_mailed and mail.what not in ASKED_FOR:
        return "wants no mail"
    if mail.what in ASKING and (recurring := mail.facts.get("recurring")):
        state = Recurring.objects.filter(id=recurring).values_list("state", flat=True).first()
        return str(state) if state in ("frozen", "ended") else ""
    return ""


def address_of(vault: Vault, mail: Mail) -> str:
    """Opened now, and kept nowhere; raises RefusedError when none was given."""
    owner = mail.reminder or mail.supporter
    if owner is None or owner.sealed_key is None or owner.sealed is None:
        raise RefusedError("no address")
    email = str(vault.open(bytes(owner.sealed_key), bytes(owner.sealed)).get("email") or "")
    if not email:
        raise RefusedError("no address")
    return email


def language_of(mail: Mail) -> str:
    """The reader's, as they chose it."""
    owner = mail.reminder or mail.supporter
    return owner.language if owner is not None and owner.language else "en"
