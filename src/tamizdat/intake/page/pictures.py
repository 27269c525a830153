"""Which pictures of a page belong to its article, and which of them leads."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree

from tamizdat.intake.html.embeds import is_known_embed
from tamizdat.intake.page.credit import split_credit, squash
from tamizdat.intake.page.draft import PageDraft
from tamizdat.intake.page.figures import rewrite_figure
from tamizdat.intake.page.leaves import Leaf, drop, is_caption, key_of
from tamizdat.intake.page.meta import PageFacts
from tamizdat.newsroom.incoming import Block, IncomingFigure, IncomingPicture

SMALL = re.compile(
    r"avatar|logo|icon|sprite|profile|headshot|author|byline|badge|button|pixel|spacer|blank\.|placeholder|emoji|"
    r"gravatar|banner|1x1|flag[-_]",
    re.I,
)
NO_PICTURE = re.compile(
    r"logo|default|placeholder|fallback|favicon|icon|share[-_]?image|social[-_]?(?:share|image|card)|"
    r"og[-_]?(?:image|default)|opengraph|no[-_]?image|blank\.|generic",
    re.I,
)
FRAMES = ("iframe", "video", "object", "embed", "amp-youtube", "amp-twitter")


def place_pictures(root: etree._Element, leaves: list[Leaf], chosen: list[Leaf], headline: str) -> None:
    """Take out pictures, captions and frames that are not the article's; tie captions to their pictures."""
    order = {element: at for at, element in enumerate(root.iter())}
    first, last, top = borders(order, leaves, chosen, headline)
    holders = {leaf.holder for leaf in chosen}
    around = {e for h in holders for e in h.iterancestors()} | holders
    kept: dict[etree._Element, list[etree._Element]] = {}
    for image in list(root.iter("img", "amp-img")):
        if top <= order[image] <= last and is_of_article(image, order[image] < first, around):
            kept.setdefault(tie_caption(image, around), []).append(image)
        else:
            drop(image)
    for figure, images in kept.items():
        rewrite_figure(figure, images)
    for element in list(root.iter()):
        if element.getparent() is None or not isinstance(element.tag, str):
            continue
        if (is_caption(element) and not any(a in kept for a in element.iterancestors()) and element not in around) or (
            element.tag in FRAMES
            and not (
                first <= order.get(element, -1) <= last
                and is_known_embed(element.get("src") or element.get("data-src") or "")
            )
        ):
            drop(element)


def borders(
    order: dict[etree._Element, int], leaves: list[Leaf], chosen: list[Leaf], headline: str
) -> tuple[int, int, int]:
    """Places in the tree of the first and last chosen piece, and of the headline above them."""
    places = [order[leaf.holder] for leaf in chosen if leaf.holder in order]
    if not places:
        return 0, -1, 0
    first, last = min(places), max(order[e] for leaf in chosen[-1:] for e in leaf.holder.iter())
    tops = [
        order[leaf.holder]
        for leaf in leaves
        if leaf.key == headline and leaf.holder in order and order[leaf.holder] <= first
    ]
    return first, max(last, max(places)), tops[-1] if tops else above(order, chosen[0].holder, first)


def above(order: dict[etree._Element, int], holder: etree._Element, first: int) -> int:
    """Where the article's own part of the page begins, when its headline is not found there."""
    for parent in holder.iterancestors("article", "main"):
        return max(order.get(parent, 0), first - 250)
    return max(0, first - 80)


def is_of_article(image: etree._Element, is_above: bool, around: set[etree._Element]) -> bool:
    """True for a picture that a reader would take for part of the article."""
    parents = list(image.iterancestors())[:6]
    names = " ".join(
        [
            image.get("class") or "",
            image.get("src") or "",
            image.get("alt") or "" if is_above else "",
            *(p.get("class") or "" for p in parents[:3]),
        ]
    )
    figure = next((p for p in parents if p.tag == "figure"), None)
    if is_tiny(image) or (figure is None and SMALL.search(names)):
        return False
    if figure is not None:
        return not SMALL.search(figure.get("class") or "")
    link = next((p for p in parents if p.tag == "a"), None)
    if link is not None and not re.search(r"\.(?:jpe?g|png|webp|gif)(?:\?|$)", link.get("href") or "", re.I):
        return False
    return (not is_above and any(p in around for p in parents[:4])) or (is_above and width_of(image) >= 300)


