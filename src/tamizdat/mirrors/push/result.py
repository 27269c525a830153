"""What became of a push, in words for the person who has to do something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tamizdat.mirrors.backends.contract import Fault
from tamizdat.shell.errors import TamizdatError

Kind = Fault | Literal["slow", "newer", "strange", "tampered", "damaged"]
TO_DO: dict[Kind, str] = {
    "unreachable": "Check its address and the network. The next push goes on where this one was.",
    "refused": "Check its credentials and what they may do, and that its place exists.",
    "throttled": "The next push goes on where this one was. If this stays so, ask its provider for more.",
    "full": "Make room there, or ask for more; then push again.",
    "expired": "Get new credentials from its provider and put them into the file that the mirror's entry names.",
    "slow": "The next push goes on where this one was. Give it more time with --minutes.",
    "newer": "Push from the machine that pressed that edition; --whole writes ours over it.",
    "strange": "Give the mirror an empty place of its own: what an edition does not hold would be removed from there.",
    "tampered": "Somebody else can write there: change its credentials. The next push writes everything again.",
    "damaged": "Run `tamizdat verify` on this newsroom's own public tree, then press again.",
}


class PushError(TamizdatError):
    """A mirror does not have the edition, for a reason that is not the place's own word."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind


@dataclass(frozen=True, slots=True)
class PushResult:
    """Of one mirror. ``kind`` and ``what`` are empty where all went well."""

    mirror: str
    edition: int = 0
    """The edition that it has now, as far as we know; 0: none."""
    sent: int = 0
    sent_bytes: int = 0
    removed: int = 0
    requests: int = 0
    seconds: float = 0.0
    kind: Kind | Literal[""] = ""
    what: str = ""

    @property
    def is_done(self) -> bool:
        """Does it have the current edition?"""
        return not self.kind

    @property
    def to_do(self) -> str:
        """What a person can do about it."""
        return TO_DO[self.kind] if self.kind else ""
