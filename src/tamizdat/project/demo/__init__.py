"""The demo newsroom: The Night Ferry, an invented paper of the invented harbour town of Pelorna."""

from __future__ import annotations

NAME = "The Night Ferry"
LANGUAGES = ("en", "ru", "fa")