def is_tiny(image: etree._Element) -> bool:
    """Too small to be a picture of an article."""
    sizes = [int(m[0]) for name in ("width", "height") if (m := re.match(r"\d+", image.get(name) or ""))]
    return bool(sizes) and min(sizes) < 90 and max(sizes) < 300


def width_of(image: etree._Element) -> int:
    """The width that the page gives it; 0 when it gives none."""
    match = re.match(r"\d+", image.get("width") or "")
    return int(match[0]) if match else 0


def tie_caption(image: etree._Element, around: set[etree._Element]) -> etree._Element:
    """The figure of a picture; a box that holds a picture and its caption becomes one."""
    best = image
    for depth, parent in enumerate(image.iterancestors()):
        if parent.tag == "figure":
            return parent
        if parent in around or depth > 5 or parent.tag in ("body", "html", "td", "li", "ul", "table"):
            break
        if any(is_caption(e) for e in parent.iter("div", "p", "span", "small", "em", "cite", "dd", "figcaption")):
            parent.tag = "figure"
            return parent
        best = parent
    return best


def set_lead(draft: PageDraft, facts: PageFacts) -> PageDraft:
    """The draft with its lead picture: a figure above the text, else the one that the page names for the article."""
    blocks = list(draft.blocks)
    stated = [p for p in facts.pictures if p["address"] and not NO_PICTURE.search(p["address"].rsplit("/", 1)[-1])]
    place = next(
        (
            at
            for at, b in enumerate(blocks[:3])
            if b["type"] == "figure" and all(x["type"] in ("figure", "gallery", "embed") for x in blocks[:at])
        ),
        None,
    )
    if place is None and stated:
        place = next(
            (
                at
                for at, b in enumerate(blocks)
                if b["type"] == "figure" and stem(b["picture"]) == stem(stated[0]["address"])
            ),
            None,
        )
    if place is not None:
        lead = blocks.pop(place)
        pictures = credit_from(stated, draft.pictures, lead["picture"])
        return replace(
            draft,
            blocks=tuple(blocks),
            pictures=pictures,
            lead=IncomingFigure(lead["picture"], lead["alt"], caption_for(lead, stated)),
        )
    return stated_lead(draft, stated)


def caption_for(lead: Block, stated: list[dict[str, str]]) -> str:
    """The figure's caption, or else what the page states of the same picture."""
    if lead["caption"]:
        return str(lead["caption"])
    told = next((p["caption"] for p in stated if p["caption"] and stem(p["address"]) == stem(lead["picture"])), "")
    return escape(split_credit(told)[0], quote=False)


def credit_from(
    stated: list[dict[str, str]], pictures: tuple[IncomingPicture, ...], lead: str
) -> tuple[IncomingPicture, ...]:
    """The pictures, with the stated credit for the lead if it had none."""
    told = next((p["credit"] for p in stated if p["credit"] and stem(p["address"]) == stem(lead)), "")
    return tuple(replace(p, credit=told) if p.key == lead and not p.credit and told else p for p in pictures)


def stated_lead(draft: PageDraft, stated: list[dict[str, str]]) -> PageDraft:
    """The picture that the page names for machines, when its text shows none above."""
    if not stated or not stated[0]["address"].startswith(("http://", "https://")):
        return draft
    best = max(stated, key=lambda p: (bool(p["caption"] or p["credit"]), -stated.index(p)))
    caption, credit = split_credit(best["caption"])
    if any(stem(p.key) == stem(best["address"]) for p in draft.pictures):
        return draft
    picture = IncomingPicture(best["address"], credit=squash(best["credit"] or credit))
    return replace(
        draft, pictures=(picture, *draft.pictures), lead=IncomingFigure(picture.key, "", escape(caption, quote=False))
    )


def stem(address: str) -> str:
    """The name of a picture without size and ending, to know it again at another size."""
    name = unquote(urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]).rsplit(".", 1)[0]
    return key_of(re.sub(r"[-_](?:\d{2,4}x\d{2,4}|scaled|thumb|small|medium|large|\d{2,4}w?)$", "", name))
