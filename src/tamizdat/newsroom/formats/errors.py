"""What can be wrong with a recording, in words for whoever uploads it."""

from __future__ import annotations

from tamizdat.shell.errors import RefusedError


class RecordingError(RefusedError):
    """The file cannot go to readers as it is."""
