"""What an import did, for people and for machines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tamizdat.intake.archive import Skipped
from tamizdat.newsroom.incoming import Accepted, IncomingArticle

LONGEST_LIST = 10_000
"""Entries of each list that are kept; the rest is only counted."""
SHOWN = 10


class Lines(list[Any]):
    """A list that stops growing, so that a hostile archive cannot fill the memory with complaints."""

    more = 0

    def add(self, entry: Any) -> None:
        if len(self) < LONGEST_LIST:
            self.append(entry)
        else:
            self.more += 1


@dataclass(slots=True)
class Report:
    """Counts and lists, filled while the import goes on."""

    outcomes: Counter[str] = field(default_factory=Counter)
    skipped: Lines = field(default_factory=Lines)
    missing: Lines = field(default_factory=Lines)
    warnings: Lines = field(default_factory=Lines)
    _known_missing: set[str] = field(default_factory=set)

    def add_skipped(self, skipped: Skipped) -> None:
        self.skipped.add({"id": skipped.id[:300], "reason": skipped.reason[:500]})

    def add_warning(self, text: str) -> None:
        self.warnings.add(text[:500])

    def add_accepted(self, article: IncomingArticle, accepted: Accepted) -> None:
        """What the newsroom made of it, and what it and the reader of the archive warn of."""
        self.outcomes[accepted.outcome] += 1
        for text in dict.fromkeys((*article.warnings, *accepted.warnings)):
            self.add_warning(f"{article.headline[:80]} ({article.identity[:200]}): {text}")
        for key in accepted.missing_media:
            if key not in self._known_missing and len(self._known_missing) < 4 * LONGEST_LIST:
                self._known_missing.add(key)
                self.missing.add(key[:500])

    def as_json(self) -> dict[str, Any]:
        """The report of ``--json``."""
        warnings = list(self.warnings)
        for name, lines in (("skipped", self.skipped), ("missing media", self.missing), ("warnings", self.warnings)):
            if lines.more:
                warnings.append(f"{lines.more:,} more {name} are not listed.")
        return {
            "created": self.outcomes["created"],
            "updated": self.outcomes["updated"],
            "unchanged": self.outcomes["unchanged"],
            "skipped": list(self.skipped),
            "missing_media": list(self.missing),
            "warnings": warnings,
        }

    def as_text(self, *, is_trial: bool) -> str:
        """The report in plain words."""
        counts = self.outcomes
        done = "Would come in" if is_trial else "Came in"
        lines = [
            f"{done}: {counts['created']:,} new, {counts['updated']:,} changed, {counts['unchanged']:,} unchanged."
        ]
        lines += _listed("did not come in", self.skipped, lambda one: f"{one['id']}: {one['reason']}")
        lines += _listed("pictures are missing", self.missing, str)
        lines += _listed("things to look at", self.warnings, str)
        return "\n".join(lines)


def _listed(title: str, lines: Lines, show: Any) -> list[str]:
    """The first few, and how many more."""
    if not lines:
        return []
    total = len(lines) + lines.more
    rest = [f"  … and {total - SHOWN:,} more"] if total > SHOWN else []
    return [f"{total:,} {title}:", *(f"  {show(one)}" for one in lines[:SHOWN]), *rest]
