"""Read a value of JSON strictly: these keys and no others, this kind of value, in this order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from tamizdat.core.ledger.errors import LedgerError, MoneyError, StatementError
from tamizdat.core.ledger.money import LARGEST, exponent
from tamizdat.core.ledger.months import check_month

Value = TypeVar("Value")
MOST = 10_000
LONGEST = 500
LARGEST_SUM = 2**53 - 1
_language = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}\Z")
_id = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z")
_rate = re.compile(r"(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,14})?\Z")


def need(is_right: bool, wrong: str) -> None:
    if not is_right:
        raise StatementError(f"{wrong}.")


def fields(value: Any, names: Sequence[str], where: str) -> dict[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise StatementError(f"{where} is not an object of exactly {', '.join(names)}.")
    return value


def many(value: Any, read: Callable[[Any], Value], where: str, most: int = MOST) -> tuple[Value, ...]:
    need(isinstance(value, list) and len(value) <= most, f"{where} is no list of at most {most}")
    return tuple(read(one) for one in value)


def ordered(keys: Iterable[Any], where: str) -> None:
    """Sorted, and none twice."""
    some = list(keys)
    need(all(one < other for one, other in pairwise(some)), f"{where} is out of order, or one twice")


def text(value: Any, where: str, longest: int = LONGEST) -> str:
    if not isinstance(value, str) or len(value) > longest or any(one < " " or one == "\x7f" for one in value):
        raise StatementError(f"{where} is no line of text of at most {longest} characters.")
    return value


def flag(value: Any, where: str) -> bool:
    need(isinstance(value, bool), f"{where} is neither true nor false")
    return bool(value)


def whole(value: Any, where: str, least: int = -LARGEST_SUM, most: int = LARGEST_SUM) -> int:
    if type(value) is not int or not least <= value <= most:
        raise StatementError(f"{where} is no whole number from {least} to {most}.")
    return value


def amount(value: Any, where: str) -> int:
    """What something costs: zero or more."""
    return whole(value, where, 0, LARGEST)


def currency(value: Any, where: str) -> str:
    try:
        exponent(text(value, where, 3))
    except MoneyError as error:
        raise StatementError(f"{where}: {error}") from None
    return str(value)


def day(value: Any, where: str) -> date:
    try:
        found = date.fromisoformat(text(value, where, 10))
    except ValueError:
        raise StatementError(f"{where} is no day such as 2026-11-30.") from None
    need(found.isoformat() == value, f"{where} is no day such as 2026-11-30")
    return found


def month(value: Any, where: str) -> str:
    try:
        return check_month(text(value, where, 7))
    except StatementError:
        raise
    except LedgerError as error:
        raise StatementError(f"{where}: {error}") from None


def name(value: Any, where: str) -> str:
    need(isinstance(value, str) and bool(_id.match(value)), f"{where} is no id of letters, digits, points and hyphens")
    return str(value)


def rate(value: Any, where: str) -> str:
    """``1.08``: what one unit is worth."""
    is_right = isinstance(value, str) and bool(_rate.match(value)) and bool(value.strip("0."))
    need(is_right, f"{where} is no rate such as 1.08")
    return str(value)


def words(value: Any, where: str) -> Mapping[str, str]:
    """Language → words."""
    need(isinstance(value, dict) and len(value) <= 50, f"{where} is no object of languages and words")
    for language in value:
        need(bool(_language.match(language)), f"{where}: {language!r} is no language")
        text(value[language], f"{where} in {language}")
    return dict(value)
