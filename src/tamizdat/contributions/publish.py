"""``tamizdat support publish``, and the same from the loop: the books publish, told what recurring gifts promise."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from django.conf import settings

from tamizdat.books.publish import publish_due
from tamizdat.contributions.models import Recurring
from tamizdat.core.ledger.money import Money
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.home import Home


def publish_all(home: Home, now: datetime) -> list[str]:
    """What was signed now: ``offer``, ``statement``, both or none."""
    return publish_due(home, now, active_pledges())


def active_pledges() -> dict[str, Money]:
    """Our id of a recurring gift → what it promises each month; of a yearly one a twelfth, rounded down."""
    found = {}
    for one in Recurring.objects.filter(state="active").order_by("id"):
        monthly = one.amount if one.every == "month" else one.amount // 12
        found[one.id] = Money(monthly, one.currency)
    return found


@click.command()
@json_option
def publish(as_json: bool) -> None:
    """Sign offer and statement, if it is time, and lay them where the newsroom may see them."""
    signed = publish_all(settings.HOME, datetime.now(UTC))
    if as_json:
        print_json({"signed": signed, "folder": str(settings.HOME.support_public)})
    else:
        click.echo(f"Signed: {', '.join(signed)}." if signed else "Nothing was due.")
