"""What can go wrong with the books.

RefusedError
└── LedgerConflictError   a movement is told with other figures than are booked
"""

from __future__ import annotations

from tamizdat.shell.errors import RefusedError


class LedgerConflictError(RefusedError):
    """A movement is told with other figures than are booked: one of the two is wrong, and a person has to look."""
