"""The offer, as the newsroom's settings say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tamizdat.core.ledger.offer import Currency, Offer, parse_offer, write_offer
from tamizdat.shell.support import Support

CARDS = frozenset(["sandbox", "stripe"])
TRANSFERS = ("bank", "btcpay")


def build_offer(support: Support, number: int, today: date) -> Offer:
    """Raises StatementError when the settings say what no offer may say."""
    offer = Offer(
        number=number,
        issued_on=today,
        address=support.address,
        onion=str(support.settings.get("site", {}).get("onion", "")).rstrip("/"),
        currencies=tuple(
            Currency(code, presets.minimum, dict(presets.amounts)) for code, presets in support.currencies.items()
        ),
        flows=_flows(support),
        strict=support.strict,
        other_ways=(*_bank(support.settings.get("bank")), *_texts(support.settings.get("other_ways", {}))),
        sandbox=support.processor == "sandbox",
    )
    return parse_offer(write_offer(offer))


def _flows(support: Support) -> tuple[str, ...]:
    """In strict mode nothing in which a card's country cannot be looked at before the authorisation."""
    flows = {"element", "redirect"} if support.processor in CARDS else set[str]()
    if support.strict:
        flows.discard("redirect")
    if any(one in support.settings for one in TRANSFERS):
        flows.add("transfer")
    return tuple(sorted(flows))


def _bank(table: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """``[support.bank]``: what a reader writes on a transfer, without asking the support site."""
    if not table or not table.get("iban"):
        return []
    iban, bic = ("".join(str(table.get(name, "")).split()).upper() for name in ("iban", "bic"))
    known = {name: str(table.get(name, "")).strip() for name in ("holder", "reference")}
    return [{"kind": "bank", "holder": known["holder"], "iban": iban, "bic": bic, "reference": known["reference"]}]


def _texts(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """``[support.other_ways.post]`` with ``en = "…"``: one for each way, in the order of their names."""
    return [{"kind": "text", "text": {k: str(v) for k, v in table[name].items()}} for name in sorted(table)]
