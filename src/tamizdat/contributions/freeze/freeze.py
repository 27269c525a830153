"""A country becomes dangerous for who gives from there: nothing more is taken, from this moment on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tamizdat.contributions.freeze.account import Account, open_accounts
from tamizdat.contributions.freeze.stop import stop_all
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Frozen, Recurring, Supporter
from tamizdat.contributions.site.give.countries import codes
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

Show = Callable[[str, int, int], None]
Clock = Callable[[], datetime]
"""It takes a while: when it was done is read when it is done."""


@dataclass(slots=True)
class Stopped:
    """What a freeze did; numbers of the processor's, which name nobody."""

    country: str
    pages: int = 0
    """Open pages of the processor's that were closed: whoever was on one begins anew, and is asked where they live."""
    stopped: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    """Number of a recurring gift → what went wrong."""
    unknown: int = 0
    """Recurring gifts of which the processor does not know where the card was issued."""
    left: int = 0
    """Still running there, as the processor says afterwards."""


def check_code(country: str) -> str:
    """Two letters of ISO 3166-1, in capitals."""
    code = country.strip().upper()
    if code not in codes():
        raise RefusedError(f"{country!r} is no country: write two letters of ISO 3166-1, such as RU or GB.")
    return code


def freeze_country(
    home: Home, country: str, since: datetime, clock: Clock, *, unknown: bool = False, mail: bool = False,
    dry_run: bool = False, show: Show | None = None,
) -> Stopped:  # fmt: skip
    """New gifts are refused before anything else is done. Ended in the middle, it is run again and goes on."""
    code = check_code(country)
    wanted = frozenset((code, "")) if unknown else frozenset((code,))
    if not dry_run:
        _refuse_from_now(code, since)
    done = Stopped(code)
    for account in open_accounts(home):
        _freeze_at(account, wanted, done, mail=mail, dry_run=dry_run, show=show, now=clock())
    if not dry_run and not done.failed and not done.left:
        _note_done(code, done, clock())
    return done


def _refuse_from_now(code: str, since: datetime) -> None:
    with transaction.atomic():
        frozen, _ = Frozen.objects.get_or_create(country=code, defaults={"since": since})
        if since < frozen.since:
            Frozen.objects.filter(country=code).update(since=since)


def _freeze_at(
    account: Account, wanted: frozenset[str], done: Stopped, *, mail: bool, dry_run: bool, show: Show | None,
    now: datetime,
) -> None:  # fmt: skip
    if not dry_run:
        done.pages += account.close_pages()  # before it is counted what runs: somebody may be paying on one just now
    standing = list(account.standing())
    done.unknown += sum(not one.country for one in standing)
    numbers = [one.number for one in standing if one.country in wanted]
    if dry_run:
        done.left += len(numbers)
        return
    # Marked before it is stopped: whatever happens between, no mail goes out, and the next run stops it.
    _mark(account.provider.name, numbers, mail=mail, now=now)
    for place, (number, wrong) in enumerate(stop_all(account.provider, numbers), 1):
        if wrong:
            done.failed[number] = wrong
        else:
            done.stopped += 1
        if show:
            show("stopping", place, len(numbers))
    if numbers:
        done.left += sum(one.country in wanted for one in account.standing())


def _mark(processor: str, numbers: list[str], *, mail: bool, now: datetime) -> None:
    """Frozen here, and no more mail to them: a mail is a risk of its own."""
    for start in range(0, len(numbers), 500):
        some = Recurring.objects.filter(processor=processor, external_id__in=numbers[start : start + 500])
        with transaction.atomic():
            owners = list(some.values_list("supporter_id", flat=True))
            if mail:
                _put_mails(list(some.exclude(state__in=("frozen", "ended")).select_related("supporter")), now)
            else:
                Supporter.objects.filter(id__in=owners).update(may_be_mailed=False)
            some.exclude(state="ended").update(state="frozen")


def _put_mails(gifts: list[Recurring], now: datetime) -> None:
    for one in gifts:
        if one.supporter is not None:
            put_mail(f"recurring_frozen:{one.id}", one.supporter, "recurring_frozen", {"recurring": one.id}, now)


def _note_done(code: str, done: Stopped, now: datetime) -> None:
    frozen = Frozen.objects.get(country=code)
    stopped = int(frozen.proof.get("stopped", 0)) + done.stopped
    frozen.proof = {**frozen.proof, "stopped": stopped, "unknown": done.unknown}
    if frozen.done is None or done.stopped:
        frozen.done = now
    frozen.save(update_fields=["proof", "done"])
