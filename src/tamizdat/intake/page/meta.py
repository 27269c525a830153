"""What a page says of its article outside the article: JSON-LD, meta elements, marked-up lines near the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tamizdat.intake.page import jsonld
from tamizdat.intake.page.credit import squash
from tamizdat.intake.page.dates import read_moment
from tamizdat.intake.page.furniture import is_furniture
from tamizdat.intake.page.names import clean_bylines

BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline\w*|author(?:s|[-_ ]?name|[-_]?link)?|article[-_]author\w*|post[-_]author|writer|"
    r"contributor[-_ ]?name|autor(?:en)?|auteur)(?:$|[\s_-])",
    re.I,
)
NOT_BYLINE = re.compile(
    r"comment|bio|about|avatar|image|photo|related|social|follow|box|card|teaser|sidebar|footer|description|contact",
    re.I,
)
STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|dek|deck|sub-?title|sub-?head(?:line|ing)?|article[-_]?(?:lead|summary|intro|"
    r"excerpt|subtitle|teaser|description)|lead|lede|intro(?:duction)?|teaser|chapo|chapeau|"
    r"summary|excerpt|strapline|kicker-?text|vorspann|anreisser|ingress|entradilla|bajada|sommario|abstract|"
    r"spot)(?:$|[\s_-]|text)",
    re.I,
)
DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "dc.date.created",
    "pubdate",
    "publish-date",
    "publish_date",
    "ptime",
    "cxenseparse:recs:publishtime",
    "published",
    "originalpublicationdate",
    "article_date_original",
    "date",
    "publication_date",
    "last-modified-date",
)
UPDATES = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "authors",
    "article.author",
    "citation_author",
    "cxenseparse:author",
)


@dataclass(slots=True)
class PageFacts:
    """What a page states about its article."""

    headlines: list[str] = field(default_factory=list)
    standfirst: str = ""
    description: str = ""
    bylines: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    section: str = ""
    topics: tuple[str, ...] = ()
    address: str = ""
    base: str = ""
    next_address: str = ""
    previous_address: str = ""
    site: str = ""
    pictures: list[dict[str, str]] = field(default_factory=list)
    """Each with address, caption, credit."""
    text: str = ""
    """The text of the article as the page tells machines; often without paragraphs."""


def read_facts(root: etree._Element) -> PageFacts:
    """Everything that the page states."""
    metas, article = read_metas(root), jsonld.find_article(root)
    facts = PageFacts(
        language=root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or first(metas, "content-language", "og:locale")
    )
    facts.language = facts.language.split(",")[0]
    read_addresses(facts, root, metas, article)
    facts.site = first(metas, "og:site_name", "application-name") or jsonld.words(article.get("publisher"))
    facts.headlines = [
        h
        for h in (
            jsonld.words(article.get("headline")),
            first(metas, "og:title"),
            first(metas, "twitter:title", "parsely-title", "title", "dc.title"),
            title_of(root),
        )
        if h
    ]
    facts.description = jsonld.words(article.get("description")) or first(
        metas, "og:description", "description", "twitter:description"
    )
    facts.bylines = find_bylines(root, metas, article)
    read_times(facts, root, metas, article)
    facts.section = find_section(metas, article)
    facts.topics = find_topics(root, metas, article)
    facts.pictures = list(find_pictures(metas, article, facts.base))
    facts.text = jsonld.words(article.get("articleBody"))
    return facts


def read_metas(root: etree._Element) -> dict[str, list[str]]:
    """The meta elements, by their names in small letters."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = squash(meta.get("content") or "")
        for name in (
            meta.get("property") or "",
            meta.get("name") or "",
            meta.get("itemprop") or "",
            meta.get("http-equiv") or "",
        ):
            for one in name.lower().split():
                if content:
                    metas.setdefault(one, []).append(content)
    return metas


def first(metas: dict[str, list[str]], *names: str) -> str:
    """The first of some meta elements that is there."""
    return next((metas[name][0] for name in names if metas.get(name)), "")


def title_of(root: etree._Element) -> str:
    """The title element."""
    title = root.find(".//head/title")
    return squash("".join(title.itertext())) if title is not None else ""


