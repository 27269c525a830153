"""``tamizdat support show | replay | reconcile | rebuild | refund``."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from tamizdat.contributions import deeds
from tamizdat.contributions.inbox.rebuild import rebuild as rebuild_ledger
from tamizdat.contributions.inbox.reconcile import reconcile as reconcile_with
from tamizdat.contributions.inbox.replay import find_notice
from tamizdat.contributions.inbox.replay import replay as replay_notice
from tamizdat.contributions.models import Gift, Notice, Receipt
from tamizdat.core.ledger.errors import MoneyError
from tamizdat.core.ledger.money import parse_decimal
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home


@click.command()
@click.argument("notice")
@json_option
def show(notice: str, as_json: bool) -> None:
    """Show one notice: numbers, amounts, states. What is sealed stays sealed."""
    found = find_notice(notice)
    values = _values(found)
    if as_json:
        print_json(values)
        return
    for name, value in values.items():
        click.echo(f"{name:<12} {value}")


@click.command()
@click.argument("notice", required=False)
@click.option("--all", "all_", is_flag=True, help="Every notice that was kept.")
@json_option
def replay(notice: str | None, all_: bool, as_json: bool) -> None:
    """Apply a notice, or all of them, once more."""
    if bool(notice) == all_:
        raise RefusedError("Say which notice to apply again, or --all.")
    home, now = find_home(None), datetime.now(UTC)
    chosen = Notice.objects.order_by("id").iterator() if all_ else [find_notice(str(notice))]
    done = Counter(replay_notice(home, one, now) for one in chosen)
    if as_json:
        print_json({"states": dict(done)})
    else:
        click.echo(", ".join(f"{count} {state}" for state, count in sorted(done.items())) or "There is no notice.")


@click.command()
@click.option("--processor", default=None, help="Else the one of [support] processor.")
@click.option("--all", "all_", is_flag=True, help="From the beginning, not from the last time.")
@json_option
def reconcile(processor: str | None, all_: bool, as_json: bool) -> None:
    """Compare with the processor's own account; book what never arrived. Exit code 1: something differs."""
    beginning = datetime(2000, 1, 1, tzinfo=UTC) if all_ else None
    found = reconcile_with(find_home(None), processor, datetime.now(UTC), beginning)
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(f"{found.processor}: {found.seen} movements, {found.booked} of them new.")
        for one in found.differences:
            click.echo("DIFFERENT: " + ", ".join(f"{name} {value}" for name, value in one.items()))
    if found.differences:
        sys.exit(1)


@click.command()
@json_option
def rebuild(as_json: bool) -> None:
    """Make the ledger again from the inbox alone, beside the books. Exit code 1: the hashes differ."""
    found = rebuild_ledger()
    if as_json:
        print_json({**asdict(found), "agrees": found.agrees})
    else:
        click.echo(f"{found.movements} movements, {found.entries} entries\nfrom the inbox {found.hash}")
        click.echo(f"in the books   {found.kept}\n{'They agree.' if found.agrees else 'THEY DIFFER.'}")
    if not found.agrees:
        sys.exit(1)


@click.command()
@click.argument("gift")
@click.option("--amount", default=None, help="Such as 4.50; else all that is left.")
@json_option
def refund(gift: str, amount: str | None, as_json: bool) -> None:
    """Pay a gift back, or a part of it. GIFT is its number, as `show` tells it, or the number on a receipt."""
    receipt = Receipt.objects.filter(number=gift.strip().upper()).first()
    gift = receipt.gift_id if receipt else gift.strip()
    currency = Gift.objects.filter(id=gift).values_list("currency", flat=True).first()
    if currency is None:
        raise RefusedError(f"There is no gift {gift}, and no receipt of this number.")
    try:
        money = parse_decimal(amount, currency) if amount is not None else None
    except MoneyError as error:
        raise RefusedError(str(error)) from None
    number = deeds.refund_gift(find_home(None), gift, money, datetime.now(UTC))
    if as_json:
        print_json({"gift": gift, "refund": number})
    else:
        click.echo(f"Asked for: {number}. It is booked when the processor tells of it.")


def _values(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "processor": notice.processor,
        "number": notice.external_id,
        "kind": notice.kind,
        "about": notice.about,
        "at": notice.at.isoformat(),
        "received": notice.received.isoformat(),
        "state": notice.state,
        "why": notice.why,
        "tries": notice.tries,
        "gift": notice.gift,
        "recurring": notice.recurring,
        "sealed": notice.remainder is not None,
        "skeleton": notice.skeleton,
    }
