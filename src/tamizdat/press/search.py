"""Search in the press: the words of list pages, derived as facts, and which segments an edition has of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tamizdat.pages.search.page_words import Found, heads_of, words_of
from tamizdat.pages.search.segments import BITS, ON_A_PAGE, segments
from tamizdat.press.memory import Memory, select_in

OF_PAGE = (
    "SELECT place.place, fact.value FROM place JOIN fact ON fact.name = ? || place.article AND fact.digest <> ''"
    " JOIN fact AS card ON card.name = 'card:' || place.article AND card.digest <> ''"
    " WHERE place.list = ? AND place.place BETWEEN ? AND ? ORDER BY place.place"
)


def derive_heads(memory: Memory, rest: str) -> Any:
    """``latest:ru/3``: what lists show of places 101 to 150."""
    return heads_of(_language(rest), _of_page(memory, "card:", rest))


def derive_words(memory: Memory, rest: str) -> Any:
    """``latest:ru/3``: what stands in the articles of places 101 to 150."""
    return words_of(_language(rest), _of_page(memory, "article:", rest))


def _language(rest: str) -> str:
    return rest.partition(":")[2].rpartition("/")[0]


def _of_page(memory: Memory, kind: str, rest: str) -> Iterator[Found]:
    name, page = rest.rsplit("/", 1)
    first = (int(page) - 1) * ON_A_PAGE + 1
    for place, value in memory.execute(OF_PAGE, (kind, name, first, first + ON_A_PAGE - 1)):
        yield place - first, json.loads(value)


def search_facts(name: str, page: int) -> tuple[str, ...]:
    """The derived facts of a list page that search is made of."""
    return (f"heads:{name}/{page}", f"words:{name}/{page}") if name.startswith("latest:") else ()


def search_units(language: str, pages: int) -> set[str]:
    """The segments of so many list pages."""
    return {f"search-{one.field}:{language}/{one.name}" for field in BITS for one in segments(field, pages)}


def segments_known(memory: Memory, language: str) -> set[str]:
    """The segments that the edition has so far."""
    query = "SELECT name FROM unit WHERE name >= ? AND name < ?"
    return {
        name
        for field in BITS
        for (name,) in memory.execute(query, (f"search-{field}:{language}/", f"search-{field}:{language}0")).fetchall()
    }


def pages_with(memory: Memory, articles: Iterable[str]) -> Iterator[str]:
    """The list pages whose words hold something of these articles, as ``list_mentions`` names them."""
    for name, place in select_in(memory, "SELECT list, place FROM place WHERE article IN {}", articles):
        if name.startswith("latest:"):
            yield f"{name}/{(place - 1) // ON_A_PAGE + 1}"
