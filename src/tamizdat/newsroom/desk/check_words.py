"""Words that this newsroom wants to be asked about: names of people in danger, places, its own slips."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tamizdat.newsroom.desk.findings import Draft, Finding, Weight
from tamizdat.newsroom.look_alikes import find_words
from tamizdat.newsroom.models import WatchWord
from tamizdat.newsroom.private_words import private_words


def check_words(draft: Draft) -> Iterator[Finding]:
    """The watch list, and the names of accounts: the press makes no edition in which one of those stands."""
    advice = dict(WatchWord.objects.values_list("word", "advice"))
    texts = [*draft.texts()]
    for word in find_words(list(advice), texts):
        words = _("“%(word)s” is on the newsroom’s watch list.") % {"word": word}
        yield Finding(Weight.ASK, f"{words} {advice[word]}".strip())
    for word in find_words(sorted(private_words()), texts):
        words = _(
            "“%(word)s” is the name or address of an account. No edition is made while it stands in a text and is no "
            "byline."
        )
        yield Finding(Weight.ASK, words % {"word": word})