def read_addresses(
    facts: PageFacts, root: etree._Element, metas: dict[str, list[str]], article: dict[str, Any]
) -> None:
    """The page's own address, and those of the pages before and after it."""
    links: dict[str, str] = {}
    for link in root.iter("link", "a"):
        for rel in (link.get("rel") or "").lower().split():
            if link.get("href"):
                links.setdefault(rel, link.get("href") or "")
    stated = [links.get("canonical", ""), first(metas, "og:url"), jsonld_address(article), first(metas, "twitter:url")]
    facts.address = next((a for a in (s.strip() for s in stated) if is_web(a) and urlsplit(a).path.strip("/")), "")
    base = root.find(".//base[@href]")
    own = base.get("href") if base is not None else ""
    facts.base = urljoin(facts.address, own or "") if facts.address or is_web(own or "") else ""
    facts.next_address = join_address(facts.base, links.get("next", ""))
    facts.previous_address = join_address(facts.base, links.get("prev", "") or links.get("previous", ""))


def jsonld_address(article: dict[str, Any]) -> str:
    """mainEntityOfPage or url."""
    page = next(iter(jsonld.as_list(article.get("mainEntityOfPage"))), "")
    page = page.get("@id") or page.get("url") or "" if isinstance(page, dict) else page
    return page if isinstance(page, str) and is_web(page) else jsonld.words(article.get("url"))


