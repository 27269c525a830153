"""The caption and the credit of a figure, however its page marks them."""

from __future__ import annotations

import re

from lxml import etree

from tamizdat.intake.page.credit import clean_credit, is_bare_credit, is_namelike, split_credit, squash

CREDIT = re.compile(
    r"(?:^|[\s_-])(?:\w*credits?|copyrights?|byline|photographer|attribution|source|photo-?by|rights|author)(?:$|"
    r"[\s_-])",
    re.I,
)
CREDIT_FIELDS = {"copyrightHolder", "creditText", "author", "copyrightNotice", "creator"}
NO_TEXT = {"img", "amp-img", "picture", "source", "noscript", "svg", "button", "script", "style", "video", "iframe"}
IN_ALT = re.compile(r"(?:©|\b(?:foto|photo|фото|credit)\s*:)", re.I)
LONGEST = 1200
"""A caption of more characters is something else."""


def rewrite_figure(figure: etree._Element, images: list[etree._Element]) -> None:
    """Give a figure of one picture exactly one caption and one credit."""
    if len(images) != 1 or figure is images[0]:
        return
    caption, credit = read_figure(figure, images[0])
    image = images[0]
    parent = image.getparent()
    if parent is not None:
        parent.remove(image)
    for child in list(figure):
        figure.remove(child)
    image.tail = None
    figure.text, figure.tag = None, "figure"
    figure.append(image)
    add_caption(figure, caption, credit)


def add_caption(figure: etree._Element, caption: str, credit: str) -> None:
    """Write caption and credit as everybody understands them."""
    if not caption and not credit:
        return
    element = etree.SubElement(figure, "figcaption")
    element.text = caption
    if credit:
        etree.SubElement(element, "span", {"class": "credit"}).text = credit


def read_figure(figure: etree._Element, image: etree._Element) -> tuple[str, str]:
    """Caption and credit as text."""
    marked = [e for e in figure.iter() if e is not figure and is_marked(e)]
    outer = [e for e in marked if not any(a in marked for a in e.iterancestors())]
    credit = clean_credit(next((t for e in outer if (t := text_of(e))), ""))
    pieces = list(dict.fromkeys(text_pieces(figure, set(outer))))
    if not credit:
        pieces, credit = take_credit(pieces)
    caption = squash(" ".join(pieces))
    if not credit:
        caption, credit = split_credit(caption)
    if not credit and IN_ALT.search(image.get("alt") or ""):
        credit = split_credit(image.get("alt") or "")[1]
    return (caption, credit) if len(caption) <= LONGEST else ("", credit)


def is_marked(element: etree._Element) -> bool:
    """The page says by name that this is a credit."""
    if not isinstance(element.tag, str) or element.tag in NO_TEXT or element.tag == "figcaption":
        return False
    mark = f"{element.get('class') or ''} {element.get('data-test') or ''} {element.get('data-testid') or ''}"
    named = bool(CREDIT.search(mark)) or element.get("itemprop") in CREDIT_FIELDS
    return named and 2 < len(text_of(element)) < 160


def text_of(element: etree._Element) -> str:
    """The text of an element on one line."""
    return squash(" ".join(element.itertext()))


def text_pieces(figure: etree._Element, skip: set[etree._Element]) -> list[str]:
    """The pieces of text of a figure in order, those of inline marks joined to what is round them."""
    pieces: list[str] = []
    current: list[str] = []
    walker = etree.iterwalk(figure, events=("start", "end"))
    for event, element in walker:
        is_text = isinstance(element.tag, str)
        breaks = is_text and element.tag not in ("a", "em", "strong", "b", "i", "sup", "sub", "u", "cite", "bdi")
        if breaks and element is not figure:
            flush(pieces, current)
        if event == "start" and (not is_text or element.tag in NO_TEXT or element in skip):
            walker.skip_subtree()
            continue
        if event == "start":
            current.append(element.text or "")
        elif element is not figure:
            current.append(element.tail or "")
    flush(pieces, current)
    return pieces


def flush(pieces: list[str], current: list[str]) -> None:
    """The piece so far is complete."""
    text = squash("".join(current))
    if text and any(c.isalnum() for c in text):
        pieces.append(text)
    current.clear()


def take_credit(pieces: list[str]) -> tuple[list[str], str]:
    """A piece that is nothing but a credit, or a bare name after a caption."""
    for place in range(len(pieces) - 1, -1, -1):
        before, credit = split_credit(pieces[place])
        if credit and not before and (len(pieces) > 1 or is_bare_credit(pieces[place])):
            return [*pieces[:place], *pieces[place + 1 :]], credit
    if (
        len(pieces) > 1
        and len(pieces[-1].split()) <= 4
        and is_namelike(pieces[-1])
        and len(pieces[0]) > 2 * len(pieces[-1])
    ):
        return pieces[:-1], clean_credit(pieces[-1])
    return pieces, ""
