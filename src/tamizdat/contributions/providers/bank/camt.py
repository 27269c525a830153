"""CAMT.053 (ISO 20022, "Bank to Customer Statement"), versions 02 to 08, as banks write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from lxml import etree

from tamizdat.contributions.providers.bank.reference import references_in
from tamizdat.contributions.providers.bank.setup import BankAccount, plain
from tamizdat.contributions.providers.bank.statement import (
    BankFileError,
    BankLine,
    BankStatement,
    Return,
    exact_amount,
    shown,
)
from tamizdat.contributions.providers.bank.xml import read_xml
from tamizdat.core.ledger.money import Money

_namespace = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?P<version>[0-9]{2})\Z")
_rate = re.compile(r"(?=.*[1-9])[0-9]{1,14}(?:\.[0-9]{1,14})?\Z")
VERSIONS = ("02", "03", "04", "05", "06", "07", "08")
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
FEES = frozenset(["CHRG", "COMM", "FEES", "TAXE"])
"""Sub-families of the bank transaction code (ISO 20022, external code list) that are the bank's own fees."""
RETURNS, RECALLS = frozenset(["RRTN", "RPCR"]), frozenset(["RPCR"])
FOLLOWING_A_RECALL = "FOCR"
NO_NUMBER = frozenset(["", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NV"])
Node: TypeAlias = etree._Element


def read_camt(data: bytes, account: BankAccount) -> tuple[BankStatement, ...]:
    """Every statement of the file, as the bank put them; raises BankFileError."""
    root = read_xml(data)
    space, _, name = root.tag.rpartition("}") if isinstance(root.tag, str) else ("", "", "")
    found = _namespace.match(space.lstrip("{"))
    if name != "Document" or not found or found["version"] not in VERSIONS:
        raise BankFileError(
            f"The file is no CAMT.053 of version 02 to 08: it calls itself {space.lstrip('{')[:60] or name}."
        )
    for node in root.iter():
        node.tag = etree.QName(node).localname
    return tuple(_statement(node, account, number) for number, node in enumerate(root.findall("BkToCstmrStmt/Stmt"), 1))


def _statement(node: Node, account: BankAccount, number: int) -> BankStatement:
    where = f"Statement {number}"
    iban = plain(_text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id"))
    currency = _text(node, "Acct/Ccy")[:3] or _currency(node.find("Bal/Amt"))
    if iban != account.iban or currency != account.currency:
        raise BankFileError(
            f"{where} is of another account than [support.bank] of tamizdat.toml names "
            f"({_masked(iban)} in {currency or 'no currency'}, not {_masked(account.iban)} in {account.currency})."
        )
    entries = [one for one in node.findall("Ntry") if (_text(one, "Sts/Cd") or _text(one, "Sts")) in ("BOOK", "")]
    lines = tuple(
        line for at, entry in enumerate(entries, 1) for line in _lines(entry, account, f"{where}, entry {at}")
    )
    opening, first = _balance(node, OPENING, currency, where, 0)
    closing, last = _balance(node, CLOSING, currency, where, -1)
    return BankStatement(where, iban, currency, first, last, opening, closing, lines)


def _masked(account: str) -> str:
    return f"…{account[-4:]}" if account else "none"


def _balance(node: Node, codes: tuple[str, ...], currency: str, where: str, which: int) -> tuple[int, date]:
    """Of a statement in several pages the balance may be an interim one: the first opens, the last closes."""
    kinds = [(_text(one, "Tp/CdOrPrtry/Cd"), one) for one in node.findall("Bal")]
    found = next((some for code in (*codes, "ITBD") if (some := [one for kind, one in kinds if kind == code])), [])
    if not found:
        raise BankFileError(
            f"{where} has no balance {codes[0]}: it cannot be checked. Ask the bank for CAMT.053 with balances."
        )
    return _signed(found[which], currency, f"{where}, balance {codes[0]}"), _day(found[which], "Dt", where)


def _lines(entry: Node, account: BankAccount, where: str) -> Iterator[BankLine]:
    """One line for each transaction of an entry; one for all where the parts do not give the whole."""
    details = entry.findall("NtryDtls/TxDtls")
    total = _signed(entry, account.currency, where)
    amounts = [_part(one, entry, account.currency, where) for one in details]
    if len(details) > 1 and sum(one for one in amounts if one is not None) == total and None not in amounts:
        for at, (one, amount) in enumerate(zip(details, amounts, strict=True), 1):
            yield _line(entry, one, amount or 0, account, f"{where}, transaction {at}")
    elif len(details) > 1:
        yield _line(entry, entry, total, account, where)
    else:
        yield _line(entry, details[0] if details else entry, total, account, where)


def _part(one: Node, entry: Node, currency: str, where: str) -> int | None:
    amount = one.find("Amt") if one.find("Amt") is not None else one.find("AmtDtls/TxAmt/Amt")
    if amount is None or _currency(amount) != currency:
        return None
    side = _text(one, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    return exact_amount((amount.text or "").strip(), currency, where) * (1 if side == "CRDT" else -1)


def _line(entry: Node, one: Node, amount: int, account: BankAccount, where: str) -> BankLine:
    """``one`` is the transaction, or the entry itself where the bank tells no more."""
    is_whole_batch = one is entry and len(entry.findall("NtryDtls/TxDtls")) > 1
    # What an entry says of all its transactions belongs to none of them.
    texts = [] if is_whole_batch else _texts(one) + (_texts(entry) if one is not entry and _is_single(entry) else [])
    servicer = _text(one, "Refs/AcctSvcrRef") or (
        _text(entry, "AcctSvcrRef") if one is entry or _is_single(entry) else ""
    )
    charge = _charge(entry, account.currency, where) if amount > 0 and _is_single(entry) else 0
    paid, rate = _exchanged(one, amount, account.currency, where)
    other = plain(_text(one, f"RltdPties/{'DbtrAcct' if amount > 0 else 'CdtrAcct'}/Id/IBAN"))
    booked = _day(entry, "BookgDt" if entry.find("BookgDt") is not None else "ValDt", where)
    return BankLine(
        where=where,
        booked=booked,
        amount=amount,
        references=frozenset().union(*(references_in(text) for text in texts)),
        servicer="" if servicer.upper() in NO_NUMBER else servicer,
        likeness="\n".join((_text(entry, "AcctSvcrRef"), other, *texts)),
        counterparty=other,
        returned=_returned(entry, one),
        is_fee=bool(_codes(entry, one) & FEES) or bool(_own_codes(entry, one) & account.fee_codes),
        charge=charge,
        paid=paid,
        rate=rate,
    )


def _is_single(entry: Node) -> bool:
    return len(entry.findall("NtryDtls/TxDtls")) <= 1


def _texts(one: Node) -> list[str]:
    """Where a payer's reference may stand. Lines of one text belong together: banks break them anywhere."""
    paths = ("RmtInf/Strd/CdtrRefInf/Ref", "Refs/EndToEndId", "AddtlTxInf", "AddtlNtryInf")
    texts = [text for path in paths for node in one.findall(path) if (text := (node.text or "").strip())]
    free = "".join((node.text or "").strip() for node in one.findall("RmtInf/Ustrd"))
    return [*texts, free] if free else texts


def _returned(entry: Node, one: Node) -> Return:
    reason = one.find("RtrInf")
    why, codes = _text(one, "RtrInf/Rsn/Cd"), _codes(entry, one)
    if why == FOLLOWING_A_RECALL or codes & RECALLS:
        return "recall"
    is_reversal = _text(entry, "RvslInd") in ("true", "1")
    return "return" if reason is not None or is_reversal or codes & RETURNS else ""


def _codes(*nodes: Node) -> frozenset[str]:
    return frozenset(_text(one, "BkTxCd/Domn/Fmly/SubFmlyCd") for one in nodes) - {""}


def _own_codes(*nodes: Node) -> frozenset[str]:
    return frozenset(_text(one, "BkTxCd/Prtry/Cd") for one in nodes) - {""}


def _charge(entry: Node, currency: str, where: str) -> int:
    """What was kept of the transfer before it was credited, if the bank says so without doubt."""
    records = [
        *entry.findall("Chrgs/Rcrd"),
        *(one for one in entry.findall("Chrgs") if one.find("ChrgInclInd") is not None),
    ]
    kept = [one for one in records if _text(one, "ChrgInclInd") in ("true", "1") and _text(one, "CdtDbtInd") == "DBIT"]
    return sum(-_signed(one, currency, f"{where}, charge") for one in kept)


def _exchanged(one: Node, amount: int, currency: str, where: str) -> tuple[Money | None, str]:
    sent, rate = one.find("AmtDtls/InstdAmt/Amt"), _text(one, "AmtDtls/InstdAmt/CcyXchg/XchgRate")
    if sent is None or not _rate.match(rate) or (foreign := _currency(sent)) in ("", currency):
        return None, ""
    minor = exact_amount((sent.text or "").strip(), foreign, where)
    return Money(minor if amount > 0 else -minor, foreign), rate


def _signed(node: Node, currency: str, where: str) -> int:
    """``Amt`` with its side; an amount below nothing, or in another currency, is refused."""
    amount, side = node.find("Amt"), _text(node, "CdtDbtInd")
    if amount is None or side not in ("CRDT", "DBIT"):
        raise BankFileError(f"{where}: it has no amount, or does not say which side it is on (CdtDbtInd).")
    if _currency(amount) != currency:
        raise BankFileError(
            f"{where}: it is in {_currency(amount) or 'no currency'}, but the account is in {currency}."
        )
    return exact_amount((amount.text or "").strip(), currency, where) * (1 if side == "CRDT" else -1)


def _day(node: Node, path: str, where: str) -> date:
    text = _text(node, f"{path}/Dt") or _text(node, f"{path}/DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BankFileError(f"{where}: {path} is no day: {shown(text) if text else 'nothing is there'}.") from None


def _text(node: Node, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""


def _currency(node: Node | None) -> str:
    return (node.get("Ccy") or "")[:3] if node is not None else ""
