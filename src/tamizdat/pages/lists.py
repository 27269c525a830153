"""List pages: the newest of a list, its archive (numbered from the oldest), and the months.

A full archive page names nothing that is newer than itself: neither how many pages there are nor the next one. So a new
article never rewrites an old page; towards the newest, readers go by way of the list's first page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tamizdat.pages import dates
from tamizdat.pages.appeals import find_appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.biography import print_biography
from tamizdat.pages.cards import PLAIN_CARD, Card, print_cards, view_card
from tamizdat.pages.cut import length
from tamizdat.pages.density import density
from tamizdat.pages.escape import NOTHING, Markup, fill, text, trim
from tamizdat.pages.fit import ROOM
from tamizdat.pages.links import href, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_frame, open_paper, page_values
from tamizdat.pages.podcast import podcast_path
from tamizdat.pages.templates import print_page

ON_A_PAGE = 50
BLOCK = 100
"""So many list pages are named one beside the other; the list of everything names more of them by blocks."""
NUMBER = 12
"""What the name of a list page takes of a page's room."""
LONGEST_ABOUT = 2_500
WITH_PICTURE = 12
"""So many of the newest have their picture in the list."""
MOST_WORDS = 420
MARKUP = 60
"""What a card takes of a page's room besides its words: its markup repeats, and repeated markup packs well."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list is printed, and what stands above it."""

    name: str
    kind: str
    folder: str
    language: str
    heading: str
    description: str = ""


def open_list(ask: Ask, name: str) -> ListPlace | None:
    """``section:<id>`` and its kind; None when what the list is about is gone."""
    kind, _, rest = name.partition(":")
    if kind == "latest":
        return ListPlace(name, kind, f"/{rest}/latest", rest, open_paper(ask, rest).words["latest"])
    if kind == "month":
        language, _, month = rest.partition("/")
        return ListPlace(name, kind, f"/{language}/months/{month}", language, dates.month(month, language))
    if kind == "podcast":
        words = open_paper(ask, rest).words
        return ListPlace(name, kind, f"/{rest}/podcast", rest, words["podcast"])
    fact = ask(name)
    if not fact:
        return None
    folder = f"/{fact['language']}/{kind}/{fact['slug']}"
    return ListPlace(name, kind, folder, fact["language"], fact["name"], fact["description"])


def print_index(name: str, ask: Ask) -> list[Output]:
    """The newest of a list, with the way into its archive."""
    place = open_list(ask, name)
    if place is None:
        return []
    paper = open_paper(ask, place.language)
    cards = ask(f"newest:{name}") or []
    extent = ask(f"extent:{name}")
    path = f"{place.folder}/index.html"
    section = name.partition(":")[2] if place.kind == "section" else None
    frame = open_frame(paper, path, "lists", appeals=find_appeals(paper, is_live=True, section=section))
    values = _values(paper, place, path)
    about = _paragraphs(place.description)
    values["description"] = Markup("\n".join([f'<p class="stand">{one}</p>' for one in about]))
    if place.kind == "byline":
        more = print_biography(paper, ask(name), root_of(path))
        values["description"] = Markup("\n".join([one for one in (values["description"], more) if one]))
    count = extent["pages"] if extent else 0
    values["numbers"], named = _numbers(place, path, count)
    room = _room(frame.length(values) + length(values["description"]) + named * NUMBER, cards)
    views = [
        view_card(paper, one, room=room, picture=at < WITH_PICTURE, kicker=place.kind != "section")
        for at, one in enumerate(cards)
    ]
    values["cards"] = print_cards("card.html", root_of(path), views, **PLAIN_CARD)
    if place.kind == "section":
        values["feed"] = href(f"{place.folder}/feed.xml")
    elif place.kind == "podcast":
        values["feed"] = href(podcast_path(place.language))
    if extent and (extent["pages"] > 1 or len(cards) >= 30):
        values["older"] = href(f"{place.folder}/{extent['pages']}.html")
    return [frame.print_page("list.html", path, values)]


