"""What one probe found: one mirror, through one vantage point, at one moment. Never anything of a reader."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, get_args

Kind = Literal[
    "ok", "dns", "dns-bogon", "tcp-refused", "tcp-timeout", "unreachable", "tls", "tls-certificate", "reset", "silent",
    "cut-16k", "drip", "http-status", "redirect", "blockpage", "foreign-body", "wrong", "old", "rollback", "vantage",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

CUT_OFF: frozenset[Kind] = frozenset(
    {
        "dns", "dns-bogon", "tcp-refused", "tcp-timeout", "unreachable", "tls", "tls-certificate", "reset", "silent",
        "cut-16k", "drip", "redirect", "blockpage", "foreign-body",
    }
)  # fmt: skip
"""Somebody or something stands between: readers there do not get what the mirror has."""
FAULTY: frozenset[Kind] = frozenset({"http-status", "wrong", "old", "rollback"})
"""The mirror answers, and what it answers is at fault."""
TELLTALE: frozenset[Kind] = frozenset({"dns-bogon", "cut-16k", "blockpage"})
"""What a broken mirror does not do: these show a block even when there is nothing to compare with."""
NO_DATA: frozenset[Kind] = frozenset({"vantage"})
"""The vantage point itself did not work. That is not "ok", and it is nothing against the mirror either."""
STEPS = ("dns", "tcp", "tls", "http", "content")

MAIN = "@main"
"""The name under which the newsroom's main address is watched; no mirror can be called so."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Which mirror, from where, what, how long each step took (ms), and which edition was seen."""

    at: datetime
    mirror: str
    vantage: str
    kind: Kind
    steps: dict[str, int] = field(default_factory=dict)
    """Milliseconds of the steps that were taken, by their names in ``STEPS``; through a proxy there is no ``dns``."""
    edition: int | None = None
    note: str = ""
    """For an engineer: which certificate, which status, which block page. May hold the mirror's host: private."""

    @property
    def is_ok(self) -> bool:
        return self.kind == "ok"

    def as_vantage_down(self) -> Observation:
        """The same, when it says nothing about the mirror."""
        return replace(self, kind="vantage", note=f"everything failed from here ({self.kind}): no conclusion")


class ProbeError(Exception):
    """A probe ended here: the kind says why."""

    def __init__(self, kind: Kind, note: str = "") -> None:
        super().__init__(f"{kind}: {note}")
        self.kind: Kind = kind
        self.note = note
