"""The pieces of text of a page's tree, in order, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from tamizdat.intake.page.credit import WIDE, squash

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure",
    "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "summary", "caption", "menu", "dialog", "html", "picture",
    "img", "iframe",
}  # fmt: skip
GONE = {
    "script", "style", "template", "svg", "math", "canvas", "button", "select", "textarea", "input", "head",
    "object", "embed", "noembed", "audio", "map", "option", "dialog", "nav", "menu", "noframes",
}  # fmt: skip
BOX = re.compile(
    r"(?:^|[\s_-])(?:newsletter|related|recommend(?:ed|ation)s?|share(?:bar|tools|buttons?|links?)?|sharing|"
    r"social(?:media)?|sharedaddy|addthis|sharethis|promo(?:box|tion)?s?|"
    r"comments?(?:list|section|area|form)?|disqus|cookies?|consent|gdpr|subscribe|subscription|breadcrumbs?|footer|"
    r"sidebar|side-bar|read-?more|outbrain|taboola|advert(?:isement)?s?|ads?|adslot|"
    r"ad-?(?:container|wrapper|slot|unit)|sponsored|tags?(?:list|cloud)?|tag-?list|most-?(?:read|popular|viewed)|"
    r"popular|trending|toolbar|pagination|pager|skip-?link|screen-?reader(?:-text)?|sr-only|"
    r"visually-?hidden|more-?(?:stories|news|from|on)|further-reading|see-?also|author-?(?:bio|box|info|card)|"
    r"about-?author|donat(?:e|ion)s?|support-?us|paywall|piano|banner|popup|modal|overlay|"
    r"signup|sign-up|login|mailing|widget|teaser-?(?:list|box|wrapper)?|jp-relatedposts|inline-?related|"
    r"magazine-?promo|follow-?us|print-?only|noprint|no-print|app-?(?:promo|download)|player-?controls|"
    r"editors?-?picks?|next-?(?:article|up|story)|prev(?:ious)?-?(?:article|story|post)|nav(?:igation|bar)?|menu|"
    r"masthead|copyright|disclaimer|fact-?box-?ad|byline|timestamp|dateline-date|meta-?info|entry-meta|post-meta|"
    r"article-meta)(?:$|[\s_-])",
    re.I,
)
KEEP = re.compile(
    r"(?:article|story|post|entry|page)[-_]?(?:body|content|text|main|wrap)|^(?:content|main|article|story)$|(?:has|"
    r"with|no|without|show|is)-[\w-]*(?:sidebar|comment|ad|related|banner|nav|header|footer)",
    re.I,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption|figcaption|credit|photo-?credit|image-?credit|copyright|legend|bildunterschrift|"
    r"image-?source|photographer)(?:$|[\s_-]|text|info)",
    re.I,
)
WITHIN = ("aside", "footer", "form", "figure", "figcaption", "blockquote", "table", "ul", "ol", "header")


@dataclass(slots=True, eq=False)
class Leaf:
    """One run of text without a block inside it: a paragraph, an item, a cell, a piece between line breaks."""

    holder: etree._Element
    """The block that it stands in."""
    slots: list[tuple[etree._Element, str]] = field(default_factory=list)
    """Where its text is kept in the tree: (element, "text" or "tail")."""
    text: str = ""
    linked: int = 0
    """How many of its characters are links."""
    key: str = ""
    within: frozenset[str] = frozenset()
    """Which of some telling elements stand around it."""

    @property
    def tag(self) -> str:
        """The name of its block."""
        return str(self.holder.tag)

    @property
    def width(self) -> int:
        """Its length in characters; a wide one counts for two and a half."""
        return len(self.text) + len(WIDE.findall(self.text)) * 3 // 2

    @property
    def link_share(self) -> float:
        """How much of it is links."""
        return self.linked / max(1, len(self.text))

    def blank(self) -> None:
        """Take its text out of the tree."""
        for element, slot in self.slots:
            setattr(element, slot, None)


def prepare(root: etree._Element, found: str) -> None:
    """Take out what no reader sees, or what is machinery by its name, unless what trafilatura found stands in it."""
    for element in list(root.iter(*GONE)):
        drop(element)
    unwrap_layout(root)
    total = len("".join(root.itertext()))
    lines = frozenset(key for line in found.split("\n") if len(key := key_of(line)) > 40)
    for element in list(root.iter()):
        if element is root or not isinstance(element.tag, str) or element.getparent() is None or in_figure(element):
            continue
        if (is_hidden(element) and (element.tag == "p" or share_of(element, lines) < 0.6)) or is_box(
            element, total, lines
        ):
            drop(element)


def in_figure(element: etree._Element) -> bool:
    """True for what stands in a figure: a credit may be called byline there."""
    return any(parent.tag == "figure" for parent in element.iterancestors())


def unwrap_layout(root: etree._Element) -> None:
    """A table that only arranges the page becomes boxes."""
    for table in list(root.iter("table")):
        cells = list(table.iter("td"))
        if any(cell.find(".//h1") is not None or len("".join(cell.itertext())) > 600 for cell in cells):
            for element in [table, *table.iter("tbody", "thead", "tr", "td", "th")]:
                if next(element.iterancestors("table"), table) is table:
                    element.tag = "div"


def share_of(element: etree._Element, lines: frozenset[str]) -> float:
    """How much of what trafilatura found stands in an element."""
    own = key_of("".join(element.itertext()))
    return sum(len(line) for line in lines if line in own) / max(1, sum(map(len, lines)))


def is_hidden(element: etree._Element) -> bool:
    """True for what a browser would not show."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if (
        element.get("aria-hidden") == "true"
        and not (element.get("class") or "").startswith("mwe-math")
        and element.tag not in ("body", "main", "article")
    ):
        return element.find(".//img") is None and len(squash("".join(element.itertext()))) < 400
    return bool(HIDDEN.search(element.get("style") or "")) and element.find(".//p") is None


