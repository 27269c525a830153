"""The words of one list page: a derived fact, of which segments are merged. Each article is read once, however often
its segment is made again.

``heads:<list>/<page>``  ``{"articles": {id: place}, "bylines": [id], "words": {term: places}}``, of cards
``words:<list>/<page>``  ``{"words": {term: places}}``, of what stands below them

Places are counted from 0 on the page and packed as letters from U+00C0 on: ``place * 2``, one more where it
is strong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from tamizdat.pages.search.endings import Endings, endings_of
from tamizdat.pages.search.segments import ON_A_PAGE
from tamizdat.pages.search.words import count_terms, terms

FIRST_LETTER = 0xC0
OFTEN = 3
"""Times that a term stands in a text before it counts for more."""
HTML = frozenset(["caption", "html", "rows"])
PLAIN = frozenset(["alt", "cite", "credit", "points", "sensitive", "text", "title", "transcript"])
"""Keys whose value is words, of blocks and of all else that is read. Texts under other keys are names and addresses."""
READ = ("picture", "recording", "chapters", "body", "live", "transcript", "corrections")
"""What of an article is read below its headline and standfirst."""
_breaks = re.compile(r"</?(?:p|ul|ol|li|br|h\d|t[dhr]|table|blockquote|div)\b[^>]*>")
_tags = re.compile(r"<[^>]*>")

Found = tuple[int, Any]
"""Place on the page, and the card or the article."""


def heads_of(language: str, cards: Iterable[Found]) -> dict[str, Any]:
    """What lists show of the articles of a page."""
    endings = endings_of(language)
    words: dict[str, str] = {}
    articles: dict[str, int] = {}
    bylines: set[str] = set()
    for place, card in cards:
        articles[card["id"]] = place
        bylines.update(one["id"] for one in card["bylines"])
        strong = set(terms(card["headline"], endings))
        _add(words, place, strong | _beside(card, endings), strong)
    return {"articles": articles, "bylines": sorted(bylines), "words": words} if articles else {}


def _beside(card: dict[str, Any], endings: Endings) -> set[str]:
    names = [one["name"] for one in card["bylines"]]
    section = [card["section"]["name"]] if card["section"] else []
    return set(terms("\n".join([card["standfirst"], card["dateline"], *names, *section]), endings))


def words_of(language: str, articles: Iterable[Found]) -> dict[str, Any]:
    """What stands in the articles of a page."""
    endings = endings_of(language)
    words: dict[str, str] = {}
    for place, article in articles:
        counts = count_terms(text_of(article), endings)
        _add(words, place, counts, {term for term, times in counts.items() if times >= OFTEN})
    return {"words": words} if words else {}


def _add(words: dict[str, str], place: int, found: Iterable[str], strong: set[str]) -> None:
    weak, more = chr(FIRST_LETTER + place * 2), chr(FIRST_LETTER + place * 2 + 1)
    for term in found:
        words[term] = words.get(term, "") + (more if term in strong else weak)


def text_of(article: dict[str, Any]) -> str:
    """All that is to be read in an article, as plain text."""
    told = {key: article[key] for key in READ if key in article}
    html = "\n".join(_words_under(HTML, told))
    return "\n".join([unescape(_tags.sub("", _breaks.sub(" ", html))), *_words_under(PLAIN, told)])


def _words_under(keys: frozenset[str], value: Any, *, is_wordy: bool = False) -> Iterator[str]:
    if isinstance(value, str):
        if is_wordy:
            yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words_under(keys, one, is_wordy=is_wordy)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _words_under(keys, one, is_wordy=key in keys)


def merge(facts: Iterable[tuple[int, dict[str, Any]]]) -> dict[str, list[int]]:
    """Postings of a segment: the facts of its pages with the number that each page has in it, ascending."""
    postings: dict[str, list[int]] = {}
    for page, fact in facts:
        shift = page * ON_A_PAGE * 2 - FIRST_LETTER
        for term, letters in fact["words"].items():
            if term in postings:
                postings[term] += [ord(one) + shift for one in letters]
            else:
                postings[term] = [ord(one) + shift for one in letters]
    return postings
