"""How a page gets its facts: it asks for each by name, and whoever answers remembers what was asked.

Facts of the newsroom (docs/formats/facts-v1.md), None when there is no such fact:
``settings`` · ``paper:<language>`` · ``front:<language>`` · ``section:<id>`` · ``topic:<id>`` · ``byline:<id>``
· ``picture:<id>`` · ``article:<id>``

Facts that are derived from them:

====================================  =======================================================================
``card:<article id>``                 what a list prints of an article (``press/lists.py``, ``compose_card``):
                                      ``id path language kind headline standfirst dateline published updated``,
                                      ``bylines`` and ``section`` with ``id name slug``, ``picture`` with ``alt``
                                      and ``rendition`` (the small JPEG) or None
``newest:<list>``                     the cards of the 30 newest articles of a list, newest first
``cards:<list>/<page>``               the cards of a list page (50 places), newest first
``extent:<list>``                     ``{"pages": n}``: how many list pages there are; None for an empty list
``months:<language>``                 ``[{"month": "2026-03", "count": 12}]``, newest first
``translations:<group>``              ``[{"id", "language", "path", "headline"}]`` of all translations, itself included
``pages:<language>``                  the cards of standing pages, such as "About us"
``more:<article id>``                 up to five cards for "Read more"; never one that is newer than the article
====================================  =======================================================================

A list is ``latest:<language>``, ``section:<id>``, ``topic:<id>``, ``byline:<id>`` or ``month:<language>/<yyyy>-<mm>``.
"""

from __future__ import annotations

from typing import Any, Protocol


class Ask(Protocol):
    """``ask("settings")`` → the value of a fact, or None. Values are shared: never change one."""

    def __call__(self, name: str) -> Any:
        """The value of the fact of this name."""
