"""Which pieces of a page are the article's: what trafilatura found, and what the page itself adds and takes away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

from lxml import etree

from tamizdat.intake.page import furniture
from tamizdat.intake.page.credit import is_bare_credit
from tamizdat.intake.page.dates import is_date_line
from tamizdat.intake.page.leaves import Leaf, key_of
from tamizdat.intake.page.names import BEFORE

PROSE = 60
"""A piece of this many characters is prose."""
LEAST_LEFT = 0.5
"""When taking furniture out leaves less of the text than this, it was none."""
MOST_TEASERS = 0.35
SHORT = 15
"""A piece of fewer letters is found on any page by chance."""
SENTENCE = re.compile(r"[.!?…。！？؟۔:\"'”’»)\]]\s*$")


def choose(leaves: list[Leaf], found: str, told: str) -> list[Leaf]:
    """The article's pieces in order. ``found`` is trafilatura's text, ``told`` what the page states in JSON-LD."""
    chosen = match_found(leaves, found)
    chosen = keep_main(leaves, chosen)
    chosen = fill_wholes(leaves, chosen)
    chosen = fill_gaps(leaves, chosen)
    if told:
        chosen = compare_told(leaves, chosen, key_of(told))
    kept = drop_furniture(leaves, drop_teasers(leaves, chosen))
    if sum(leaf.width for leaf in kept) < LEAST_LEFT * sum(leaves[p].width for p in chosen):
        return drop_appeals(leaves, chosen)
    return kept


def drop_appeals(leaves: list[Leaf], chosen: set[int]) -> list[Leaf]:
    """A page of which all looks like furniture is short or all links: only appeals and letters go."""
    letters = find_letters(leaves, sorted(chosen))
    return [leaves[p] for p in sorted(chosen - letters) if not furniture.is_appeal(leaves[p].text)]


def match_found(leaves: list[Leaf], found: str) -> set[int]:
    """Places of the leaves that trafilatura took; a short text as often as it did, nearest to the rest."""
    lines = Counter(key_of(re.sub(r"^\s*[-–•|]\s+", "", part)) for line in found.split("\n") for part in cells(line))
    whole = key_of(found)
    long = {
        p
        for p, leaf in enumerate(leaves)
        if len(leaf.key) >= SHORT and (leaf.key in lines or (len(leaf.key) >= 24 and leaf.key in whole))
    }
    middle = sorted(long)[len(long) // 2] if long else 0
    short: dict[str, list[int]] = {}
    for place, leaf in enumerate(leaves):
        if len(leaf.key) < SHORT and leaf.key in lines:
            short.setdefault(leaf.key, []).append(place)
    return long | {
        p for key, places in short.items() for p in sorted(places, key=lambda p: abs(p - middle))[: lines[key]]
    }


def cells(line: str) -> list[str]:
    """The cells of a table's row, or the line itself."""
    return [line, *line.split("|")] if line.startswith("|") else [line]


def fill_wholes(leaves: list[Leaf], chosen: set[int]) -> set[int]:
    """A table or list of which most is chosen is taken whole; one of which little is chosen stays as it is."""
    groups: dict[etree._Element, list[int]] = {}
    for place, leaf in enumerate(leaves):
        whole = next(
            (e for e in [leaf.holder, *leaf.holder.iterancestors()] if e.tag in ("table", "ol", "ul", "dl")), None
        )
        if whole is not None:
            groups.setdefault(whole, []).append(place)
    added: set[int] = set()
    for places in groups.values():
        size = sum(len(leaves[p].key) for p in places)
        got = sum(len(leaves[p].key) for p in places if p in chosen)
        if size and got / size > 0.85:
            added.update(p for p in places if leaves[p].link_share < 0.9 or leaves[p].within & {"table"})
    return with_new(leaves, chosen, added)


