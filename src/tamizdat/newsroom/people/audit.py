"""Deeds on record: lines that are only added, each holding the digest of the one before it.

Who did it, and to whom, is sealed under the people's key; the chain can be verified without that key. The last line's
number and digest are kept in a file as well, so that lines missing at the end are found.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from tamizdat.newsroom.people.key import has_key, seal, unseal
from tamizdat.newsroom.people.models import AuditLine
from tamizdat.newsroom.people.sealed_fields import Unreadable
from tamizdat.shell.errors import RefusedError

BEGINNING = "0" * 64
PURPOSE = "audit"
CHAINED = ("number", "at", "actor", "deed", "about", "what", "previous")


@dataclass(frozen=True, slots=True)
class Deed:
    """A line as somebody with the key reads it; ``who`` is empty for the program, "?" when nobody can say any more."""

    number: int
    at: str
    who: str
    deed: str
    about: str
    what: str


def note(user: AbstractBaseUser | None, deed: str, what: str = "", *, about: AbstractBaseUser | None = None) -> None:
    """Put a deed on record. ``what`` stands there for everybody to read: no names of people in it."""
    with transaction.atomic():
        last = AuditLine.objects.order_by("-number").first()
        line = AuditLine(
            number=last.number + 1 if last else 1,
            at=timezone.now().strftime("%Y-%m-%dT%H:%MZ"),
            actor=_sealed(user),
            deed=deed,
            about=_sealed(about),
            what=what,
            previous=last.digest if last else BEGINNING,
        )
        line.digest = digest_of(line)
        line.save(force_insert=True)
        transaction.on_commit(lambda: _write_head(line.number, line.digest))


def digest_of(line: AuditLine) -> str:
    """Of all that the line says, and of the digest before it."""
    values = [getattr(line, name) for name in CHAINED]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def verify() -> int:
    """How many lines there are, all as they were written; raises RefusedError with the first that is not."""
    number, previous = 0, BEGINNING
    for line in AuditLine.objects.order_by("number").iterator():
        number += 1
        if line.number != number:
            raise RefusedError(f"The audit log lacks line {number}: {line.number - number} were taken away before it.")
        if line.previous != previous or line.digest != digest_of(line):
            raise RefusedError(
                f"Line {number} of the audit log ({line.at}) is not as it was written, or not in its place."
            )
        previous = line.digest
    _check_end(number, previous)
    return number


def _check_end(number: int, digest: str) -> None:
    head = read_head()
    if head is None:
        if number:
            raise RefusedError(f"{head_file()} is missing: whether lines were taken from the end cannot be told.")
        return
    if head[0] > number:
        raise RefusedError(
            f"The audit log ends with line {number}, and line {head[0]} was written: the last ones were taken away, or "
            "the database is older than its keys (brought back from a backup)."
        )
    if head[0] < number or head[1] != digest:
        raise RefusedError(f"The audit log's last line is not the one that {head_file()} names: it was written anew.")


def read(*, before: int | None = None, count: int = 100) -> Iterator[Deed]:
    """The newest first."""
    lines = AuditLine.objects.order_by("-number")
    names = _names()
    for line in (lines.filter(number__lt=before) if before else lines)[:count]:
        yield Deed(line.number, line.at, _name(line.actor, names), line.deed, _name(line.about, names), line.what)


def _sealed(user: Any) -> str:
    """With chance in it: without the key nobody can tell which lines are of the same person."""
    if user is None or not user.is_authenticated or not has_key():
        return ""
    return seal(f"{secrets.token_hex(4)} {user.pk}", PURPOSE)


def _name(sealed: str, names: dict[str, str]) -> str:
    if not sealed:
        return ""
    plain = unseal(sealed, PURPOSE)
    return names.get(plain.split()[1], "?") if plain else "?"


def _names() -> dict[str, str]:
    accounts: Iterable[Any] = get_user_model().objects.all()
    return {
        str(one.pk): "?" if isinstance(one.username, Unreadable) else one.get_full_name() or one.username
        for one in accounts
    }


def head_file() -> Path:
    """Outside the database, so that whoever can write only there cannot shorten the log."""
    return Path(settings.PEOPLE_KEY).with_name("audit.head")


def read_head() -> tuple[int, str] | None:
    """Number and digest of the line that was written last."""
    try:
        number, digest = head_file().read_text(encoding="ascii").split()
        return int(number), digest
    except FileNotFoundError:
        return None
    except ValueError:
        raise RefusedError(f"{head_file()} holds something else than a number and a digest.") from None


def _write_head(number: int, digest: str) -> None:
    """A log that is not as it was written keeps its old head: a later deed must not make it look whole."""
    try:
        head = read_head()
    except RefusedError:
        head = (0, "")
    if _follows(head, number):
        _replace_head(number, digest)
    elif head is None or not _has_line(*head):  # else another process was faster
        logging.getLogger(__name__).error(
            "The audit log is not as it was written; deeds are noted all the same. What is wrong: tamizdat audit verify"
        )


def accept_end() -> int:
    """After a backup came back, or lines were lost: go on from the end that is there, and put that on record too."""
    with transaction.atomic():
        note(None, "the log was taken as it is")
        last = AuditLine.objects.latest("number")
        transaction.on_commit(lambda: _replace_head(last.number, last.digest))
    return int(last.number)


def _follows(head: tuple[int, str] | None, number: int) -> bool:
    """Whether the line that was last is still there as it was, below this one."""
    return number == 1 if head is None else head[0] < number and _has_line(*head)


def _has_line(number: int, digest: str) -> bool:
    return AuditLine.objects.filter(number=number, digest=digest).exists()


def _replace_head(number: int, digest: str) -> None:
    part = head_file().with_name(f"audit.head.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
        new.write(f"{number} {digest}\n")
        new.flush()
        os.fsync(new.fileno())
    part.replace(head_file())
