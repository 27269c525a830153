"""A bank's CSV file, as ``[support.bank.csv]`` describes it. What is not as described is refused, with its line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise

from tamizdat.contributions.providers.bank.reference import references_in
from tamizdat.contributions.providers.bank.setup import BankAccount, CsvForm, plain
from tamizdat.contributions.providers.bank.statement import (
    BankFileError,
    BankLine,
    BankStatement,
    exact_amount,
    shown,
)

LARGEST = 32 * 2**20
MOST_LINES = 200_000
BEGINNINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_code = re.compile(r"[A-Z]{3}\Z")
Row = tuple[int, Mapping[str, str]]


def read_csv(data: bytes, account: BankAccount) -> BankStatement:
    """The one statement of the file; raises BankFileError. Balances are known only if there is a column for them."""
    form = account.csv
    if form is None:
        raise BankFileError(
            "tamizdat.toml has no [support.bank.csv]: it says which columns mean what (docs/operating/processors.md)."
        )
    rows = list(_rows(_decode(data, form), form))
    if not rows:
        raise BankFileError("The file has no line below the columns' names: there is nothing to take in.")
    lines = [(_line(row, form, account, where), _balance_after(row, form, account, where)) for where, row in rows]
    if lines[0][0].booked > lines[-1][0].booked or (not _follows(lines) and _follows(lines[::-1])):
        lines.reverse()
    opening = closing = None
    if "balance" in form.columns:
        _check_balances(lines, account.currency)
        opening, closing = lines[0][1] - lines[0][0].amount, lines[-1][1]
    days = [line.booked for line, _ in lines]
    return BankStatement(
        "The file",
        account.iban,
        account.currency,
        min(days),
        max(days),
        opening,
        closing,
        tuple(line for line, _ in lines),
    )


def _decode(data: bytes, form: CsvForm) -> str:
    if len(data) > LARGEST:
        raise BankFileError(
            f"The file has {len(data):,} bytes, more than {LARGEST:,}: ask the bank for a shorter period."
        )
    encoding = form.encoding or next((name for start, name in BEGINNINGS if data.startswith(start)), "utf-8")
    try:
        text = data.decode(encoding)
    except LookupError:
        raise BankFileError(f"[support.bank.csv] encoding {encoding!r} does not exist.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BankFileError(
            f"Line {line} is not {encoding}. Say how the bank writes: "
            'encoding = "windows-1252" (or another) below [support.bank.csv].'
        ) from None
    if "\0" in text:
        raise BankFileError(
            f"Line {text.count(chr(10), 0, text.index(chr(0))) + 1} has a zero byte: it is no CSV file."
        )
    return text


def _rows(text: str, form: CsvForm) -> Iterator[Row]:
    """Line of the file and our name of the column → what stands there."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    try:
        places = _places(_heading(reader, form), form)
        width = max(place for some in places.values() for place in some) + 1
        for count, row in enumerate(reader):
            if count > MOST_LINES:
                raise BankFileError(f"The file has more than {MOST_LINES:,} lines: ask the bank for a shorter period.")
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < width:
                raise BankFileError(f"Line {reader.line_num}: it has {len(row)} columns, not {width}: it was cut.")
            yield reader.line_num, {name: _joined(row, some) for name, some in places.items()}
    except csv.Error as error:
        raise BankFileError(f"Line {reader.line_num}: {error}. Is the delimiter {form.delimiter!r}?") from None


def _heading(reader: Iterator[list[str]], form: CsvForm) -> list[str]:
    for _ in range(form.skip):
        next(reader, None)
    return [cell.strip() for cell in next(reader, [])]


def _places(heading: list[str], form: CsvForm) -> dict[str, tuple[int, ...]]:
    for name in (one for some in form.columns.values() for one in some):
        if heading.count(name) != 1:
            raise BankFileError(
                f"Line {form.skip + 1}: there has to be one column {name!r}, as [support.bank.csv] says; "
                f"it has {len(heading)} columns. Are delimiter, skip and encoding right?"
            )
    return {name: tuple(heading.index(one) for one in some) for name, some in form.columns.items()}


