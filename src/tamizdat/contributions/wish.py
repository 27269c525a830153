"""What a reader wants to give, as the form of the support site says it."""

from __future__ import annotations

from dataclasses import dataclass

from tamizdat.contributions.providers.contract import Every, Flow
from tamizdat.core.ledger.money import Money


@dataclass(frozen=True, slots=True)
class Wish:
    """Checked already: amount at least the minimum, currency offered, country not at risk (and not in here)."""

    form_token: str
    """Sent twice, it is one gift."""
    money: Money
    """The fee already in it, if the reader covers it."""
    every: Every
    covers_fee: bool
    flow: Flow
    language: str
    email: str = ""
    name: str = ""
    message: str = ""
    processor: str = ""
    """Another one than the settings': such as ``btcpay`` beside cards."""
    done: str = ""
    """Where the reader comes back to; ``{gift}`` in it stands for the gift's id."""
    stopped: str = ""
