"""What every place that carries editions can do, and what can go wrong with it.

One suite holds all of them to it: tests/mirrors/test_contract.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tamizdat.shell.errors import TamizdatError

Fault = Literal["unreachable", "refused", "throttled", "full", "expired"]
"""``refused``: it does not let us in, or not do this. ``expired``: it would, with new credentials."""


class BackendError(TamizdatError):
    """A place that carries editions did not do what was asked."""

    def __init__(self, kind: Fault, message: str) -> None:
        super().__init__(message)
        self.kind = kind


Signs = tuple[tuple[Fault, tuple[str, ...]], ...]
"""Words of others, in small letters, by which a fault is known; the first that fits counts."""


def find_fault(said: str, signs: Signs) -> Fault:
    """What was meant; what nobody knows is taken for something that may pass."""
    low = said.lower()
    for kind, words in signs:
        if any(word in low for word in words):
            return kind
    return "unreachable"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a place says of a file: nothing that anybody has to believe."""

    name: str
    length: int
    md5: str = ""
    """In hex, where it tells one."""


def check_name(name: str) -> str:
    """A name that leads anywhere else than down is not there; raises FileNotFoundError."""
    if "\0" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise FileNotFoundError(name)
    return name


class Backend(Protocol):
    """A place below which names lie, such as ``o/ab…`` and ``fa/خبر.html``. What goes wrong is a BackendError."""

    where: str
    """As a person would call it."""
    at_once: int
    """So many deeds at the same time do it good."""
    is_atomic: bool
    """Does a reader get the old file or the new one at every moment, never a half or nothing?"""

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of this name, at most one more than the limit; raises FileNotFoundError."""

    def write(self, name: str, data: bytes, media_type: str) -> None:
        """Put it there, in the place of what was there. When this comes back, it is there."""

    def remove(self, names: Sequence[str]) -> None:
        """Take these away, and the folders that they leave empty; what is not there is gone already."""

    def names(self, below: str = "") -> Iterator[Listed]:
        """Everything that lies below a folder."""

    def close(self) -> None:
        """Let go of connections and processes."""
