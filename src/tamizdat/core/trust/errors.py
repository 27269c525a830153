"""What can be wrong on the way from the newsroom's root to a file.

EditionError
└── TrustError           one file of the edition is refused: which one, and by which rule of section 8
    └── UnreachableError it could not be fetched or read at all
"""

from __future__ import annotations

from tamizdat.core.edition.errors import EditionError, Rule


class TrustError(EditionError):
    """One file breaks one rule."""

    def __init__(self, file: str, rule: Rule, message: str) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.rule = rule
        self.message = message


class UnreachableError(TrustError):
    """A file that may be there, but could not be had."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(file, "unreachable", message)
