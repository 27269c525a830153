"""Bank statements for tests, written as banks write them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

IBAN = "DE89370400440532013000"
OTHER = "GB82WEST12345698765432"
SETTINGS = """
[support.bank]
holder = "Readers Fund"
iban = "DE89 3704 0044 0532 0130 00"
bic = "COBADEFFXXX"
currency = "EUR"
own_accounts = ["NL91ABNA0417164300"]

[support.bank.csv]
delimiter = ";"
decimal = ","
thousands = "."
date = "%d.%m.%Y"
fees = ["Entgelt"]
returns = ["Retoure"]

[support.bank.csv.columns]
date = "Buchungstag"
amount = "Betrag"
currency = "Waehrung"
text = ["Verwendungszweck", "Ende-zu-Ende"]
counterparty = "IBAN"
kind = "Buchungstext"
balance = "Saldo"
"""
NAME, WORDS = "Ana Payer-Realname", "for your brave work"


@dataclass(frozen=True)
class Line:
    """``amount`` with its sign, as text."""

    amount: str
    text: str = WORDS
    number: str = ""
    day: str = "2026-11-03"
    structured: str = ""
    inside: str = ""
    """More of the transaction's XML."""
    entry: str = ""
    """More of the entry's XML."""
    code: str = ""
    currency: str = "EUR"
    other: str = OTHER


def side(amount: str) -> str:
    return f"<CdtDbtInd>{'DBIT' if amount.startswith('-') else 'CRDT'}</CdtDbtInd>"


def balance(kind: str, amount: str, day: str, currency: str = "EUR") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt>'
        f"{side(amount)}<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(line: Line, version: str) -> str:
    name = f"<Pty><Nm>{NAME}</Nm></Pty>" if version >= "08" else f"<Nm>{NAME}</Nm>"
    who = "Dbtr" if not line.amount.startswith("-") else "Cdtr"
    booked = "<Sts><Cd>BOOK</Cd></Sts>" if version >= "08" else "<Sts>BOOK</Sts>"
    reference = f"<Strd><CdtrRefInf><Ref>{line.structured}</Ref></CdtrRefInf></Strd>" if line.structured else ""
    family = f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>{line.code}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    return (
        f'<Ntry><Amt Ccy="{line.currency}">{line.amount.lstrip("-")}</Amt>{side(line.amount)}{line.entry}{booked}'
        f"<BookgDt><Dt>{line.day}</Dt></BookgDt><ValDt><Dt>{line.day}</Dt></ValDt>"
        f"<AcctSvcrRef>{line.number}</AcctSvcrRef>{family if line.code else ''}<NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><{who}>{name}</{who}>"
        f"<{who}Acct><Id><IBAN>{line.other}</IBAN></Id></{who}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.text)}</Ustrd>{reference}</RmtInf>{line.inside}</TxDtls></NtryDtls></Ntry>"
    )


def statement(
    opening: str, closing: str, *lines: Line | str, version: str = "08", iban: str = IBAN, since: str = "2026-11-02",
    until: str = "2026-11-03", number: int = 1,
) -> str:  # fmt: skip
    body = "".join(one if isinstance(one, str) else entry(one, version) for one in lines)
    return (
        f"<Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{until}T18:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balance('OPBD', opening, since)}{balance('CLBD', closing, until)}{body}</Stmt>"
    )


def camt(*statements: str, version: str = "08") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M</MsgId></GrpHdr>{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


def csv_of(*rows: tuple[str, str, str, str, str], encoding: str = "utf-8") -> bytes:
    """Rows of day, amount, kind, text, balance after."""
    head = "Buchungstag;Betrag;Waehrung;Buchungstext;Verwendungszweck;Ende-zu-Ende;IBAN;Saldo;Name"
    lines = [
        f"{day};{amount};EUR;{kind};{text};NOTPROVIDED;{OTHER};{after};{NAME} Gülay"
        for day, amount, kind, text, after in rows
    ]
    return "\r\n".join([head, *lines, ""]).encode(encoding)
