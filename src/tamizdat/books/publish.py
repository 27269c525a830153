"""Sign offer and statement when it is time, keep their very bytes, and lay them where the newsroom may see them.

The newsroom's side of the house receives these two values and nothing else.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from tamizdat.books.keys import public_key, read_signing_key
from tamizdat.books.models import Entry, Published
from tamizdat.books.offer import build_offer
from tamizdat.books.statement import Draft, Pledges, Shown, build_statement
from tamizdat.books.waiting import keep_counted, waiting_parts
from tamizdat.core.canonical import digest, parse_strict
from tamizdat.core.ledger.errors import StatementError, TooLongError
from tamizdat.core.ledger.months import day_of
from tamizdat.core.ledger.offer import write_offer
from tamizdat.core.ledger.read_statement import parse_statement, write_statement
from tamizdat.core.ledger.recompute import recompute
from tamizdat.core.ledger.signed import open_signed, sign
from tamizdat.core.ledger.statement import MOST_MONTHS
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, Settings

KINDS = ("offer", "statement")
PUBLIC_KEY = "public-key"


def publish_due(home: Home, now: datetime, pledges: Pledges | None = None) -> list[str]:
    """What was signed now: ``offer``, ``statement``, both or none.

    ``pledges``: recurring gifts that are active; None where nobody looked. Twice gives the same as once, and a crash
    at any point is made good by the next call. Raises RefusedError when the settings say what cannot be published.
    """
    settings = home.read_settings()
    if not settings.support.address:
        return []
    if settings.support.processor != "sandbox" and Entry.objects.filter(processor="sandbox").exists():
        raise RefusedError(
            f"The books of {home.folder} hold gifts of the sandbox, which are no money, so nothing is published: "
            "begin the real newsroom's support site in a new folder or database."
        )
    private = read_signing_key(home)
    try:
        signed = [
            kind
            for kind, is_new in (
                ("offer", _publish_offer(settings, private, now)),
                ("statement", _publish_statement(home, settings, private, now, pledges)),
            )
            if is_new
        ]
    except StatementError as error:
        raise RefusedError(f"{home.settings_file}: [support] cannot be published: {error}") from None
    lay_out(home, public_key(private))
    return signed


def _last(kind: str) -> Published | None:
    return Published.objects.filter(kind=kind).order_by("-number").first()


def zone_of(settings: Settings) -> ZoneInfo:
    """The newsroom's time zone."""
    return ZoneInfo(settings.time_zone if settings.time_zone in available_timezones() else "UTC")


def _publish_offer(settings: Settings, private: Ed25519PrivateKey, now: datetime) -> bool:
    today, before = day_of(now, zone_of(settings)), _last("offer")
    offer = write_offer(build_offer(settings.support, before.number + 1 if before else 1, today))
    old = _signed(before, private) if before else None
    if old is not None and _without_number(offer) == _without_number(old):
        return False
    return _keep("offer", Published(number=offer["number"], day=today, data=sign(offer, private)))


def _without_number(signed: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in signed.items() if name not in ("number", "issued_on", "previous")}


def _signed(one: Published, private: Ed25519PrivateKey) -> dict[str, object] | None:
    """None when it is under another key than today's: then everything is signed again."""
    try:
        return open_signed(bytes(one.data), public_key(private))
    except StatementError:
        return None


def _publish_statement(
    home: Home, settings: Settings, private: Ed25519PrivateKey, now: datetime, pledges: Pledges | None
) -> bool:
    zone, last = zone_of(settings), _last("statement")
    if last and last.day >= day_of(now, zone):
        return False
    _refuse_older_books(home, private, last.number if last else 0)
    draft, data = _draft(settings, private, now, pledges, last)
    old = _signed(last, private) if last else None
    if old is not None and _without_number(old) == _without_number(write_statement(draft.statement)):
        return False
    row = Published(number=draft.statement.number, day=draft.statement.issued_on, data=data, counted=draft.counted)
    return _keep("statement", row, draft)


def _draft(
    settings: Settings, private: Ed25519PrivateKey, now: datetime, pledges: Pledges | None, last: Published | None
) -> tuple[Draft, bytes]:
    """As many months as fit; the oldest go first."""
    zone = zone_of(settings)
    before = parse_statement(open_own(bytes(last.data))) if last else None
    waiting, shown = list(waiting_parts(zone)), _shown()
    for most in range(MOST_MONTHS, 0, -1):
        draft = build_statement(
            settings.support, before, digest(bytes(last.data)) if last else None, waiting, day_of(now, zone),
            time_zone=zone.key, pledges=pledges, shown=shown, most_months=most,
        )  # fmt: skip
        signed = write_statement(draft.statement)
        recompute(parse_statement(signed))
        with suppress(TooLongError):
            return draft, sign(signed, private)
    raise StatementError("The texts of costs and commitments are too long for a statement. Shorten them.")


def open_own(data: bytes) -> dict[str, object]:
    """What these books themselves kept, under whichever key it was signed then."""
    signed: dict[str, object] = parse_strict(data)["signed"]
    return signed


def _shown() -> Shown:
    found: dict[str, list[dict[str, int]]] = {}
    for counted in Published.objects.filter(kind="statement").order_by("number").values_list("counted", flat=True):
        for code, gifts in counted.get("pledged", {}).items():
            found.setdefault(code, []).append(gifts)
    return found


def _keep(kind: str, row: Published, draft: Draft | None = None) -> bool:
    """The bytes and what they stand on, in one transaction. False: somebody else was first."""
    row.kind = kind
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if draft:
                keep_counted((*draft.plan.parts, *draft.plan.passed), row.number)
    except IntegrityError:
        if not Published.objects.filter(kind=kind, number=row.number).exists():
            raise
        return False
    return True


def _refuse_older_books(home: Home, private: Ed25519PrivateKey, number: int) -> None:
    """A statement is out that these books do not know: they were brought back from an old backup."""
    file = home.support_public / "statement.json"
    with suppress(FileNotFoundError, StatementError):
        out = parse_statement(open_signed(file.read_bytes(), public_key(private))).number
        if out > number:
            raise RefusedError(
                f"{file} is number {out}, and these books know only number {number}. Bring back newer books, or, "
                "if there are none, move that file away: the next statement will show that the chain was broken."
            )


def lay_out(home: Home, key: str) -> None:
    """The newest of each, and the public key, in ``support_public``; each file is replaced whole."""
    home.support_public.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        if row := _last(kind):
            _replace(home.support_public / f"{kind}.json", bytes(row.data))
    _replace(home.support_public / PUBLIC_KEY, f"{key}\n".encode())


def _replace(file: Path, data: bytes) -> None:
    with suppress(FileNotFoundError):
        if file.read_bytes() == data:
            return
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with part.open("wb") as new:
        new.write(data)
        new.flush()
        os.fsync(new.fileno())
    part.replace(file)