def join_address(base: str, address: str) -> str:
    """An absolute address; empty when there is none."""
    try:
        return urljoin(base, address) if address and not address.startswith(("#", "javascript:")) else ""
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """True for http and https addresses with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.netloc)
        and len(address) < 2000
        and not re.search(r"[\s\"<>]", address)
    )


def find_bylines(root: etree._Element, metas: dict[str, list[str]], article: dict[str, Any]) -> tuple[str, ...]:
    """Who wrote it, from the best source that names somebody."""
    stated = [n for n in jsonld.names(article.get("author")) if n]
    elements = list(byline_texts(root))
    meta = [v for name in AUTHORS for v in metas.get(name, []) if "/" not in v][:6]
    for source in (stated, elements, meta):
        names = clean_bylines(source)
        if names:
            return names
    return ()


def byline_texts(root: etree._Element) -> Iterator[str]:
    """The texts of elements that are marked as names of authors: the most exact marks first."""
    exact = root.xpath("//*[@rel='author' or @itemprop='author']")
    for element in exact[:8]:
        inner = element.xpath(".//*[@itemprop='name']")
        yield text_of(inner[0] if inner else element)
    if exact:
        return
    for element in root.iter("a", "span", "div", "p", "address", "li", "h4", "h5", "h6", "cite", "strong"):
        mark = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"
        if mark.strip() and BYLINE.search(mark) and not NOT_BYLINE.search(mark) and 3 < len(text_of(element)) < 140:
            yield text_of(element)
            return


INLINE = {"em", "strong", "b", "i", "a", "sup", "sub", "mark", "u", "bdi", "small", "font", "cite", "q", "abbr"}


def text_of(element: etree._Element) -> str:
    """The text of an element without scripts; blocks and lines in it are parted by spaces."""
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, one in walker:
        if event == "start" and one.tag in ("script", "style", "noscript", "template", "svg"):
            walker.skip_subtree()
            continue
        gap = "" if one.tag in INLINE else " "
        if event == "start":
            pieces.append(gap + (one.text or "" if isinstance(one.tag, str) else ""))
        elif one is not element:
            pieces.append(gap + (one.tail or ""))
    return squash("".join(pieces))


def read_times(facts: PageFacts, root: etree._Element, metas: dict[str, list[str]], article: dict[str, Any]) -> None:
    """When it was published and changed: the first statement that can be read, rather one with a time of day."""
    stated = [jsonld.words(article.get("datePublished")), *(v for name in DATES for v in metas.get(name, [])[:1])]
    stated += [
        t.get("datetime") or t.get("content") or text_of(t) for t in root.xpath("//*[@itemprop='datePublished']")[:2]
    ]
    moments = [(s, m) for s in stated if (m := read_moment(s))]
    facts.published = pick_time(moments) or visible_time(root)
    facts.updated = next(
        (m for s in (jsonld.words(article.get("dateModified")), first(metas, *UPDATES)) if (m := read_moment(s))), None
    )
    if facts.updated and facts.published and facts.updated <= facts.published:
        facts.updated = None


def pick_time(moments: list[tuple[str, datetime]]) -> datetime | None:
    """The first statement, or a later one for the same day that also tells the hour."""
    if not moments:
        return None
    text, best = moments[0]
    if ":" in text:
        return best
    return next((m for s, m in moments if ":" in s and abs((m - best).total_seconds()) < 86400), best)


def visible_time(root: etree._Element) -> datetime | None:
    """The first time that the page shows to readers."""
    for element in root.xpath("//time[@datetime or @pubdate] | //abbr[@class='published'] | //time")[:3]:
        found = read_moment(element.get("datetime") or element.get("title") or "") or read_moment(text_of(element)[:80])
        if found:
            return found
    for element in root.xpath(
        "//*[contains(@class,'date') or contains(@class,'time') or contains(@class,'publish') or contains(@id,'date')]"
    )[:12]:
        text = text_of(element)
        if 6 <= len(text) < 120 and (found := read_moment(text)):
            return found
    return None


def find_section(metas: dict[str, list[str]], article: dict[str, Any]) -> str:
    """The section, when it is stated."""
    stated = jsonld.words(article.get("articleSection")) or first(
        metas, "article:section", "parsely-section", "section"
    )
    return stated if len(stated) < 60 and not stated.startswith("http") else ""


def find_topics(root: etree._Element, metas: dict[str, list[str]], article: dict[str, Any]) -> tuple[str, ...]:
    """Keywords, when they are stated."""
    stated = (
        [jsonld.words(k) for k in jsonld.as_list(article.get("keywords"))]
        or metas.get("article:tag", [])
        or metas.get("news_keywords", [])
    )
    if len(stated) == 1:
        stated = re.split(r"\s*[,;،]\s*", stated[0])
    topics = [
        t for t in (squash(s) for s in stated) if t and len(t) <= 60 and ":" not in t and not t.startswith("http")
    ]
    return tuple(dict.fromkeys(topics))[:20]


def find_pictures(metas: dict[str, list[str]], article: dict[str, Any], base: str) -> Iterator[dict[str, str]]:
    """The pictures that the page names for the article."""
    for image in jsonld.as_list(article.get("image"))[:4]:
        value = image if isinstance(image, dict) else {"url": image}
        address = value.get("url") or value.get("contentUrl") or value.get("@id") or ""
        address = next(iter(jsonld.as_list(address)), "")
        if isinstance(address, str) and address:
            credit = (
                jsonld.words(value.get("creditText"))
                or next(iter(jsonld.names(value.get("author") or value.get("creator"))), "")
                or jsonld.words(value.get("copyrightHolder"))
            )
            yield {
                "address": join_address(base, address),
                "caption": jsonld.words(value.get("caption") or value.get("description")),
                "credit": credit,
            }
    for name in ("og:image", "og:image:url", "twitter:image"):
        if metas.get(name):
            yield {"address": join_address(base, metas[name][0]), "caption": "", "credit": ""}


def pick_headline(facts: PageFacts, root: etree._Element) -> str:
    """The headline that readers see, if it is what the page calls its article; else what the page calls it."""
    stated = [strip_site(h, facts.site) for h in facts.headlines]
    h1 = [t for h in root.iter("h1") if 4 < len(t := text_of(h)) < 300]
    for headline in h1:
        same = next((s for s in stated if ends_with(headline, s)), "")
        if same:
            return headline if key(same) == key(headline) else same
    best = max(h1, key=lambda t: max((likeness(t, s) for s in stated), default=0.0), default="")
    if any(likeness(best, s) > 0.5 for s in stated):
        return best
    h2 = [t for h in root.iter("h2") if 4 < len(t := text_of(h)) < 300 and not is_furniture(t)]
    same = next((t for t in h2 if any(key(t) == key(s) for s in stated)), "")
    return same or next(iter([*stated, *h1, *h2]), "")


def ends_with(headline: str, stated: str) -> bool:
    """True when a headline is what is stated, perhaps after a kicker."""
    return (len(key(stated)) > 12 and key(headline).endswith(key(stated))) or key(headline) == key(stated)


def likeness(one: str, other: str) -> float:
    """The share of words that two headlines have in common."""
    a, b = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return len(a & b) / max(1, min(len(a), len(b))) if min(len(a), len(b)) > 1 else 0.0


def key(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text).casefold()


def strip_site(headline: str, site: str) -> str:
    """A headline without the name of the site after it."""
    parts = re.split(r"\s+[|–—·»-]\s+|\s*[|_｜]\s*|\s+:\s+", headline)
    if len(parts) < 2:
        return headline
    last = parts[-1]
    known = bool(site) and (key(last) in key(site) or key(site) in key(last))
    if known or (len(last.split()) <= 3 and len(headline) - len(last) > 20):
        return headline[: headline.rindex(last)].rstrip(" |–—·»-_｜:")
    return headline
