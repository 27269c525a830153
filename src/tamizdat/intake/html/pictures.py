"""Pictures in HTML: which address is the picture, who is credited, what the caption says."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lxml import etree

from tamizdat.intake.html.embeds import web_address
from tamizdat.newsroom.incoming import IncomingPicture

LAZY = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "data-original", "data-full-url", "src")
SOURCES = ("data-srcset", "data-lazy-srcset", "srcset")
LARGEST_INLINE = 12_000_000
CREDIT_CLASS = re.compile(
    r"(?:^|[-_])(?:credits?|byline|copyright|photographer|attribution|source|photo-?by)(?:[-_]|$)", re.I
)
CREDIT_PROPERTY = {"copyrightHolder", "creditText", "author", "copyrightNotice"}
LABEL = (
    r"(?:(?:photo(?:graph)?|image|picture|illustration|graphic)s?(?:\s+(?:credit|courtesy|source)s?)?(?:\s+(?:by|of|from))?"
    r"|credits?|source|courtesy(?:\s+of)?|foto|фото(?:графия)?|изображение|иллюстрация|источник|عکس|منبع|تصویر|写真|图|攝影|摄影)"
)
CREDIT_AT_END = re.compile(
    rf"^(?P<caption>.*?)(?:^|(?<=[\s.!?…)\]>|/–—;(\[]))[\s(\[|/–—;]*(?:(?:{LABEL})\s*[:：]|(?:photo(?:graph)?|image|picture)s?\s+(?:by|courtesy(?:\s+of)?)\s)\s*"
    r"(?P<credit>(?:<(?!/)[^>]*>)*[^:：()\[\]]{2,160}?)[)\].\s]*$",
    re.I | re.S,
)
CREDIT_LABEL = re.compile(rf"^\s*[(\[]?\s*(?:©|\(c\)|{LABEL}\s*(?:[:：]|\bby\b)|by\s+)\s*", re.I)
TRACKING = re.compile(r"(?:pixel|spacer|blank|1x1|transparent)\.(?:gif|png)(?:$|\?)|/b/ss/|feedburner\.com/~r/", re.I)
EMOJI = re.compile(r"\b(?:wp-smiley|emoji|smiley)\b")
IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)$", re.I)
_size = re.compile(r"(?:[-_](?:\d{2,4}x\d{2,4}|scaled|thumb(?:nail)?|small|medium|large|s|m|b))+$", re.I)


class Pictures:
    """The pictures that an article mentions, each once, in order."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.found: dict[str, IncomingPicture] = {}

    def add(self, image: etree._Element, credit: str = "") -> str:
        """The key of this picture; empty for tracking dots and for an img that names nothing."""
        inline = _inline(image.get("src") or "")
        key = inline.key if inline else picture_address(image, self.base)
        if not key:
            return ""
        known = self.found.get(key) or inline or IncomingPicture(key)
        credit = credit or words(image.get("data-credit") or "")
        alt = words(image.get("alt") or "")
        self.found[key] = replace(known, credit=known.credit or credit, alt=known.alt or alt)
        return key


def words(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def text_of(element: etree._Element) -> str:
    """The words of an element, on one line."""
    return words("".join(element.itertext()))


def picture_address(image: etree._Element, base: str) -> str:
    """The largest picture that an img or amp-img names."""
    if _is_dot(image):
        return ""
    candidates = [_largest(image.get(name) or "") for name in SOURCES]
    picture = image.getparent()
    if picture is not None and picture.tag == "picture":
        candidates += [_largest(one.get("srcset") or "") for one in picture.iter("source")]
    best = max(candidates, default=(0.0, ""))
    named = next((value for name in LAZY if (value := _address(image.get(name), base))), "")
    linked = _linked(image, base, named)
    return linked or (web_or_path(best[1], base) if best[0] > 1 else "") or named or web_or_path(best[1], base)


def _address(value: str | None, base: str) -> str:
    return "" if not value or value.startswith("data:") else web_or_path(value, base)


def web_or_path(value: str, base: str) -> str:
    """An absolute address, or the path as it stands when nothing says where it belongs."""
    value = value.strip()
    found = web_address(value, base)
    if found or not value or base:
        return found
    return "" if re.match(r"[a-zA-Z][\w+.-]*:|//", value) else re.sub(r"[\x00-\x1f\"<>`\\]", "", value)


def _is_dot(image: etree._Element) -> bool:
    """A tracking pixel."""
    sizes = {(image.get(name) or "").removesuffix("px") for name in ("width", "height")}
    return bool(sizes & {"0", "1"}) or bool(TRACKING.search(image.get("src") or ""))


def _largest(srcset: str) -> tuple[float, str]:
    """(size, address) of the largest in a srcset."""
    best = (0.0, "")
    for match in re.finditer(r"\s*([^\s,][^\s]*?)(?:\s+(\d+(?:\.\d+)?)[wx][^,]*)?\s*(?:,\s+|,$|$)", srcset[:20_000]):
        if not match[1].startswith("data:"):
            best = max(best, (float(match[2] or 1), match[1]))
    return best


def _linked(image: etree._Element, base: str, named: str) -> str:
    """A small picture that links to its own large file: the large one."""
    link = image.getparent()
    while link is not None and link.tag in ("picture", "span", "noscript"):
        link = link.getparent()
    if link is None or link.tag != "a":
        return ""
    address = web_address(link.get("href"), base)
    path = urlsplit(address).path if address else ""
    return address if IMAGE_NAME.search(path) and _stem(path) == _stem(urlsplit(named).path) else ""


def _stem(path: str) -> str:
    """The name of a picture without folder, extension and size."""
    return _size.sub("", IMAGE_NAME.sub("", unquote(path.rsplit("/", 1)[-1]))).lower()


def _inline(source: str) -> IncomingPicture | None:
    """A picture written into the page itself (``data:``); placeholders are smaller than any picture."""
    match = re.match(r"data:image/(png|jpe?g|gif|webp|avif);base64,", source[:40], re.I)
    if not match or not 1_500 < len(source) < LARGEST_INLINE:
        return None
    try:
        content = base64.b64decode(re.sub(r"\s", "", unquote(source[match.end() :])), validate=True)
    except (binascii.Error, ValueError):
        return None
    return IncomingPicture(f"inline-{hashlib.sha256(content).hexdigest()[:16]}.{match[1].lower()}", content=content)


def is_emoji(image: etree._Element) -> bool:
    """A picture that stands for a character."""
    return bool(EMOJI.search(image.get("class") or ""))


def is_credit(element: etree._Element) -> bool:
    """An element that names whose picture it is."""
    if not isinstance(element.tag, str) or element.tag in ("img", "figcaption", "figure"):
        return False
    classes = (element.get("class") or "").split()
    return element.get("itemprop") in CREDIT_PROPERTY or any(CREDIT_CLASS.search(name) for name in classes)


def split_credit(caption: str) -> tuple[str, str]:
    """Caption html and the credit that ends it: ``"A pier. Photo: Ann Lee"`` gives both."""
    match = CREDIT_AT_END.match(caption) if len(caption) < 5_000 else None
    if not match:
        return caption, ""
    credit = words(re.sub(r"<[^>]*>", "", match["credit"]))
    rest = re.sub(r"(?:<br>|\s)+$", "", re.sub(r"<(\w+)[^>]*>\s*$", "", match["caption"]))
    return rest, credit


def plain_credit(text: str) -> str:
    """A credit without its label and brackets."""
    return words(CREDIT_LABEL.sub("", words(text))).strip(" ()[]|/–—")
