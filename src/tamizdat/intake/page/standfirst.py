"""The standfirst: the sentence between headline and text."""

from __future__ import annotations

from tamizdat.intake.page import furniture
from tamizdat.intake.page.choose import is_note
from tamizdat.intake.page.leaves import Leaf, key_of
from tamizdat.intake.page.meta import STANDFIRST, PageFacts

FAR = 30
"""A standfirst is at most this many pieces above the text."""


def find_standfirst(leaves: list[Leaf], chosen: list[Leaf], facts: PageFacts, headline: str) -> tuple[str, list[Leaf]]:
    """The standfirst and the chosen pieces without it."""
    if len(chosen) < 2:
        return "", chosen
    place = {id(leaf): at for at, leaf in enumerate(leaves)}
    start = place[id(chosen[0])]
    title = next(
        (at for at, leaf in enumerate(leaves) if leaf.tag in ("h1", "h2") and leaf.key == key_of(headline)),
        max(0, start - FAR),
    )
    above = (
        [leaf for leaf in leaves[max(title, start - FAR, 0) : start] if is_candidate(leaf)] if title <= start else []
    )
    for leaf in [*above, *chosen[:2]]:
        if (
            is_candidate(leaf)
            and key_of(headline) != leaf.key
            and (is_marked(leaf) or (leaf in above and is_described(leaf, facts)))
        ):
            rest = [one for one in chosen if one is not leaf]
            repeated = any(leaf.key == one.key for one in rest)
            return ("", rest) if repeated else (leaf.text, rest)
    return "", chosen


def is_candidate(leaf: Leaf) -> bool:
    """A sentence of a standfirst's length."""
    return (
        20 <= len(leaf.text) <= 600
        and leaf.link_share < 0.5
        and leaf.tag not in ("li", "td", "th", "h1")
        and not furniture.is_furniture(leaf.text)
        and not is_note(leaf)
    )


def is_marked(leaf: Leaf) -> bool:
    """The page calls it a standfirst (in the name of its block or of one just around it)."""
    element = leaf.holder
    for _ in range(3):
        if element is None or element.tag in ("body", "main", "article"):
            return False
        mark = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''}"
        if "description" in (element.get("itemprop") or "") or STANDFIRST.search(mark):
            return len(key_of("".join(element.itertext()))) < 1.3 * len(leaf.key) + 20
        element = element.getparent()
    return False


def is_described(leaf: Leaf, facts: PageFacts) -> bool:
    """The page states the same words as its description."""
    told = key_of(facts.description)
    return len(leaf.key) > 20 and bool(told) and (leaf.key.startswith(told[:60]) or told.startswith(leaf.key[:60]))
