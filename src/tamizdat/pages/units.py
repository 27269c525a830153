"""From the name of a unit to the files it prints. Pure: the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tamizdat.pages.appeal_file import print_appeal_file
from tamizdat.pages.ask import Ask
from tamizdat.pages.copy_words import print_copy_words
from tamizdat.pages.corrections import print_corrections, print_corrections_archive, print_gone
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.feeds import print_feed, print_feed_archive, print_feed_section
from tamizdat.pages.front import print_front
from tamizdat.pages.giving import print_support
from tamizdat.pages.lists import print_archive, print_block, print_index, print_months
from tamizdat.pages.live import print_any_article
from tamizdat.pages.output import Output
from tamizdat.pages.podcast import print_podcast
from tamizdat.pages.redirects import print_redirects
from tamizdat.pages.search.print_index import print_search_cards, print_segment
from tamizdat.pages.search.print_page import print_search
from tamizdat.pages.series import print_series
from tamizdat.pages.sitemap import print_sitemap, print_sitemap_index
from tamizdat.pages.standing import print_addresses, print_check, print_missing, print_ways
from tamizdat.pages.static import print_static

Printer = Callable[[str, Ask], list[Output]]

PRINTERS: dict[str, Printer] = {
    "article": print_any_article,
    "redirect": print_redirects,
    "front": print_front,
    "index": print_index,
    "archive": print_archive,
    "months": print_months,
    "support": print_support,
    "ways": print_ways,
    "addresses": print_addresses,
    "appeal": print_appeal_file,
    "check": print_check,
    "copy": print_copy_words,
    "feed": print_feed,
    "feed-archive": print_feed_archive,
    "feed-section": print_feed_section,
    "podcast": print_podcast,
    "series": print_series,
    "missing": print_missing,
    "blocks": print_block,
    "search": print_search,
    "search-cards": print_search_cards,
    "search-head": partial(print_segment, "head"),
    "search-text": partial(print_segment, "text"),
    "gone": print_gone,
    "corrections": print_corrections,
    "corrections-archive": print_corrections_archive,
    "static": print_static,
}


def make_unit(name: str, ask: Ask) -> list[Output]:
    """The files of one unit, such as ``article:<id>`` or ``sitemap``; none when what it is about is gone."""
    kind, _, rest = name.partition(":")
    if kind == "sitemap":
        return print_sitemap(rest, ask) if rest else print_sitemap_index(rest, ask)
    printer = PRINTERS.get(kind)
    if printer is None:
        raise UnfitError(f"Nobody knows how to print {name!r}.")
    return printer(rest, ask)
