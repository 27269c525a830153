"""A saved HTML page: its article as a draft."""

from __future__ import annotations


import trafilatura
from lxml import etree

from tamizdat.intake.html_parse import parse_html
from tamizdat.intake.html_to_blocks import Converted, html_to_blocks
from tamizdat.intake.page_choose import choose
from tamizdat.intake.page_draft import PageDraft
from tamizdat.intake.page_leaves import Leaf, collect, key_of, prepare
from tamizdat.intake.page_meta import PageFacts, pick_headline, read_facts
from tamizdat.intake.page_pictures import place_pictures, set_lead
from tamizdat.intake.page_standfirst import find_standfirst


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
    standfirst, chosen = find_standfirst(leaves, chosen, facts, headline)
    converted = convert(root, leaves, chosen, found, facts, headline)
    draft = PageDraft(
        headline=headline, standfirst=standfirst, bylines=facts.bylines, published=facts.published, updated=facts.updated,
        language=facts.language, section=facts.section, topics=facts.topics, blocks=converted.blocks, pictures=converted.pictures,
        address=facts.address, next_address=facts.next_address, previous_address=facts.previous_address,
        warnings=(*warnings, *converted.warnings),
    )  # fmt: skip
    return set_lead(draft, facts)


def run_trafilatura(html: str) -> str:
    """The text that trafilatura takes for the article."""
    try:
        found = trafilatura.bare_extraction(html, include_comments=False, with_metadata=False)
    except (RecursionError, ValueError, TypeError, etree.LxmlError):
        return ""
    return (found.text or "") if found is not None else ""


def convert(root: etree._Element, leaves: list[Leaf], chosen: list[Leaf], found: str, facts: PageFacts, headline: str) -> Converted:
    """The chosen pieces, with the pictures between them, as blocks."""
    place_pictures(root, leaves, chosen, key_of(headline))
    kept = set(map(id, chosen))
    for leaf in leaves:
        if id(leaf) not in kept:
            leaf.blank()
    return html_to_blocks(etree.tostring(root, encoding="unicode", method="html"), base=facts.base)
