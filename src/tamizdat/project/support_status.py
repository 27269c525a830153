"""``tamizdat support status``: what is waiting, what is wrong. For 3 a.m.: exit code 1 when somebody has to look."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from django.conf import settings as django_settings
from django.db.models import Count, Min, Q

from tamizdat.books.models import Published
from tamizdat.contributions.inbox.reconcile import UNREACHABLE
from tamizdat.contributions.mail.lint import check_support
from tamizdat.contributions.models import Frozen, Gift, Mail, Notice, Reconciliation, Recurring
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.errors import TamizdatError

WAITS_TOO_LONG = timedelta(hours=1)


@click.command()
@json_option
def status(as_json: bool) -> None:
    """What waits and what is wrong: numbers only, nobody's name."""
    found = look(datetime.now(UTC))
    if as_json:
        print_json(found)
    else:
        _say(found)
    if found["wrong"]:
        sys.exit(1)


def look(now: datetime) -> dict[str, Any]:
    """Everything that a person on duty has to know."""
    notices = {
        one["state"]: one for one in Notice.objects.values("state").annotate(n=Count("pk"), since=Min("received"))
    }
    unsent = Mail.objects.filter(Q(state="waiting") & (Q(due__lte=now) | Q(tries__gt=0) | ~Q(why="")))
    statement = Published.objects.filter(kind="statement").order_by("-number").first()
    return {
        "processor": django_settings.SUPPORT.processor,
        "address": django_settings.SUPPORT.address,
        "notices": {state: one["n"] for state, one in notices.items()},
        "mails_due": unsent.count(),
        "mails_in_doubt": Mail.objects.filter(state="unknown").count(),
        "recurring": _count(Recurring),
        "gifts": _count(Gift),
        "flagged": Gift.objects.exclude(flags=[]).count(),
        "frozen": sorted(Frozen.objects.values_list("country", flat=True)),
        "statement": {"number": statement.number, "day": statement.day.isoformat()} if statement else None,
        "wrong": [*_differences(), *_wrong(notices, unsent, now)],
    }


def _count(model: type[Gift] | type[Recurring]) -> dict[str, int]:
    return dict(model.objects.order_by().values_list("state").annotate(Count("pk")))


def _wrong(notices: dict[str, Any], unsent: Any, now: datetime) -> list[str]:
    wrong = _settings_wrong()
    for state, what in (("new", "not been looked at"), ("parked", "waited for its answer")):
        if state in notices and now - notices[state]["since"] > WAITS_TOO_LONG:
            hours = (now - notices[state]["since"]) / timedelta(hours=1)
            wrong.append(f"A notice has {what} for {hours:.0f} hours: is `tamizdat support serve` running?")
    first = unsent.aggregate(first=Min("due"))["first"]
    if first and now - first > WAITS_TOO_LONG:
        set_up = "the mail server of [support.mail]" if django_settings.MAIL else "[support.mail], which is not set up"
        wrong.append(f"Mails have been due since {first:%Y-%m-%d %H:%M}: look at {set_up}.")
    return wrong


def _differences() -> list[str]:
    """What the newest comparison with each processor found."""
    newest: dict[str, Any] = {}
    for one in Reconciliation.objects.order_by("at", "id"):
        newest[one.processor] = one
    wrong = []
    for name, one in newest.items():
        if one.differences == UNREACHABLE:
            wrong.append(f"{name} could not be asked at {one.at:%Y-%m-%d %H:%M}: the books are not compared.")
        elif one.differences:
            wrong.append(
                f"{name} and the books differ ({len(one.differences)}): run `tamizdat support reconcile`, "
                "and read docs/operating/inbox.md."
            )
    return wrong


def _settings_wrong() -> list[str]:
    """What would hold every mail back, or name the newsroom on a bank statement."""
    try:
        check_support(django_settings.NEWSROOM)
        return []
    except TamizdatError as error:
        return [str(error)]


def _say(found: dict[str, Any]) -> None:
    statement = found["statement"]
    rows = [
        ("processor", found["processor"]),
        ("address", found["address"] or "none: nobody is asked for money"),
        ("notices", _list(found["notices"])),
        ("gifts", _list(found["gifts"])),
        ("recurring", _list(found["recurring"])),
        ("to look at", f"{found['flagged']} gifts"),
        ("mails due", str(found["mails_due"])),
        ("frozen", ", ".join(found["frozen"]) or "no country"),
        ("statement", f"number {statement['number']}, {statement['day']}" if statement else "none yet"),
    ]
    for name, value in rows:
        click.echo(f"{name:<12} {value}")
    for one in found["wrong"]:
        click.echo(f"! {one}")


def _list(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in sorted(counts.items())) or "none"
