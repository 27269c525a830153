"""What can go wrong outside the core.

TamizdatError            a person can read it and do something: exit code 1, one line, no traceback
├── HomeError            the newsroom's folder is missing, unreadable or not one
└── RefusedError         input or state that must not go on; says what, where and what to do
"""

from __future__ import annotations


class TamizdatError(Exception):
    """Something a person can act on. The message is the whole explanation."""


class HomeError(TamizdatError):
    """The newsroom's folder is missing, unreadable, or not a newsroom's folder."""


class RefusedError(TamizdatError):
    """Input or state that must not go on."""
