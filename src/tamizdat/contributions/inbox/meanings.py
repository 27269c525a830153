"""What a kept notice means: movements say it themselves, all else is read by the processor's own reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamizdat.contributions.inbox.answer import MOVEMENT, meaning_in
from tamizdat.contributions.inbox.meaning import Meaning, plain_meaning
from tamizdat.contributions.providers.contract import Provider


def meaning_for(provider: Provider, kind: str, skeleton: Mapping[str, Any]) -> Meaning:
    """A provider without a reader of its own writes our words into its skeletons."""
    if kind == MOVEMENT:
        return meaning_in(skeleton)
    reader = getattr(provider, "meaning", None)
    return reader(kind, skeleton) if reader else plain_meaning(skeleton)
