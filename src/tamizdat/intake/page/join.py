"""Several pages of one article become one article."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urldefrag

from tamizdat.intake.page.credit import squash
from tamizdat.intake.page.draft import PageDraft
from tamizdat.newsroom.incoming import Block

NUMBERED = re.compile(
    r"^(?P<stem>.*?)(?:[-_ .]?(?:page|p|part|seite|стр|страница|صفحه)[-_ .]?(?P<a>\d{1,2})|"
    r"[-_](?P<b>\d{1,2}))?(?P<end>\.\w+)?$",
    re.I | re.S,
)
PAGE_IN_HEADLINE = re.compile(
    r"\s*(?:[|–—-]\s*|\(\s*)?(?:page|part|seite|стр(?:аница)?\.?|صفحه(?:‌?ی)?|第)\s*(\d{1,2})(?:\s*(?:of|/|von|из|"
    r"از)\s*\d{1,2})?\s*頁?页?\)?\s*$",
    re.I,
)


def join_pages(drafts: list[tuple[str, PageDraft]]) -> list[tuple[str, PageDraft]]:
    """The same drafts, but pages of one article are one draft under the name of its first page."""
    followers = find_followers(drafts)
    joined: list[tuple[str, PageDraft]] = []
    inner = set(followers.values())
    for place, (name, _) in enumerate(drafts):
        if place in inner:
            continue
        chain, at = [place], place
        while at in followers and followers[at] not in chain:
            at = followers[at]
            chain.append(at)
        joined.append((name, join([drafts[i][1] for i in chain])))
    return joined


def find_followers(drafts: list[tuple[str, PageDraft]]) -> dict[int, int]:
    """Which page goes on in which: by their links, else by their numbers."""
    by_address = {bare(d.address): i for i, (_, d) in reversed(list(enumerate(drafts))) if d.address}
    followers: dict[int, int] = {}
    for place, (_, draft) in enumerate(drafts):
        target = by_address.get(bare(draft.next_address)) if draft.next_address else None
        if target is not None and target != place and same_article(draft, drafts[target][1]):
            followers[place] = target
    taken = set(followers.values())
    for place, following in follow_numbers(drafts).items():
        if place not in followers and following not in taken:
            followers[place] = following
            taken.add(following)
    return break_circles(followers)


def follow_numbers(drafts: list[tuple[str, PageDraft]]) -> dict[int, int]:
    """story.html is followed by story-2.html when both have one headline."""
    numbers: dict[tuple[str, int], int] = {}
    for place, (name, _) in enumerate(drafts):
        numbers.setdefault(number_of(name), place)
    found: dict[int, int] = {}
    for (stem, number), place in numbers.items():
        following = numbers.get((stem, number + 1))
        if following is not None and same_article(drafts[place][1], drafts[following][1]):
            found[place] = following
    return found


def number_of(name: str) -> tuple[str, int]:
    """The name of a file without its page number, and the number (1 without)."""
    match = NUMBERED.match(name)
    if not match:
        return name, 1
    return match["stem"] + (match["end"] or ""), int(match["a"] or match["b"] or 1)


def same_article(one: PageDraft, other: PageDraft) -> bool:
    """True when two pages have one headline, but for the number of the page, or the second has none."""
    a, b = bare_headline(one.headline), bare_headline(other.headline)
    return bool(a) and (a == b or not b or (len(b) > 20 and (a.startswith(b) or b.startswith(a))))


def bare_headline(headline: str) -> str:
    """The headline without "page 2"."""
    return squash(PAGE_IN_HEADLINE.sub("", headline)).casefold()


def bare(address: str) -> str:
    """An address without scheme, anchor and final slash."""
    return re.sub(r"^https?://(?:www\.)?", "", urldefrag(address)[0]).rstrip("/")


def break_circles(followers: dict[int, int]) -> dict[int, int]:
    """Followers without any page that leads back to itself."""
    kept: dict[int, int] = {}
    for start in sorted(followers):
        at, seen = followers[start], {start}
        while at in kept and at not in seen:
            seen.add(at)
            at = kept[at]
        if at not in seen:
            kept[start] = followers[start]
    return kept


def join(pages: list[PageDraft]) -> PageDraft:
    """One draft: the head of the first page, the bodies of all, each paragraph once."""
    first = pages[0]
    headline = PAGE_IN_HEADLINE.sub("", first.headline) or first.headline
    if len(pages) == 1:
        return first
    known = {p.key for p in first.pictures}
    return replace(
        first,
        headline=headline,
        blocks=tuple(without_repeats(pages)),
        pictures=(*first.pictures, *(p for page in pages[1:] for p in page.pictures if p.key not in known)),
        warnings=tuple(dict.fromkeys(w for page in pages for w in page.warnings)),
    )


def without_repeats(pages: list[PageDraft]) -> list[Block]:
    """The blocks of all pages; what a later page repeats of an earlier one (a paragraph, a picture) goes."""
    blocks = list(pages[0].blocks)
    for page in pages[1:]:
        known = {key for block in blocks for key in pieces(block)}
        for block in page.blocks:
            rest = [piece for piece in pieces(block) if piece not in known]
            if block["type"] == "text" and rest:
                blocks.append({"type": "text", "html": "".join(rest)})
            elif rest:
                blocks.append(block)
    return blocks


def pieces(block: Block) -> list[str]:
    """The paragraphs and lists of a text, or the whole of any other block."""
    if block["type"] == "text":
        return [piece for piece in re.split(r"(?<=</p>)|(?<=</ul>)|(?<=</ol>)", block["html"]) if piece.strip()]
    return [repr(sorted(block.items()))]
