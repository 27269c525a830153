"""HTML of facts is cleaned again before it is printed, whatever its way in.

The elements are those of docs/formats/facts-v1.md, *Blocks*. Most of it is clean already, and is seen to be by reading
it once: paragraphs and lists with plain links and emphasis are told apart at the same time (``simple_blocks``), what is
less simple block by block (``is_clean``). The rest goes through nh3. All ways give the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3

INLINE = frozenset(["a", "strong", "em", "b", "i", "s", "sub", "sup", "code", "br", "bdi", "span"])
BLOCK = INLINE | {"p", "ul", "ol", "li"}
SCHEMES = frozenset(("http", "https", "mailto", "tel", "article"))
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
DEAD_LINK = re.compile(r'<a(?: href="(?!https?:|mailto:|tel:|article:)[^"]*")?>', re.IGNORECASE)
ANCHOR = re.compile(r"<(/?)a\b([^>]*)>")

# One run of text, one entity, or one tag of those that need nothing looked up. Nothing is ever tried twice (++, *+).
PLAIN = re.compile(
    r"""(?:[^<>&\r\xa0\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]++
    |&(?:amp|lt|gt);|</?(?:p|em|strong|b|i|s|sub|sup|code|bdi|li|ul|ol|a)>|<br>
    |<a\ href="(?:https?://[\w\-.~:/?\#@!$'()*+,;=%]++|article:[a-z2-7]{13})">)*+\Z""",
    re.VERBOSE | re.ASCII,
)
TAG = re.compile(r"<(/?)([a-z]+)")

# Whole paragraphs and lists, with emphasis and links that hold nothing but words.
_ADDRESS = r"[\w\-.~:/?#@!$'()*+,;=%]++"
_LINKS = "|".join(
    [
        rf"https?://(?:[a-z][a-z0-9]*+\.)++[a-z]++/{_ADDRESS}(?:&amp;{_ADDRESS})++",
        f"https?://{_ADDRESS}",
        r"mailto:[\w\-.+@]++",
        "article:[a-z2-7]{13}",
    ]
)
_INSIDE = "|".join(
    [rf'<a href="(?:{_LINKS})">[^<]*+</a>', "<br>"]
    + [f"<{name}>[^<]*+</{name}>" for name in ("em", "strong", "b", "i", "s", "sub", "sup", "code", "bdi")]
)
_WORDS = rf"[^<]*+(?:(?:{_INSIDE})[^<]*+)*+"
SIMPLE = re.compile(rf"<p>{_WORDS}</p>|<ul>(?:<li>{_WORDS}</li>)*+</ul>|<ol>(?:<li>{_WORDS}</li>)*+</ol>", re.ASCII)
OPENING, CLOSING = ("<p>", "<ul>", "<ol>"), ("</p>", "</ul>", "</ol>")
UNUSUAL = re.compile("[\r\xa0\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Signs that cleaning would take out, or write in another way."""
PLAIN_ASCII = bytes(one for one in (*b"\t\n", *range(0x20, 0x7F)) if one not in b"<>&")
ROOT = ""


def _cleaner(tags: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        attributes={"a": {"href"}, "span": {"lang"}},
        tag_attribute_values={"span": {"dir": {"ltr", "rtl", "auto"}}},
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


_block, _inline = _cleaner(BLOCK), _cleaner(INLINE)


def clean_block(html: str) -> str:
    """Paragraphs and lists."""
    return html if is_clean(html) else _clean(_block, html)


def simple_blocks(htmls: Sequence[str]) -> list[str] | None:
    """The paragraphs and lists of these, one by one, where cleaning would change nothing and that is seen at once."""
    if not all(html.startswith(OPENING) and html.endswith(CLOSING) for html in htmls):
        return None
    html = "".join(htmls)
    found = SIMPLE.findall(html)
    return found if sum(map(len, found)) == len(html) and _has_plain_words(html) else None


def _has_plain_words(html: str) -> bool:
    """Is nothing in it that is written otherwise, once its tags are known to be right?

    Every tag has a < and a >; where there are as many of both, none stands in the words.
    """
    if html.isascii():
        signs = html.encode().translate(None, PLAIN_ASCII)
        entities, tags = signs.count(b"&"), signs.replace(b"&", b"")
        is_balanced = tags == b"<>" * (len(tags) // 2)
    else:
        if not html.isprintable() and UNUSUAL.search(html):
            return False
        entities, is_balanced = html.count("&"), html.count("<") == html.count(">")
    if entities:
        entities -= html.count("&amp;")
    return is_balanced and (not entities or entities == html.count("&lt;") + html.count("&gt;"))


@lru_cache(4_096)
def clean_inline(html: str) -> str:
    """Words and links without paragraphs: a caption, a cell."""
    if "<" not in html and is_clean(html):
        return html
    return _clean(_inline, html)


def _clean(cleaner: nh3.Cleaner, html: str) -> str:
    cleaned = cleaner.clean(UNPRINTABLE.sub("", html)).strip().replace("&nbsp;", "\xa0")
    return _drop_dead_links(cleaned) if "<a" in cleaned else cleaned


def _drop_dead_links(html: str) -> str:
    """A link that leads nowhere (no address, or a mark within a page that no page has) is just its words."""
    open_links: list[bool] = []

    def keep(found: re.Match[str]) -> str:
        if not found[1]:
            open_links.append(DEAD_LINK.fullmatch(found[0]) is None)
            return found[0] if open_links[-1] else ""
        return found[0] if open_links and open_links.pop() else ""

    return ANCHOR.sub(keep, html)


def is_clean(html: str) -> bool:
    """Would cleaning change nothing? Sure when it says yes; when it says no, clean."""
    return PLAIN.match(html) is not None and html[:1] not in " \n\t" and html[-1:] not in " \n\t" and _nests(html)


def _nests(html: str) -> bool:
    """Paragraphs and lists at the top, items in lists, words in all of them, no link within a link."""
    if "<" not in html:
        return True
    stack = [ROOT]
    for closing, name in TAG.findall(html):
        if closing:
            if stack.pop() != name:
                return False
        elif name != "br":
            if not _may_stand(name, stack):
                return False
            stack.append(name)
    return stack == [ROOT]


def _may_stand(name: str, stack: list[str]) -> bool:
    if name in ("p", "ul", "ol"):
        return stack[-1] == ROOT
    if name == "li":
        return stack[-1] in ("ul", "ol")
    return name not in stack
