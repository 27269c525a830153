"""Figures, galleries and posts from elsewhere, as blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from typing import Any

from lxml import etree

from tamizdat.intake.html.embeds import embed_block, is_known_embed, web_address
from tamizdat.intake.html.pictures import Pictures, is_credit, plain_credit, split_credit, text_of, words

SHOWN = (
    "iframe", "embed", "object", "video", "audio", "amp-youtube", "amp-twitter", "amp-instagram", "amp-facebook",
    "amp-video", "amp-iframe", "frame",
)  # fmt: skip
ADDRESS_IN = ("src", "data-src", "data-lazy-src", "data", "data-href", "data-url", "data-litespeed-src")
POSTS = re.compile(
    r"\b(?:twitter-tweet|twitter-video|twitter-quote|instagram-media|tiktok-embed|fb-post|fb-video|reddit-embed-bq|"
    r"reddit-card|bluesky-embed|text-post-media|telegram-post|imgur-embed-pub|wp-embedded-content|mastodon-embed)\b"
)
POST_ADDRESS = ("cite", "data-instgrm-permalink", "data-href", "data-text-post-permalink", "data-embed-url")
CAPTION = re.compile(r"(?:^|[-_\s])caption(?:[-_\s]|$)|wp-caption-text", re.I)

Inline = Callable[[etree._Element, Set[etree._Element]], str]


def figure_block(
    element: etree._Element, images: list[etree._Element], pictures: Pictures, inline: Inline
) -> dict[str, Any] | None:
    """One picture with its caption; the credit goes to the picture."""
    caption, credit = read_caption(element, inline) if element is not images[0] else ("", "")
    key = pictures.add(images[0], credit)
    alt = words(images[0].get("alt") or "")
    return {"type": "figure", "picture": key, "alt": alt, "caption": caption} if key else None


def gallery_block(
    element: etree._Element, images: list[etree._Element], pictures: Pictures, inline: Inline
) -> dict[str, Any] | None:
    """Several pictures, each with its own caption."""
    shown: list[dict[str, Any]] = []
    for image in images:
        holder = _holder(image, element)
        caption, credit = read_caption(holder, inline) if holder is not None else ("", "")
        key = pictures.add(image, credit)
        if key and not any(one["picture"] == key for one in shown):
            shown.append({"picture": key, "alt": words(image.get("alt") or ""), "caption": caption})
    if len(shown) == 1:
        return {"type": "figure", **shown[0]}
    return {"type": "gallery", "pictures": shown} if shown else None


def _holder(image: etree._Element, gallery: etree._Element) -> etree._Element | None:
    """The element that holds this picture alone, with its caption."""
    holder = None
    for parent in image.iterancestors():
        if parent is gallery or len(list(parent.iter("img"))) > 1:
            break
        holder = parent
    return holder


def read_caption(element: etree._Element, inline: Inline) -> tuple[str, str]:
    """(caption html, credit) of a figure."""
    caption = next(element.iter("figcaption"), None)
    if caption is None:
        caption = next((one for one in element.iter() if _is_caption(one)), element)
    credits = [one for one in element.iter() if one is not element and is_credit(one)]
    outer = [one for one in credits if not any(parent in credits for parent in one.iterancestors())]
    html = inline(caption, frozenset(outer))
    credit = plain_credit(" / ".join(text for one in outer if (text := text_of(one))))
    if credit:
        return html, credit
    html, credit = split_credit(html)
    return html, plain_credit(credit)


def _is_caption(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and bool(CAPTION.search(element.get("class") or ""))


def find_embed(element: etree._Element, base: str) -> dict[str, Any] | None:
    """The first thing from elsewhere in this element, as a link."""
    for one in element.iter(*SHOWN):
        block = embed_block(_address(one), base=base, title=words(one.get("title") or "")[:200])
        if block:
            return block
    return _bookmark(element, base) or _bare(element, base)


def _address(element: etree._Element) -> str:
    """The address that a player or frame loads."""
    tag = str(element.tag)
    if tag == "amp-youtube":
        return "https://www.youtube.com/watch?v=" + (element.get("data-videoid") or "")
    if tag == "amp-twitter":
        return "https://twitter.com/i/status/" + (element.get("data-tweetid") or "")
    own = next((value for name in ADDRESS_IN if (value := element.get(name)) and not value.startswith("about:")), "")
    if own:
        return own
    inner = (one.get("src") or one.get("value") or "" for one in element.iter("source", "embed", "param"))
    return next((value for value in inner if web_address(value, "https://x.invalid/") and "/" in value), "")


def _bookmark(element: etree._Element, base: str) -> dict[str, Any] | None:
    """A card that announces another page."""
    if "bookmark" not in (element.get("class") or ""):
        return None
    link = next(element.iter("a"), None)
    title = next((one for one in element.iter() if "bookmark-title" in str(one.get("class") or "")), link)
    if link is None or title is None:
        return None
    return embed_block(link.get("href"), base=base, title=text_of(title)[:200])


def _bare(element: etree._Element, base: str) -> dict[str, Any] | None:
    """A figure that holds nothing but an address, as WordPress writes embeds."""
    text = text_of(element).split(" ")
    if "embed" not in (element.get("class") or "") or not text[0].startswith("http"):
        return None
    return embed_block(text[0], base=base, title=" ".join(text[1:])[:200])


def post_elsewhere(quote: etree._Element, base: str) -> dict[str, Any] | None:
    """A quotation that is a post of a network (they write them so that scripts can load them)."""
    if not POSTS.search(quote.get("class") or ""):
        return None
    named = [quote.get(name) or "" for name in POST_ADDRESS]
    links = [link.get("href") or "" for link in quote.iter("a")]
    found = [address for one in [*named, *reversed(links)] if (address := web_address(one, base))]
    best = next((one for one in found if is_known_embed(one)), found[0] if found else "")
    return embed_block(best, title=text_of(quote)[:200]) if best else None
