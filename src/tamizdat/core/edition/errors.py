"""What can be wrong with an edition.

EditionError               ``rule`` is one of the words of docs/formats/edition-v1.md, section 8
├── CanonicalError         bytes are not the strict JSON that this project reads and writes
├── PathError              a path breaks section 3 of the format
├── ManifestError          a manifest breaks section 6
└── MapError               entries that make no map
    └── NodeError          one node is missing or refused; ``digest`` says which
"""

from __future__ import annotations

from typing import Literal

Rule = Literal[
    "missing",
    "extra",
    "digest",
    "length",
    "format",
    "signature",
    "version",
    "root-expired",
    "path",
    "absent",
    "unreachable",
    "unfit",
    "retracted",
]


class EditionError(ValueError):
    """Something breaks the format of editions."""

    rule: Rule = "format"


class CanonicalError(EditionError):
    """Bytes or values that are not the JSON of this project."""


class PathError(EditionError):
    """A path that no edition may hold."""

    rule: Rule = "path"


class ManifestError(EditionError):
    """A manifest with other, missing or repeated keys, or values that make no sense."""


class MapError(EditionError):
    """Entries that make no map."""


class NodeError(MapError):
    """A node that is missing, or that must be refused."""

    def __init__(self, digest: str, rule: Rule, message: str) -> None:
        super().__init__(f"node {digest}: {message}")
        self.digest = digest
        self.rule = rule
