"""A support site with a sandbox behind it."""

from __future__ import annotations

from tests.contributions.inbox.conftest import place

__all__ = ["place"]