def _numbers(place: ListPlace, path: str, pages: int) -> tuple[Markup, int]:
    """Links to the pages of a list, newest first, and how many: so whatever is in it is two steps from here."""
    if pages > BLOCK and place.kind == "latest":
        last = -(-pages // BLOCK)
        links = [
            (f"{place.folder}/pages-{one}.html", f"{(one - 1) * BLOCK + 1}–{min(one * BLOCK, pages)}")
            for one in range(last, 0, -1)
        ]
    else:
        step = -(-pages // BLOCK) or 1
        links = [(f"{place.folder}/{one}.html", str(one)) for one in range(pages, 0, -step)] if pages > 1 else []
    return _print_numbers(links, path), len(links)


def _print_numbers(links: list[tuple[str, str]], path: str) -> Markup:
    root = root_of(path)
    return Markup(" ".join([f'<a href="{root}{href(target)}">{text(name)}</a>' for target, name in links]))


def print_block(rest: str, ask: Ask) -> list[Output]:
    """``latest:en/2``: list pages 101 to 200 by their numbers. A full block never changes."""
    name, _, number = rest.rpartition("/")
    place, extent = open_list(ask, name), ask(f"extent:{name}")
    if place is None or not extent:
        return []
    paper = open_paper(ask, place.language)
    path = f"{place.folder}/pages-{number}.html"
    frame, values = open_frame(paper, path, "archive"), _values(paper, place, path)
    last = int(number) * BLOCK
    shown = range(min(last, extent["pages"]), last - BLOCK, -1)
    values["numbers"] = _print_numbers([(f"{place.folder}/{one}.html", str(one)) for one in shown], path)
    values["newer"] = href(f"{place.folder}/index.html")
    return [frame.print_page("list.html", path, values)]


def print_archive(rest: str, ask: Ask) -> list[Output]:
    """``latest:en/3``: places 101 to 150, newest first."""
    name, _, number = rest.rpartition("/")
    place = open_list(ask, name)
    if place is None:
        return []
    paper = open_paper(ask, place.language)
    cards = ask(f"cards:{name}/{number}") or []
    path = f"{place.folder}/{number}.html"
    frame, values = open_frame(paper, path, "archive"), _values(paper, place, path)
    room = _room(frame.length(values), cards)
    views = [view_card(paper, one, room=room, kicker=False) for one in cards]
    values["lines"] = print_cards("line.html", root_of(path), views)
    values["newer"] = href(f"{place.folder}/index.html")
    values["older"] = href(f"{place.folder}/{int(number) - 1}.html") if number != "1" else NOTHING
    values["place"] = fill(paper.words["page_number"], n=dates.number(int(number), paper.language))
    values["title"] = Markup(f"{values['title']} · {values['place']}")
    return [frame.print_page("list.html", path, values)]


def _values(paper: Paper, place: ListPlace, path: str) -> dict[str, Markup]:
    over = paper.words[place.kind] if place.kind in ("topic", "byline") else NOTHING
    return page_values(path, place.heading, place.description) | {
        "heading": text(place.heading),
        "over": over,
        "description": NOTHING,
        "cards": NOTHING,
        "lines": NOTHING,
        "newer": NOTHING,
        "older": NOTHING,
        "numbers": NOTHING,
        "place": NOTHING,
        "feed": NOTHING,
    }


def _paragraphs(words: str) -> list[Markup]:
    return [text(one) for one in trim(words, LONGEST_ABOUT).split("\n") if one.strip()]


def _room(taken: int, cards: list[Card]) -> int:
    """How many bytes of words each card may print, so that all fit the page."""
    taken += sum(len(one["path"].encode()) + MARKUP for one in cards)
    times = density(" ".join(f"{one['headline']} {one['standfirst']}" for one in cards))
    return int(min(max((ROOM - taken) / times // max(len(cards), 1), 60), MOST_WORDS))


def print_months(language: str, ask: Ask) -> list[Output]:
    """Every month in which something was published, by year."""
    paper = open_paper(ask, language)
    years = []
    for year, months in groupby(ask(f"months:{language}") or [], key=lambda one: one["month"][:4]):
        found = [
            {
                "name": text(dates.month_alone(one["month"], language)),
                "href": href(f"/{language}/months/{one['month']}/index.html"),
                "count": dates.number(one["count"], language),
            }
            for one in months
        ]
        years.append({"name": dates.number(int(year), language), "months": found})
    path = f"/{language}/months/index.html"
    context = frame(paper, path, "lists", title=paper.words["archive"])
    return [print_page("months.html", path, context | {"years": years})]