def is_box(element: etree._Element, total: int, lines: frozenset[str]) -> bool:
    """True for a box whose name says that it is none of the article."""
    if (
        element.tag in ("body", "html", "main", "article", "p", "h1", "a", "em", "strong", "figure", "img", "li")
        or element.get("itemprop") == "articleBody"
    ):
        return False
    mark = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    if not mark or not BOX.search(mark) or KEEP.search(mark):
        return False
    if element.find(".//h1") is not None:
        return False
    return len("".join(element.itertext())) <= total * 0.4 and share_of(element, lines) < 0.2


def drop(element: etree._Element) -> None:
    """Take an element out, and leave the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def collect(root: etree._Element) -> list[Leaf]:
    """The leaves of the tree in the order of the page; captions are none."""
    collector = _Collector(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            if event == "start":
                collector.take(element, "tail")
            continue
        if event == "start":
            collector.start(element)
        else:
            collector.end(element)
    collector.close()
    return collector.leaves


class _Collector:
    """Walks the tree and cuts its text into leaves."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.leaves: list[Leaf] = []
        self.holders: list[etree._Element] = [root]
        self.tags: list[str] = []
        self.current = Leaf(root)
        self.captions = 0
        self.links = 0

    def start(self, element: etree._Element) -> None:
        """An element begins."""
        tag = str(element.tag)
        if tag in BLOCKS or is_caption(element):
            self.close()
            self.holders.append(element)
            self.current = Leaf(element)
        elif tag == "br" and self.breaks(element):
            self.close()
        elif tag == "br":
            self.current.text += " "
        self.tags.append(tag)
        self.captions += is_caption(element)
        self.links += tag == "a"
        self.take(element, "text")

    def breaks(self, element: etree._Element) -> bool:
        """Two line breaks in a row part paragraphs."""
        following = element.getnext()
        before = element.getprevious()
        doubled = following is not None and following.tag == "br" and not (element.tail or "").strip()
        after = before is not None and before.tag == "br" and not (before.tail or "").strip()
        return doubled or after

    def end(self, element: etree._Element) -> None:
        """An element ends."""
        tag = str(element.tag)
        self.tags.pop()
        self.captions -= is_caption(element)
        self.links -= tag == "a"
        if tag in BLOCKS or is_caption(element):
            self.close()
            if len(self.holders) > 1:
                self.holders.pop()
            self.current = Leaf(self.holders[-1])
        if element is not self.root:
            self.take(element, "tail")

    def take(self, element: etree._Element, slot: str) -> None:
        """One piece of text."""
        value = getattr(element, slot)
        if not value or self.captions:
            return
        self.current.slots.append((element, slot))
        self.current.text += value
        if self.links:
            self.current.linked += len(value.strip())

    def close(self) -> None:
        """The leaf is done."""
        leaf = self.current
        leaf.text = squash(leaf.text)
        leaf.key = key_of(leaf.text)
        if leaf.key:
            leaf.within = frozenset(t for t in WITHIN if t in self.tags)
            self.leaves.append(leaf)
        self.current = Leaf(self.holders[-1])


def is_caption(element: etree._Element) -> bool:
    """True for an element that holds the caption or credit of a picture."""
    if element.tag == "figcaption":
        return True
    mark = element.get("class") or ""
    return (
        bool(mark)
        and element.tag in ("div", "p", "span", "small", "em", "cite", "dd", "h6")
        and bool(CAPTION.search(mark))
        and len("".join(element.itertext())) < 600
        and element.find(".//p/../p[3]") is None
    )


def key_of(text: str) -> str:
    """Letters and digits alone, to compare texts by."""
    return re.sub(r"[\W_]+", "", text).casefold()
