"""The chain of corrections: lines are added, and lose their words; nothing else ever happens to them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from tamizdat.core.trust.corrections import fact_name, next_line
from tamizdat.newsroom.corrections.records import CorrectionLine

Facts = dict[str, Any]


def round_down(at: datetime) -> datetime:
    """Whole minutes: when somebody pressed a button is nobody's business."""
    return at.replace(second=0, microsecond=0)


@transaction.atomic
def add_line(article: str, language: str, html: str, at: datetime, now: datetime) -> CorrectionLine:
    """Put a correction at the end of the chain; it becomes public with its article's facts."""
    opening = {
        "article": article,
        "at": round_down(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "html": html,
        "salt": secrets.token_hex(16),
    }
    last = CorrectionLine.objects.filter(language=language).order_by("-number").first()
    value = next_line(
        _value(last) if last else None, opening, day=now.astimezone(UTC).strftime("%Y-%m-%d"), language=language
    )
    return CorrectionLine.objects.create(article=article, **value)


def corrections_of(public_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """What stands above the text of each article, oldest first."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in CorrectionLine.objects.filter(article__in=public_ids, opening__isnull=False):
        opening = line.opening
        found[line.article].append({"at": opening["at"], "html": opening["html"], "line": line.number})
    return found


def compose_lines(public: Collection[str], gone: Collection[str] = ()) -> Facts:
    """The facts ``correction:…`` of lines about these articles: their words only while the article is public."""
    lines = CorrectionLine.objects.filter(article__in=[*public, *gone])
    known = set(public)
    return {fact_name(one.language, one.number): _value(one, is_open=one.article in known) for one in lines}


def forget_words(lines: Iterable[CorrectionLine]) -> Facts:
    """Take the words of these lines away for good; gives their facts."""
    facts: Facts = {}
    for line in lines:
        line.opening, line.article = None, ""
        line.save(update_fields=["opening", "article"])
        facts[fact_name(line.language, line.number)] = _value(line)
    return facts


def lines_about(public_ids: Collection[str]) -> list[CorrectionLine]:
    """Lines about these articles that still have their words."""
    return list(CorrectionLine.objects.filter(article__in=public_ids))


def restore_line(value: dict[str, Any]) -> None:
    """A line as an edition has it."""
    opening = value["opening"]
    CorrectionLine.objects.create(article=opening["article"] if opening else "", **value)


def _value(line: CorrectionLine, *, is_open: bool = True) -> dict[str, Any]:
    return {
        "commitment": line.commitment,
        "day": line.day,
        "language": line.language,
        "number": line.number,
        "opening": line.opening if is_open else None,
        "previous": line.previous,
    }
