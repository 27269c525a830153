"""What is wrong with a page as it stands at the desk, in words for its editor.

A check is a function from a ``Draft`` to findings. To add one, write it in a file of its own and name it in ``CHECKS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tamizdat.newsroom.desk.check_links import check_links, check_own_hosts
from tamizdat.newsroom.desk.check_pictures import check_pictures
from tamizdat.newsroom.desk.check_shape import check_shape
from tamizdat.newsroom.desk.check_words import check_words
from tamizdat.newsroom.desk.findings import Draft, Finding, Weight
from tamizdat.newsroom.desk.preview import render_page
from tamizdat.newsroom.desk.preview_drafts import draft_facts
from tamizdat.newsroom.formats.faults import recording_faults
from tamizdat.newsroom.models import ArticlePage
from tamizdat.pages.errors import PageError


def check_recording(draft: Draft) -> Iterator[Finding]:
    """Can its sound or film be used by everybody?"""
    if isinstance(draft.page, ArticlePage):
        yield from (Finding(Weight.ASK, words) for words in recording_faults(draft.page))


def check_print(draft: Draft) -> Iterator[Finding]:
    """Would the press print it?"""
    try:
        render_page(draft.page)
    except PageError as error:
        words = _("Readers would not get this page as it is. %(reason)s") % {"reason": error}
        yield Finding(Weight.ASK, words)


Check = Callable[[Draft], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    check_print,
    check_pictures,
    check_own_hosts,
    check_words,
    check_links,
    check_shape,
    check_recording,
)


def find_findings(page: Any, names: Sequence[str] = ()) -> list[Finding]:
    """All that the checks find, what matters most first, each once."""
    draft = Draft(page, draft_facts(page, timezone.now())[1], names)
    found = dict.fromkeys(one for check in CHECKS for one in check(draft))
    return sorted(found, key=lambda one: one.weight)


def find_faults(page: Any) -> list[str]:
    """The words of it alone."""
    return [one.words for one in find_findings(page)]
