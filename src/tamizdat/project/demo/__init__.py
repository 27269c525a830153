"""The demo newsroom: The Night Ferry, an invented paper of the invented harbour town of Pelorna."""

from __future__ import annotations

from importlib.resources import files

NAME = "The Night Ferry"
LANGUAGES = ("en", "ru", "fa")


def read_support_settings() -> str:
    """``[support]`` of the demo, as TOML."""
    return (files("tamizdat.project.demo") / "support.toml").read_text(encoding="utf-8")