def keep_main(leaves: list[Leaf], chosen: set[int]) -> set[int]:
    """Of a text that stands twice, only the place nearest to the others; nothing far away from the article."""
    places: dict[str, list[int]] = {}
    for place in sorted(chosen):
        places.setdefault(leaves[place].key, []).append(place)
    single = [p[0] for p in places.values() if len(p) == 1 and len(leaves[p[0]].text) >= PROSE]
    middle = sorted(single)[len(single) // 2] if single else None
    if middle is None:
        return chosen
    return {p for ps in places.values() for p in ps if len(leaves[p].text) < SHORT or is_near(leaves, p, ps, middle)}


def is_near(leaves: list[Leaf], place: int, places: list[int], middle: int) -> bool:
    """True for the place of a repeated text that is nearest to the middle, and for others in the same container."""
    nearest = min(places, key=lambda p: abs(p - middle))
    return place == nearest or home(leaves[place]) is home(leaves[nearest])


def fill_gaps(leaves: list[Leaf], chosen: set[int]) -> set[int]:
    """Add paragraphs that stand between chosen ones in the same container."""
    prose = [p for p in sorted(chosen) if leaves[p].width >= PROSE and leaves[p].tag not in ("li", "td", "th")]
    if len(prose) < 2:
        return chosen
    homes = Counter(home(leaves[p]) for p in prose)
    main = {h for h, count in homes.items() if count >= 2}
    first, last = prose[0], prose[-1]
    added = {
        p for p in range(first, last + 1)
        if p not in chosen and home(leaves[p]) in main and fits(leaves[p])
    }  # fmt: skip
    after = {
        p
        for p in range(last + 1, min(len(leaves), last + 12))
        if home(leaves[p]) == home(leaves[last]) and fits(leaves[p]) and leaves[p].width >= PROSE
    }
    before = {
        p
        for p in range(max(0, first - 6), first)
        if home(leaves[p]) == home(leaves[first]) and fits(leaves[p]) and leaves[p].width >= PROSE
    }
    return with_new(leaves, chosen, added | after | before)


def with_new(leaves: list[Leaf], chosen: set[int], more: set[int]) -> set[int]:
    """The chosen places and those of ``more`` whose text is not there yet."""
    seen = {leaves[p].key for p in chosen if len(leaves[p].key) >= SHORT}
    result = set(chosen)
    for p in sorted(more - chosen):
        if leaves[p].key not in seen:
            result.add(p)
            if len(leaves[p].key) >= SHORT:
                seen.add(leaves[p].key)
    return result


def home(leaf: Leaf) -> etree._Element | None:
    """What a paragraph stands in."""
    return leaf.holder.getparent() if leaf.tag in ("p", "h2", "h3", "h4", "blockquote") else leaf.holder


def fits(leaf: Leaf) -> bool:
    """A paragraph or subhead that is no list of links and no button."""
    if leaf.tag not in ("p", "h2", "h3", "h4", "blockquote", "div", "section", "article", "pre"):
        return False
    if leaf.within & {"form", "footer", "aside", "figure", "figcaption"}:
        return False
    return leaf.link_share < 0.6 and not furniture.is_furniture(leaf.text) and not is_note(leaf)


def compare_told(leaves: list[Leaf], chosen: set[int], told: str) -> set[int]:
    """With the page's own statement of the text: add what it has, take away what it has not."""
    inside = {p for p, leaf in enumerate(leaves) if len(leaf.key) >= 15 and leaf.key in told}
    agreed = sum(len(leaves[p].key) for p in inside & chosen)
    total = sum(len(leaves[p].key) for p in chosen)
    if agreed < 0.6 * len(told) and agreed < 0.5 * total:
        return chosen
    if sum(len(leaves[p].key) for p in inside) < 0.5 * len(told):
        return chosen
    chosen = with_new(leaves, chosen, {p for p in inside if leaves[p].tag != "h1" and near(p, chosen)})
    if agreed >= 0.85 * total and len(told) >= 0.9 * agreed:
        return {p for p in chosen if is_told(leaves[p], told) or keeps(leaves[p])}
    return chosen


def drop_teasers(leaves: list[Leaf], chosen: set[int]) -> set[int]:
    """Without what stands before and after the article in boxes unlike its own, one short text in each."""
    prose = [p for p in sorted(chosen) if leaves[p].width >= PROSE]
    weights: Counter[str] = Counter()
    for p in prose:
        weights[shape(home(leaves[p]))] += leaves[p].width
    if not weights or weights.most_common(1)[0][1] < 0.5 * sum(weights.values()):
        return chosen
    best = weights.most_common(1)[0][0]
    core = [p for p in prose if shape(home(leaves[p])) == best]
    homes = {home(leaves[p]) for p in core}
    tops = {e for h in homes if h is not None for e in list(h.iterancestors())[:2]}
    away = {p for p in chosen if p > core[-1] and not belongs_after(leaves[p], homes, tops)}
    # So much text is no box of teasers, but the rest of an article in another layout.
    is_rest = sum(leaves[p].width for p in away) > MOST_TEASERS * sum(leaves[p].width for p in chosen)
    return chosen if is_rest else chosen - away


def belongs_after(leaf: Leaf, homes: Set[etree._Element | None], tops: Set[etree._Element]) -> bool:
    """True for a piece after the article's last paragraph that stands in the same box as its paragraphs."""
    ancestors = [leaf.holder, *leaf.holder.iterancestors()]
    if any(a in homes for a in ancestors):
        return True
    return (
        any(a in tops for a in ancestors[:3])
        and leaf.link_share < 0.5
        and (leaf.width > PROSE or bool(SENTENCE.search(leaf.text)))
    )


def shape(element: etree._Element | None) -> str:
    """What a container is, so that another of its kind is known."""
    return "" if element is None else f"{element.tag}.{re.sub(r'[0-9]+', '', element.get('class') or '')}"


def is_told(leaf: Leaf, told: str) -> bool:
    """True when the statement has the piece, or a good part of it."""
    windows = (leaf.key[at : at + 40] for at in range(0, max(1, len(leaf.key) - 39), 40))
    return leaf.key in told or any(len(window) == 40 and window in told for window in windows)


def near(place: int, chosen: set[int]) -> bool:
    """True when a place is not far from the article."""
    return not chosen or min(chosen) - 15 <= place <= max(chosen) + 15


def keeps(leaf: Leaf) -> bool:
    """What a statement of the text usually leaves out: subheads, lists, quotations, tables."""
    return leaf.tag in ("h2", "h3", "h4", "li", "td", "th", "pre", "blockquote") or bool(
        leaf.within & {"blockquote", "table", "ul", "ol"}
    )


def drop_furniture(leaves: list[Leaf], chosen: set[int]) -> list[Leaf]:
    """Without buttons, pointers, appeals, letters, dates, bylines; without what follows the last paragraph."""
    letters = find_letters(leaves, sorted(chosen))
    titles = [p for p in chosen if leaves[p].tag == "h1"]
    away = letters if len(titles) >= 3 else letters.union(titles)
    kept = [leaves[p] for p in sorted(chosen) if p not in away and not is_none(leaves[p])]
    while kept and not ends(kept[-1]) and sum(len(leaf.text) for leaf in kept) > 500:
        kept.pop()
    return kept


def is_none(leaf: Leaf) -> bool:
    """None of the article."""
    if is_subhead(leaf):
        return furniture.is_furniture(leaf.text)
    if leaf.link_share > 0.8 and (
        furniture.leads_on(leaf.text) or (len(leaf.text) < 25 and leaf.tag not in ("li", "td", "th"))
    ):
        return True
    if leaf.link_share > 0.9 and leaf.tag not in ("li", "td", "th") and not leaf.within & {"table"}:
        return True
    if leaf.tag == "pre" or leaf.within & {"table"}:
        return False
    return furniture.is_furniture(leaf.text) or is_note(leaf)


def is_note(leaf: Leaf) -> bool:
    """A date, a byline or a credit that stands as a paragraph."""
    text = leaf.text
    if len(text) > 120 or leaf.tag in ("li", "td", "th", "h2", "h3", "h4"):
        return False
    return (
        is_date_line(text)
        or is_bare_credit(text)
        or (bool(BEFORE.match(text)) and len(text) < 60 and not text.endswith("."))
    )


def find_letters(leaves: list[Leaf], chosen: list[int]) -> set[int]:
    """Places of a letter from the newsroom with its donation form."""
    found: set[int] = set()
    for at, place in enumerate(chosen):
        if place in found or not furniture.opens_letter(leaves[place].text):
            continue
        form = [p for p in range(place + 1, min(len(leaves), place + 40)) if furniture.is_widget(leaves[p].text)]
        found.add(place)
        for p in chosen[at + 1 :]:
            text = leaves[p].text
            asks = (
                furniture.is_appeal(text)
                or furniture.opens_letter(text)
                or (furniture.says_we(text) and furniture.appeal_words(text) > 0)
            )
            if not (asks or (form and p < form[0])):
                break
            found.add(p)
    return found


def ends(leaf: Leaf) -> bool:
    """A piece that an article can end with."""
    return not is_subhead(leaf) and (
        len(leaf.text) >= 40 or bool(SENTENCE.search(leaf.text)) or leaf.tag in ("li", "td", "th", "pre")
    )


def is_subhead(leaf: Leaf) -> bool:
    """A heading."""
    return leaf.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
