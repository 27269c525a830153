"""JSON with one right form. Format: docs/formats/edition-v1.md, section 6."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn
from unicodedata import is_normalized, normalize

from tamizdat.core.edition.errors import CanonicalError

LARGEST = 2**53 - 1
DEEPEST = 64


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: Any) -> bytes:
    """The one right JSON of a value: sorted keys, no spaces, NFC text, whole numbers only."""
    text = _encode(value) if _is_plain(value, 0) else ""
    if not text or not is_normalized("NFC", text):
        text = _encode(_clean(value, 0))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise CanonicalError("Text holds half of a surrogate pair, which UTF-8 cannot write.") from None


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _is_plain(value: Any, depth: int) -> bool:
    """Does a value need no cleaning, but perhaps of its text? When in doubt no: ``_clean`` decides, and says why."""
    if type(value) is dict:
        if not all(type(key) is str for key in value):
            return False
        items: Any = value.values()
    elif type(value) is list:
        items = value
    else:
        return False
    for item in items:
        kind = type(item)
        if kind is str or item is None or kind is bool or (kind is int and -LARGEST <= item <= LARGEST):
            continue
        if depth + 1 >= DEEPEST or not _is_plain(item, depth + 1):
            return False
    return True


def _clean(value: Any, depth: int) -> Any:
    """The same value with all text in NFC; refuses what JSON of this project cannot say."""
    if isinstance(value, str):
        return value if is_normalized("NFC", value) else normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _check_size(value)
    if depth >= DEEPEST:
        raise CanonicalError(f"Values are nested more than {DEEPEST} deep.")
    if isinstance(value, dict):
        return _clean_object(value, depth)
    if isinstance(value, (list, tuple)):
        return [_clean(item, depth + 1) for item in value]
    raise CanonicalError(f"{type(value).__name__} has no canonical JSON: use text, whole numbers, lists and objects.")


def _clean_object(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise CanonicalError(f"The key {key!r} is not text.")
        name = normalize("NFC", key)
        if name in result:
            raise CanonicalError(f"The key {name!r} stands twice.")
        result[name] = _clean(item, depth + 1)
    return result


def _check_size(value: int) -> int:
    if abs(value) > LARGEST:
        raise CanonicalError("A number is beyond 2^53 - 1.")
    return value


def parse_strict(data: bytes) -> Any:
    """Read JSON; refuses repeated keys, floats, numbers beyond 2^53 - 1, deep nesting and bytes that are not UTF-8."""
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole_number,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
        )
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise CanonicalError("The bytes are not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise CanonicalError(f"The bytes are not JSON: {error.msg} at character {error.pos}.") from None
    except RecursionError:
        raise CanonicalError(f"Values are nested more than {DEEPEST} deep.") from None
    if data.count(b"[") + data.count(b"{") > DEEPEST:
        _check_depth(value, 0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise CanonicalError("A key stands twice in one object.")
    return result


def _whole_number(text: str) -> int:
    if len(text) > 17 or text == "-0":
        raise CanonicalError(f"The number {text[:20]} is beyond 2^53 - 1 or has no one form.")
    return _check_size(int(text))


def _refuse_float(text: str) -> NoReturn:
    raise CanonicalError(f"The number {text[:20]} is not a whole number.")


def _check_depth(value: Any, depth: int) -> None:
    if not isinstance(value, (dict, list)):
        return
    if depth >= DEEPEST:
        raise CanonicalError(f"Values are nested more than {DEEPEST} deep.")
    for item in value.values() if isinstance(value, dict) else value:
        _check_depth(item, depth + 1)
