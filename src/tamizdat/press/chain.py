"""A correction that readers have seen is never changed or taken away: the press refuses, whatever the newsroom says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tamizdat.core.trust.corrections import ChainError, check_follows, check_line
from tamizdat.press.lists import Facts
from tamizdat.shell.errors import RefusedError

FactRow = tuple[int, str, str | None, str]


def refuse_rewritten(facts: Facts, rows: Sequence[FactRow]) -> None:
    """Raises RefusedError for a line that is not the one that was printed before."""
    for _, name, value, _ in rows:
        if name.startswith("correction:"):
            _refuse(name, facts.value(name), json.loads(value) if value else None)


def _refuse(name: str, before: Any, now: Any) -> None:
    try:
        if before is not None:
            check_follows(before, now)
        elif now is not None:
            check_line(now)
    except ChainError as error:
        raise RefusedError(
            f"{name}: {error} No edition was made. Bring the newsroom's database back from a backup; "
            "a wrong correction is corrected by another one."
        ) from None
