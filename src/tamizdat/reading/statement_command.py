"""``tamizdat statement``: anybody checks an offer or a statement, and adds it up again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tamizdat.core.canonical import digest
from tamizdat.core.ledger.errors import StatementError
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.next_months import GRACE_DAYS
from tamizdat.core.ledger.offer import FORMAT as OFFER
from tamizdat.core.ledger.offer import parse_offer
from tamizdat.core.ledger.read_statement import check_follows, first_open_month, read_statement
from tamizdat.core.ledger.recompute import recompute
from tamizdat.core.ledger.show_money import show_money
from tamizdat.core.ledger.signed import LARGEST, open_signed
from tamizdat.core.ledger.statement import Statement
from tamizdat.shell.console import json_option, print_json
from tamizdat.shell.errors import RefusedError

existing = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("file", type=existing)
@click.option("--key", required=True, help="The public key, 64 hex digits, received by a way that you trust.")
@click.option("--previous", type=existing, default=None, help="The statement before: does this one follow it?")
@json_option
def statement(file: Path, key: str, previous: Path | None, as_json: bool) -> None:
    """Check the signature of a statement (or an offer), and recompute its funding gap from its own figures."""
    try:
        found = check_file(_read(file), key, _read(previous) if previous else None)
    except StatementError as error:
        raise RefusedError(f"{file}: {error}") from None
    if as_json:
        print_json(found)
        return
    for line in _say(found):
        click.echo(line)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def check_file(data: bytes, key: str, previous: bytes | None = None) -> dict[str, Any]:
    """What was proved; raises StatementError with what is wrong."""
    signed = open_signed(data, key)
    if signed.get("format") == OFFER:
        offer = parse_offer(signed)
        return {"kind": "offer", "number": offer.number, "issued_on": offer.issued_on.isoformat()}
    one = read_statement(data, key)
    if previous is not None:
        before = read_statement(previous, key)
        check_follows(one, before, digest(previous), first_open_month(one.issued_on, GRACE_DAYS))
    return {"follows": previous is not None, **_describe(one)}


def _describe(one: Statement) -> dict[str, Any]:
    computed = recompute(one)
    return {
        "kind": "statement",
        "number": one.number,
        "issued_on": one.issued_on.isoformat(),
        "currency": one.currency,
        "months": [asdict(meter) for meter in computed.meters],
        "without_rate": [list(each) for each in computed.without_rate],
    }


def _say(found: dict[str, Any]) -> list[str]:
    lines = [f"Signed by that key: {found['kind']} {found['number']} of {found['issued_on']}."]
    for one in found.get("months", ()):
        cost, received, gap = (
            show_money(Money(one[name], found["currency"]), "en") for name in ("cost", "received", "gap")
        )
        lines.append(f"{one['month']}: cost {cost}, received {received}, gap {gap}")
    lines += [f"{month}: {code} is not counted, for want of a rate" for month, code in found.get("without_rate", ())]
    if found.get("follows"):
        lines.append("It follows the one before, and rewrites no closed month.")
    return lines
