"""A key on paper, to be typed back in by hand: lines of sixteen letters, each with four letters that check it.

Letters are Crockford's base 32: no I, L, O or U, and whoever types O or l for 0 or 1 is understood. Each line has ten
bytes; its check is 20 bits of SHA-256 over the line's number and these bytes, so a wrong letter is found, and where.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32decode, b32encode
from collections.abc import Iterator

from tamizdat.keys.key_file import PublicKey, fingerprint
from tamizdat.keys.seal import LAYOUT, SALT, TAG
from tamizdat.shell.errors import RefusedError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BYTES, TYPED = 10, 20
PLAIN = 0
"""The first byte of a key that nothing guards."""
SEALED_LENGTH, PLAIN_LENGTH = 2 + SALT + 32 + TAG, 1 + 32

_to_ours = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", LETTERS)
_to_theirs = str.maketrans(LETTERS, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_understood = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\t": None})
_line = re.compile(r"^\s*([1-7])[.:)]?\s+([A-Za-z0-9][A-Za-z0-9 \t-]*?)\s*$", re.M)


class TypoError(RefusedError):
    """A line that is not what was printed."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}")
        self.line = line


def to_lines(payload: bytes) -> list[str]:
    """The lines that are printed: five groups of four letters, the last of them the check."""
    whole = payload + hashlib.sha256(payload).digest()[: -len(payload) % BYTES or BYTES]
    parts = [whole[at : at + BYTES] for at in range(0, len(whole), BYTES)]
    return [_grouped(_encode(part) + _check(number, part)) for number, part in enumerate(parts, 1)]


def read_line(number: int, typed: str) -> bytes:
    """The ten bytes of one line; raises TypoError that says which letter it is, where it can be known."""
    letters = clean(typed)
    strange = [(at, one) for at, one in enumerate(letters, 1) if one not in LETTERS]
    if strange:
        at, one = strange[0]
        raise TypoError(
            number, f"letter {at}, {one!r}, is never printed (there is no I, L, O or U, and no other sign)."
        )
    if len(letters) != TYPED:
        raise TypoError(number, f"{len(letters)} letters were typed, and a line has {TYPED}: five groups of four.")
    if not _holds(number, letters):
        raise TypoError(number, _locate(number, letters))
    return _decode(letters[:16])


def join_lines(parts: list[bytes]) -> bytes:
    """The whole that was printed: a sealed key, or a plain one; raises RefusedError when lines are missing or mixed."""
    whole = b"".join(parts)
    length = length_of(whole[0]) if whole else 0
    payload, check = whole[:length], whole[length:]
    if len(payload) != length or not check or hashlib.sha256(payload).digest()[: len(check)] != check:
        raise RefusedError("These lines do not belong to one paper, or one is missing.")
    return payload


def read_paper(text: str) -> bytes:
    """A typed page: every line that begins with its number; the rest is passed over."""
    found = {int(number): typed for number, typed in _line.findall(text)}
    if not found:
        raise RefusedError("There is no line of a key in this text: each begins with its number, such as `1  K3F8 …`.")
    return join_lines([read_line(number, found[number]) for number in sorted(found)])


def lines_needed(first: bytes) -> int:
    """How many lines a paper has, by its first line."""
    return -(-(length_of(first[0]) + 1) // BYTES)


def length_of(kind: int) -> int:
    """Of a sealed key or a plain one."""
    if kind not in (PLAIN, LAYOUT):
        raise RefusedError("This is no paper of a key, or one of a later version of Tamizdat.")
    return PLAIN_LENGTH if kind == PLAIN else SEALED_LENGTH


def clean(typed: str) -> str:
    """As it would be printed."""
    return typed.upper().translate(_understood)


def print_page(payload: bytes, half: PublicKey, newsroom: str) -> str:
    """The page: whose key it is, what guards it, the lines, and how to come back from it."""
    is_plain = payload[0] == PLAIN
    guard = (
        "NOTHING GUARDS THIS KEY. Whoever reads this page can sign as its holder."
        if is_plain
        else "The passphrase guards this key. It is not on this page; without it the page is useless."
    )
    lines = "\n".join(f"    {number}   {line}" for number, line in enumerate(to_lines(payload), 1))
    return (
        f"A {half.role.upper()} KEY OF {newsroom.upper()}\n\n"
        f"  Holder       {half.holder}\n"
        f"  Made         {half.made:%d %B %Y}\n"
        f"  Fingerprint  {fingerprint(half.public)}\n\n"
        f"{guard}\n\n{lines}\n\n"
        "To bring it back:  tamizdat keys paper read FOLDER\n"
        "Large and small letters are the same. 0 is zero, 1 is one: I, L, O and U are never used.\n"
        "The last group of each line checks the line: a wrong letter is found while you type.\n"
    )


def _encode(data: bytes) -> str:
    return b32encode(data).decode().translate(_to_ours)


def _decode(letters: str) -> bytes:
    return b32decode(letters.translate(_to_theirs))


def _check(number: int, part: bytes) -> str:
    found = hashlib.sha256(b"tamizdat paper" + bytes([number]) + part).digest()
    value = int.from_bytes(found[:3], "big") >> 4
    return "".join(LETTERS[(value >> shift) & 31] for shift in (15, 10, 5, 0))


def _holds(number: int, letters: str) -> bool:
    return _check(number, _decode(letters[:16])) == letters[16:]


def _grouped(letters: str) -> str:
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _locate(number: int, letters: str) -> str:
    """Try every single slip: which letter of which group would make the line right?"""
    found = list(dict.fromkeys(_slips(number, letters)))
    if len(found) == 1:
        return f"{found[0]} Look at the paper, and type the line again."
    return "it is not what was printed; more than one letter is wrong. Look at the paper, and type the line again."


def _slips(number: int, letters: str) -> Iterator[str]:
    for at in range(TYPED):
        for other in LETTERS:
            if other != letters[at] and _holds(number, letters[:at] + other + letters[at + 1 :]):
                yield f"letter {at % 4 + 1} of group {at // 4 + 1} is wrong: {letters[at]} should probably be {other}."
    for at in range(TYPED - 1):
        swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        if swapped != letters and _holds(number, swapped):
            yield f"two letters changed places: {letters[at]}{letters[at + 1]} in group {at // 4 + 1}."
