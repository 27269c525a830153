"""The text in the QR code of a transfer: EPC069-12, "Quick Response Code: Guidelines to Enable Data Capture".

Banking apps in the euro area read it and fill the form. Version 002: eleven lines, no BIC needed inside the EEA.
"""

from __future__ import annotations

from tamizdat.contributions.providers.bank.reference import creditor_reference
from tamizdat.contributions.providers.bank.setup import BankAccount
from tamizdat.core.ledger.money import Money

LARGEST = 99999999999
"""999,999,999.99 euros."""
LONGEST = 331
"""Bytes, all in all."""


def qr_text(account: BankAccount, money: Money, code: str) -> str:
    """What the QR code says; empty where the scheme does not hold: it knows euros alone."""
    if money.currency != "EUR" or not 0 < money.amount <= LARGEST:
        return ""
    head = ("BCD", "002", "1", "SCT", account.bic, account.holder, account.iban)
    text = "\n".join((*head, f"EUR{money.to_decimal()}", "", creditor_reference(code)))
    return text if len(text.encode()) <= LONGEST else ""
