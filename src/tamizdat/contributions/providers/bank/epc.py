"""What a bank's app reads of a gift by transfer: the account, the amount, and our reference."""

from __future__ import annotations

from tamizdat.contributions.providers.bank.reference import creditor_reference
from tamizdat.contributions.providers.bank.setup import BankAccount
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.transfer_text import transfer_text


def qr_text(account: BankAccount, money: Money, code: str) -> str:
    """The text of the QR code; empty where there is none: it knows euros alone."""
    return transfer_text(account.holder, account.iban, account.bic, money, creditor_reference(code))
