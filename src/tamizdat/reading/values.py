"""Offer and statement of an edition, as data: their one right form, and sums that follow from the figures.

Whose signature they carry, the newsroom has checked; its own signature covers their bytes.
Format: docs/formats/edition-v1.md, section 14.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tamizdat.core.canonical import canonical_json, parse_strict
from tamizdat.core.edition.errors import CanonicalError
from tamizdat.core.ledger.errors import LedgerError, StatementError
from tamizdat.core.ledger.offer import parse_offer
from tamizdat.core.ledger.read_statement import parse_statement
from tamizdat.core.ledger.recompute import recompute
from tamizdat.core.trust.sign import OFFER, STATEMENT

PARSERS: dict[str, Callable[[Any], object]] = {
    OFFER: parse_offer,
    STATEMENT: lambda signed: recompute(parse_statement(signed)),
}


def find_fault(name: str, data: bytes) -> str:
    """What is wrong with a target of this name; empty when nothing is."""
    try:
        envelope = parse_strict(data)
        if not isinstance(envelope, dict) or envelope.keys() != {"signatures", "signed"}:
            raise StatementError("It is no signed envelope.")
        if canonical_json(envelope) != data:
            raise StatementError("It is not in its one right form.")
        PARSERS[name](envelope["signed"])
    except (LedgerError, CanonicalError) as error:
        return str(error)
    return ""
