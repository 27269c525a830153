"""From the name of a unit to the files it prints. Pure: the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Callable

from tamizdat.pages.article import print_article
from tamizdat.pages.ask import Ask
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.output import Output

Printer = Callable[[str, Ask], list[Output]]

PRINTERS: dict[str, Printer] = {
    "article": print_article,
}


def make_unit(name: str, ask: Ask) -> list[Output]:
    """The files of one unit, such as ``article:<id>`` or ``sitemap``; none when what it is about is gone."""
    kind, _, rest = name.partition(":")
    printer = PRINTERS.get(kind)
    if printer is None:
        raise UnfitError(f"Nobody knows how to print {name!r}.")
    return printer(rest, ask)
