"""What is known of each translation: what it was made from, and whether that has changed since.

Nothing here writes a word of an article: a translation is its translator's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tamizdat.newsroom.formats.words import Pair, Words, compare, words_digest, words_of
from tamizdat.newsroom.models import ArticlePage, TranslationState


def note_begun(translation: ArticlePage, original: ArticlePage) -> None:
    """A translation begins with the words of its original as they are now."""
    words = words_of(original)
    values = {"original": original, "words": words, "digest": words_digest(words), "outdated_since": None}
    TranslationState.objects.update_or_create(page_id=translation.pk, defaults={**values, "at": timezone.now()})


@transaction.atomic
def note_changed(original: ArticlePage, now: datetime) -> None:
    """An original was saved: which of its translations are behind it now, and since when."""
    states = list(TranslationState.objects.filter(original_id=original.pk))
    if not states:
        return
    digest = words_digest(words_of(original))
    for state in states:
        since = None if state.digest == digest else state.outdated_since or now
        if since != state.outdated_since:
            TranslationState.objects.filter(pk=state.pk).update(outdated_since=since)


def note_gone(original: ArticlePage) -> None:
    """An original is about to be deleted: nothing is left that its translations could be behind of."""
    TranslationState.objects.filter(original_id=original.pk).update(outdated_since=None)


@transaction.atomic
def bring_over(translation: ArticlePage, digest: str) -> bool:
    """The translator says that he has brought over what he was shown; False when it has changed again since."""
    state = TranslationState.objects.select_for_update().filter(page_id=translation.pk).first()
    if state is None or state.original is None:
        return False
    words = words_of(state.original)
    if words_digest(words) != digest:
        return False
    state.words, state.digest, state.at, state.outdated_since = words, digest, timezone.now(), None
    state.save()
    return True


@dataclass(frozen=True, slots=True)
class Difference:
    """How the original differs from what the translation was made from."""

    state: TranslationState
    original: ArticlePage
    digest: str
    pairs: list[Pair]
    corrections: list[str]
    """Corrections that the original has had since: to be translated as notes of their own."""

    @property
    def is_outdated(self) -> bool:
        """Is there anything to bring over?"""
        return self.digest != self.state.digest


def find_difference(translation: ArticlePage) -> Difference | None:
    """None for an article that was not begun as a translation, or whose original is gone."""
    state = TranslationState.objects.select_related("original").filter(page_id=translation.pk).first()
    if state is None or state.original is None:
        return None
    words = words_of(state.original)
    return Difference(
        state, state.original, words_digest(words), compare(_told(state.words), _told(words)), _new(state.words, words)
    )


def _told(words: Words) -> Words:
    return [one for one in words if one[0] != "correction"]


def _new(old: Words, new: Words) -> list[str]:
    known = {text for kind, text in old if kind == "correction"}
    return [text for kind, text in new if kind == "correction" and text not in known]
