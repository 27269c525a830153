"""The text in the QR code of a transfer: EPC069-12, "Quick Response Code: Guidelines to Enable Data Capture".

Banking apps in the euro area read it and fill the form. Version 002: eleven lines, no BIC needed inside the EEA.
"""

from __future__ import annotations

from tamizdat.core.ledger.money import Money

LARGEST = 99_999_999_999
"""999,999,999.99 euros."""
LONGEST = 331
"""Bytes, all in all: so that the code can be read from a phone's screen."""


def transfer_text(
    holder: str, iban: str, bic: str, money: Money | None = None, creditor_reference: str = "", words: str = ""
) -> str:
    """What the QR code says; empty where the scheme does not hold: it knows euros alone, and one kind of reference."""
    if money and (money.currency != "EUR" or not 0 < money.amount <= LARGEST):
        return ""
    if creditor_reference and words:
        return ""
    head = ("BCD", "002", "1", "SCT", bic.replace(" ", ""), holder[:70], iban.replace(" ", ""))
    amount = f"EUR{money.to_decimal()}" if money else ""
    text = "\n".join((*head, amount, "", creditor_reference, words[:140])).rstrip("\n")
    return text if len(text.encode()) <= LONGEST else ""