def _joined(row: list[str], some: tuple[int, ...]) -> str:
    return "\n".join(row[place].strip() for place in some)


def _line(row: Mapping[str, str], form: CsvForm, account: BankAccount, number: int) -> BankLine:
    where, kind = f"Line {number}", row.get("kind", "")
    _check_account(row, account, where)
    amount = _amount(row, form, account.currency, where)
    text = row.get("text", "")
    return BankLine(
        where=where,
        booked=_day(row["date"], form, where),
        amount=amount,
        references=references_in("".join(text.splitlines())) | references_in(row.get("id", "")),
        servicer=row.get("id", ""),
        likeness="\n".join(row.values()),
        counterparty=plain(row.get("counterparty", "")),
        returned="return" if kind in form.returns else "",
        is_fee=kind in form.fees,
    )


def _check_account(row: Mapping[str, str], account: BankAccount, where: str) -> None:
    if plain(row.get("account", account.iban)) != account.iban:
        raise BankFileError(f"{where} is of another account than [support.bank] of tamizdat.toml names.")
    currency = row.get("currency", account.currency)
    if currency != account.currency:
        other = currency if _code.match(currency) else "another currency"
        raise BankFileError(f"{where}: it is in {other}, but the account is in {account.currency}.")


def _amount(row: Mapping[str, str], form: CsvForm, currency: str, where: str) -> int:
    if "amount" in form.columns:
        return _number(row["amount"], form, currency, where)
    credit, debit = row["credit"], row["debit"]
    if bool(credit) == bool(debit):
        raise BankFileError(f"{where}: either credit or debit has to hold an amount, not both and not neither.")
    return _number(credit, form, currency, where) if credit else -abs(_number(debit, form, currency, where))


def _number(text: str, form: CsvForm, currency: str, where: str) -> int:
    """``-1.234,56`` as this bank writes it, exactly. A separator in a wrong place is no separator."""
    digits = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "")
    sign = -1 if digits.startswith("-") or digits.endswith("-") else 1
    digits = digits.removeprefix("-") if digits.startswith("-") else digits.removeprefix("+").removesuffix("-")
    whole, point, rest = digits.partition(form.decimal)
    groups = whole.split(form.thousands) if form.thousands else [whole]
    if any(len(one) != 3 for one in groups[1:]) or (len(groups) > 1 and not 0 < len(groups[0]) <= 3):
        raise BankFileError(f"{where}: {shown(text)} is no amount with {form.thousands!r} between thousands.")
    return sign * exact_amount("".join(groups) + ("." if point else "") + _points(rest), currency, where)


def _points(rest: str) -> str:
    """A second point would be read as a decimal one: it is made something that is refused."""
    return rest.replace(".", "?")


def _day(text: str, form: CsvForm, where: str) -> date:
    try:
        return datetime.strptime(text, form.date).date()  # noqa: DTZ007 (a day has no time zone)
    except ValueError:
        raise BankFileError(
            f"{where}: {shown(text)} is no day written as {form.date}. Set date below [support.bank.csv]."
        ) from None


def _balance_after(row: Mapping[str, str], form: CsvForm, account: BankAccount, number: int) -> int:
    return _number(row["balance"], form, account.currency, f"Line {number}, balance") if "balance" in row else 0


def _follows(lines: list[tuple[BankLine, int]]) -> bool:
    return all(before + line.amount == after for (_, before), (line, after) in pairwise(lines))


def _check_balances(lines: list[tuple[BankLine, int]], currency: str) -> None:
    for (_, before), (line, after) in pairwise(lines):
        if before + line.amount != after:
            raise BankFileError(
                f"{line.where}: the balance before it and its amount do not give the one after it: a line is missing."
            )
