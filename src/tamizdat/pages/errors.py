"""What can be wrong with a page.

PageError
└── UnfitError           the page must not go out as it is; the message tells the editor what, where and what to do
"""

from __future__ import annotations


class PageError(ValueError):
    """A page that cannot be made."""


class UnfitError(PageError):
    """A page that breaks a budget, a link or its markup: it is held back, and its last good version stays."""
