"""What a name was not found in: places that an eye would still read as the name, and words that resemble it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from django.utils.translation import gettext as _
from wagtail.models import Revision

from tamizdat.newsroom.corrections.places import INSIDE, RECORDS, Place, opened
from tamizdat.newsroom.corrections.seen import MAYBE_TAG, NO_SPACES, TAG
from tamizdat.newsroom.corrections.swap import Swap
from tamizdat.newsroom.desk.findings import strings_in
from tamizdat.newsroom.look_alikes import find_words, skeleton
from tamizdat.newsroom.models import Fact

SHOWN_WORDS = 40
BREAK = "\n0\n"
"""A word between two texts, so that no name begins in one and ends in the next."""
STEM, SHORTEST = 4, 3
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Left:
    """For whoever is about to say that a person is hidden."""

    places: tuple[Place, ...]
    """The name still stands there, in letters that look alike or in another shape: it has to be seen to by hand."""
    also_seen: tuple[str, ...]
    """Words that begin like the name and stay: perhaps an inflected form, perhaps somebody else."""


def what_is_left(swap: Swap) -> Left:
    """Read all that readers get, all versions and all that the desk keeps, as it is after the swap."""
    names = _names(swap)
    stems = _stems(names)
    parts = {one: tuple(WORD.findall(skeleton(one))) for one in names}
    places: list[Place] = []
    words: Counter[str] = Counter()
    for what, which, value in _everything():
        text = _text(value, swap)
        seen = skeleton(MAYBE_TAG.sub("", text) + " ".join(MAYBE_TAG.findall(text)))
        near = [one for one in names if all(part in seen for part in parts[one])]
        found = find_words(near, _ways_to_read(text)) if near else []
        places += [Place(what, which, ", ".join(found))] if found else []
        words.update(_words_like(stems, text))
    new = {word for _old, one in swap.words for word in WORD.findall(one)}
    return Left(tuple(places), tuple(word for word, _n in words.most_common() if word not in new)[:SHOWN_WORDS])


def _names(swap: Swap) -> list[str]:
    """Without those that stand in the name that takes their place."""
    new = [one for _old, one in swap.words]
    return [old for old, _new in swap.words if not find_words([old], new)]


def _stems(names: list[str]) -> list[str]:
    """How words begin that may be a form of the name: its first four letters, or three of a short one."""
    words = {word for one in names for word in WORD.findall(normalize("NFC", one)) if not NO_SPACES.search(word)}
    return sorted({word[: max(SHORTEST, min(STEM, len(word) - 1))] for word in words if len(word) >= SHORTEST})


def _words_like(stems: list[str], text: str) -> list[str]:
    """Words that begin so, and not with a small letter where a script has capitals."""
    small = text.casefold()
    here = [one for one in stems if one.casefold() in small]
    if not here:
        return []
    begun = rf"(?<![^\W_])(?:{'|'.join(map(re.escape, here))})[^\W_]*"
    return [word for word in re.findall(begun, TAG.sub(" ", text), re.IGNORECASE) if not word[0].islower()]


def _everything() -> Iterator[tuple[str, str, Any]]:
    for fact in Fact.objects.filter(value__isnull=False).iterator():
        value = json.loads(fact.value or "null")
        yield _("What readers get"), _called(fact.name, value), value
    for revision in Revision.objects.iterator():
        which = f"{revision.object_str} ({revision.created_at:%Y-%m-%d %H:%M})"
        yield _("Versions and drafts"), which, opened(revision)
    for model, fields in (*RECORDS, *INSIDE):
        for one in model._default_manager.iterator():
            yield str(model._meta.verbose_name), str(one.pk), [getattr(one, name) for name in fields]


def _called(name: str, value: Any) -> str:
    """An article by its headline, what has a name by that."""
    words = value.get("headline") or value.get("name") if isinstance(value, dict) else ""
    return f"{words} ({name})" if words else name


def _text(value: Any, swap: Swap) -> str:
    plain = BREAK.join(strings_in(swap.value(value)))
    if "%" in plain:
        plain += "\n" + unquote(plain)
    return normalize("NFC", unescape(plain.replace("_", " ")))


def _ways_to_read(text: str) -> list[str]:
    """A name may go on behind a tag, or end there, or stand inside one."""
    tags = " ".join(one[0] for one in TAG.finditer(text))
    return [TAG.sub("", text), TAG.sub(" ", text), tags] if tags else [text]
