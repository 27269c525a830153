"""The number by which a line of a statement is known: from the bank's own number of it, or from all that it says.

A keyed digest, because what a payer wrote could otherwise be guessed from it. Equal lines are told apart by their place
among each other.
"""

from __future__ import annotations

import hmac
from collections import Counter

from tamizdat.contributions.providers.bank.statement import BankLine, BankStatement
from tamizdat.contributions.vault import Vault


def number_lines(statement: BankStatement, vault: Vault) -> tuple[str, ...]:
    """One number for each line, in their order; the same file gives the same numbers."""
    own = hmac.digest(vault.key, b"tamizdat: number a line of a bank statement", "sha256")
    seen: Counter[str] = Counter()
    numbers = []
    for text in (_text(line, statement) for line in statement.lines):
        seen[text] += 1
        numbers.append("line_" + hmac.digest(own, f"{text}\n{seen[text]}".encode(), "sha256").hex()[:24])
    return tuple(numbers)


def number_statement(statement: BankStatement, lines: tuple[str, ...], vault: Vault) -> str:
    """The statement's: whichever file and format it came in, the same lines between the same balances."""
    own = hmac.digest(vault.key, b"tamizdat: number a bank statement", "sha256")
    facts = (
        statement.account,
        statement.currency,
        statement.since,
        statement.until,
        statement.opening,
        statement.closing,
    )
    return hmac.digest(own, "\n".join((*map(str, facts), *lines)).encode(), "sha256").hex()[:24]


def _text(line: BankLine, statement: BankStatement) -> str:
    """Where the bank gives no number, the statement's own balances tell a line from an equal one in another."""
    facts = [statement.account, line.booked.isoformat(), str(line.amount), statement.currency]
    if line.servicer:
        return "\n".join((*facts, "number", line.servicer, line.likeness.partition("\n")[0]))
    return "\n".join((*facts, "line", str(statement.opening), str(statement.closing), line.likeness))
