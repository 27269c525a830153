"""``tamizdat verify FILE.html``: is this saved copy the newsroom's page?

Format: docs/formats/edition-v1.md, section 16.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.core.trust.copy import COPY, LONGEST_COPY, CopyCheck, check_copy, open_copy
from tamizdat.core.trust.copy_newest import compare_with
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.verdict import Failure, judge_metadata, judged
from tamizdat.reading.fetch import Site, check_address_form
from tamizdat.reading.folder import Folder


@dataclass(frozen=True, slots=True)
class CopyAnswer:
    """What was found of a copy. ``asked``: the place that was asked for the newest edition, and answered."""

    check: CopyCheck | None
    failure: Failure | None
    is_own_root: bool
    now: datetime
    asked: str = ""
    unanswered: str = ""
    """Why the place that was asked could say nothing."""

    @property
    def verdict(self) -> str:
        return "refused" if self.check is None or self.failure else self.check.verdict


def answer_copy(file: Path, root: bytes | None, now: datetime, at: str = "") -> CopyAnswer:
    """Check a saved copy; with ``at`` (a mirror's address or an edition's folder) also whether it is the newest."""
    with file.open("rb") as opened:
        data = opened.read(LONGEST_COPY + 1)
    try:
        check = check_copy(data, root or _own_root(data), now)
    except TrustError as error:
        return CopyAnswer(None, Failure(error.file, error.rule), root is None, now)
    answer = CopyAnswer(check, None, root is None, now)
    return _ask_newest(answer, root or _own_root(data), at) if at else answer


def _own_root(data: bytes) -> bytes:
    """The first root that the copy itself carries: good for nothing but seeing whether it agrees with itself."""
    parts = open_copy(data)
    return dict(parts.roots())[parts.first_root]


def _ask_newest(answer: CopyAnswer, root: bytes, at: str) -> CopyAnswer:
    assert answer.check is not None
    try:
        return replace(answer, check=_compare(answer.check, root, answer.now, at), asked=at)
    except TrustError as error:
        if error.rule == "retracted":
            return replace(answer, failure=Failure(error.file, error.rule), asked=at)
        return replace(answer, unanswered=str(error))


def _compare(check: CopyCheck, root: bytes, now: datetime, at: str) -> CopyCheck:
    if not at.lower().startswith(("http://", "https://")):
        read = Folder(Path(at).resolve()).read
        return compare_with(check, judge_metadata(root, read, now), read)
    check_address_form(at)
    with Site(at) as site:
        return compare_with(check, judge_metadata(root, site.read, now), site.read)


def as_json(answer: CopyAnswer) -> dict[str, object]:
    """The same four keys as of an edition, and the page that was copied."""
    check = answer.check
    known = judged(check.trust, (), answer.now) if check else None
    failures = [{"file": answer.failure.file, "rule": answer.failure.rule}] if answer.failure else []
    return {
        "verdict": answer.verdict,
        "edition": known.edition if known else None,
        "age_seconds": known.age_seconds if known else None,
        "path": check.path if check else None,
        "failures": failures,
    }


WORDS = {
    "authentic": "This file is the newsroom's page to the last byte. Whether it is the latest is not known: a file "
    "cannot say so. To ask, name a mirror: --at https://…",
    "current": "This file is the newsroom's page to the last byte, and the newest edition has it unchanged.",
    "stale": "This file was the newsroom's page to the last byte. A newer edition has it otherwise, or no more.",
}
CUT = (
    "A saved copy carries its proof at its end. This file has none that can be read: it was cut on the way, or a "
    "browser's “save as” wrote it anew. Ask for the file itself."
)
CHANGED = "Something in it was changed, added or taken away: it is not what its own proof says. [digest]"


def say_copy(target: str, answer: CopyAnswer, why: str) -> None:
    """In words. ``why``: what the rule that was broken means."""
    if answer.verdict == "refused":
        click.secho(f"REFUSED: {target}", fg="red", bold=True)
        assert answer.failure is not None
        if answer.failure.rule == "retracted":
            click.echo("The newsroom has withdrawn this page. Please do not pass it on.")
        else:
            click.echo("Do not take this for the newsroom's words. What is wrong:")
            click.echo(f"  {_say_failure(answer.failure, why)}")
    else:
        colour = "yellow" if answer.verdict == "stale" else "green"
        click.secho(f"{answer.verdict.upper()}: {target}", fg=colour, bold=True)
        click.echo(WORDS[answer.verdict])
    _say_edition(answer)


def _say_failure(failure: Failure, why: str) -> str:
    if failure.file == COPY and failure.rule == "format":
        return f"{CUT} [format]"
    if failure.file == COPY and failure.rule == "digest":
        return CHANGED
    name = {"root": "The root file", COPY: "The copy"}.get(failure.file, failure.file)
    return f"{name} {why}. [{failure.rule}]"


def _say_edition(answer: CopyAnswer) -> None:
    if answer.check is not None:
        manifest = answer.check.trust.manifest
        day = manifest.issued_at.astimezone(UTC)
        number = f"{answer.check.path} of edition {manifest.edition}"
        click.echo(f"{number}, signed on {day.year:04}-{day:%m-%d} at {day:%H:%M} UTC.")
    if answer.unanswered:
        click.echo(f"The place that was asked for the newest edition could not say: {answer.unanswered}")
    if answer.is_own_root and answer.check is not None:
        click.echo(
            "Whose page it is was NOT checked. Without --root FILE it was held against the root that the copy itself "
            "carries, and anyone can make one. It agrees with itself; that is all this proves."
        )
