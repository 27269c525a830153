"""A saved HTML page: its article as a draft."""

from __future__ import annotations

import trafilatura
from lxml import etree

from tamizdat.intake.html.parse import parse_html
from tamizdat.intake.html.to_blocks import Converted, html_to_blocks
from tamizdat.intake.page.choose import choose
from tamizdat.intake.page.dates import find_day, read_moment
from tamizdat.intake.page.draft import PageDraft
from tamizdat.intake.page.leaves import Leaf, collect, key_of, prepare
from tamizdat.intake.page.meta import PageFacts, pick_headline, read_facts
from tamizdat.intake.page.names import BEFORE, clean_bylines
from tamizdat.intake.page.pictures import place_pictures, set_lead
from tamizdat.intake.page.standfirst import find_standfirst


def read_html_page(text: str) -> PageDraft:
    """The article of an HTML page; a draft without blocks when there is none."""
    root, warnings = parse_html(text)
    if root is None:
        return PageDraft()
    facts = read_facts(root)
    headline = pick_headline(facts, root)
    found = run_trafilatura(etree.tostring(root, encoding="unicode", method="html"))
    prepare(root, found)
    leaves = collect(root)
    chosen = [leaf for leaf in choose(leaves, found, facts.text) if key_of(headline) != leaf.key]
    read_near_headline(facts, leaves, chosen, headline)
    standfirst, chosen = find_standfirst(leaves, chosen, facts, headline)
    converted = convert(root, leaves, chosen, found, facts, headline)
    draft = PageDraft(
        headline=headline, standfirst=standfirst, bylines=facts.bylines, published=facts.published,
        updated=facts.updated,
        language=facts.language, section=facts.section, topics=facts.topics, blocks=converted.blocks,
        pictures=converted.pictures,
        address=facts.address, next_address=facts.next_address, previous_address=facts.previous_address,
        warnings=(*warnings, *converted.warnings),
    )  # fmt: skip
    return set_lead(draft, facts)


def read_near_headline(facts: PageFacts, leaves: list[Leaf], chosen: list[Leaf], headline: str) -> None:
    """Byline and date as they are printed round the headline, where the page states none."""
    places = {id(leaf): at for at, leaf in enumerate(leaves)}
    first = places[id(chosen[0])] if chosen else 0
    top = next((at for at, leaf in enumerate(leaves[: first + 1]) if leaf.key == key_of(headline)), max(0, first - 8))
    near = [leaf for leaf in leaves[max(0, top - 3) : min(first + 1, top + 25)] if len(leaf.text) < 160]
    for leaf in near:
        if facts.published is None and find_day(leaf.text):
            facts.published = read_moment(leaf.text)
        if not facts.bylines and BEFORE.match(leaf.text) and leaf.key != key_of(headline):
            facts.bylines = clean_bylines([leaf.text])


def run_trafilatura(html: str) -> str:
    """The text that trafilatura takes for the article."""
    try:
        found = trafilatura.bare_extraction(html, include_comments=False, with_metadata=False)
    except (RecursionError, ValueError, TypeError, etree.LxmlError):
        return ""
    return "" if found is None or isinstance(found, dict) else found.text or ""


def convert(
    root: etree._Element, leaves: list[Leaf], chosen: list[Leaf], found: str, facts: PageFacts, headline: str
) -> Converted:
    """The chosen pieces, with the pictures between them, as blocks."""
    kept = set(map(id, chosen))
    # Before pictures are taken out: the text after a picture moves then.
    for leaf in leaves:
        if id(leaf) not in kept:
            leaf.blank()
    place_pictures(root, leaves, chosen, key_of(headline))
    for leaf in chosen:
        forget_classes(leaf)
    for items in list(root.iter("ul", "ol")):
        unwrap_slides(items)
    return html_to_blocks(etree.tostring(root, encoding="unicode", method="html"), base=facts.base)


def forget_classes(leaf: Leaf) -> None:
    """A list may be called a gallery by its page: what holds chosen text is just a container."""
    for element in (leaf.holder, *leaf.holder.iterancestors()):
        if element.tag not in ("blockquote", "figure") and element.get("class"):
            element.attrib.pop("class")


def unwrap_slides(items: etree._Element) -> None:
    """A list whose items have headings is a row of sections."""
    if next(items.iter("h1", "h2", "h3", "h4"), None) is not None:
        for element in (items, *items.iterchildren("li")):
            element.tag = "div"
