"""What can be wrong in a file of the demo newsroom."""

from __future__ import annotations

from pathlib import Path

from tamizdat.shell.errors import RefusedError


class DemoFileError(RefusedError):
    """A file of the demo newsroom has a mistake; says which file and line, and what to do."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}, line {line}: {what}")
        self.line = line
