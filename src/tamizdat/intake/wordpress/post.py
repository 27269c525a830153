"""A post or page of WordPress as an article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import unquote, urlsplit

from tamizdat.intake.archive import ReadOptions
from tamizdat.intake.html.embeds import web_address
from tamizdat.intake.html.to_blocks import Converted, html_to_blocks
from tamizdat.intake.keep_pictures import with_content
from tamizdat.intake.moments import read_moment
from tamizdat.intake.wordpress.item import Item
from tamizdat.intake.wordpress.media import Library, PostMedia
from tamizdat.intake.wordpress.text import Text
from tamizdat.intake.words import headline_of, plain, unique
from tamizdat.newsroom.incoming import IncomingArticle, IncomingFigure, IncomingPicture, Status
from tamizdat.shell.errors import RefusedError

NAMELESS = "its author has no name in this export, only a login: it has no byline."
HALF_NAMELESS = "one of its authors has no name in this export, only a login, and stands in no byline."
UNSORTED = {
    "uncategorized", "uncategorised", "без рубрики", "без-рубрики", "بدون دسته‌بندی", "دسته‌بندی نشده", "non classé",
    "sin categoría", "sem categoria", "allgemein", "未分类", "未分類", "senza categoria",
}  # fmt: skip
PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_category", "epc_primary_category")
LANGUAGES = ("_locale", "_icl_lang", "wpml_language", "_pll_language", "language")
EMAIL = re.compile(r"[^\s@]@[^\s@]+\.\S")


@dataclass(slots=True)
class Site:
    """What the posts of an export refer to."""

    address: str = ""
    language: str = "en"
    version: str = ""
    categories: dict[str, str] = field(default_factory=dict)
    library: Library = field(default_factory=Library)
    _names: dict[str, str] = field(default_factory=dict)

    def add_author(self, values: Mapping[str, str]) -> None:
        """The name that an author shows. A login is half of what it takes to break in: it never comes along."""
        login = values.get("wp:author_login", "")
        full = f"{values.get('wp:author_first_name', '')} {values.get('wp:author_last_name', '')}"
        shown = plain(values.get("wp:author_display_name", ""))
        name = plain(full) if shown.lower() in ("", login.lower()) or EMAIL.search(shown) else shown
        name = name or (shown if not EMAIL.search(shown) else "")
        if login and name:
            self._names[login.lower()] = name

    def add_guest(self, slug: str, name: str) -> None:
        """An author without an account (a plug-in's)."""
        self._names.setdefault(slug.removeprefix("cap-").lower(), plain(name))

    def name_of(self, login: str) -> str | None:
        """None when the export does not say who that is."""
        known = self._names.get(login.lower())
        is_name = " " in login.strip() or login[:1].isupper() or not login.isascii()
        if known is None and (is_name or self.version in ("", "1.0")) and not EMAIL.search(login):
            return plain(login)  # the first exports wrote names where later ones write logins
        return known


@dataclass(frozen=True, slots=True)
class Post:
    """An item that is an article."""

    item: Item
    kind: str


def read_post(post: Post, site: Site, options: ReadOptions) -> IncomingArticle:
    """The article; raises RefusedError for one that has nothing in it."""
    item = post.item
    warnings = list(item.warnings)
    converted = _body(item, site, warnings)
    featured = _featured(item, site)
    headline, odd = headline_of(item.get("title"), converted.blocks)
    headline = headline or _without_words(item, converted, bool(featured))
    converted = _without_lead(converted, featured)
    published = _published(item)
    status, why = _status(item)
    section, topics = _subjects(item, site, is_page=post.kind == "page")
    return IncomingArticle(
        identity=_identity(item, site),
        headline=headline,
        language=next((item.meta[name] for name in LANGUAGES if item.meta.get(name)), site.language).replace("_", "-"),
        body=converted.blocks,
        status=status,
        standfirst=plain(item.get("excerpt:encoded")),
        kind=post.kind,
        slug=unquote(item.get("wp:post_name"), errors="replace"),
        published=published,
        updated=_updated(item, published),
        section=section,
        topics=topics,
        bylines=_bylines(item, site, warnings),
        picture=featured[0] if featured else None,
        pictures=tuple(with_content(one, options.find_media) for one in converted.pictures),
        legacy=_old_addresses(item, site),
        warnings=tuple(one for one in (odd, why, *warnings, *converted.warnings) if one),
    )


def _identity(item: Item, site: Site) -> str:
    """The number of a post in its site never changes, whatever becomes of its address."""
    number, where = item.get("wp:post_id"), re.sub(r"^https?://", "", site.address)
    identity = f"{where}/?p={number}" if number else item.get("guid") or item.get("link")
    if not identity:
        raise RefusedError("it has neither number nor address, so it could not be recognised the next time.")
    return identity[:2_000]


def _without_words(item: Item, converted: Converted, has_picture: bool) -> str:
    """A name for a post without title and words; nothing at all is refused."""
    if not converted.blocks and not has_picture and not item.get("excerpt:encoded"):
        raise RefusedError("it is empty.")
    return plain(item.get("excerpt:encoded"))[:80] or plain(unquote(item.get("wp:post_name"))) or "Untitled"


def _body(item: Item, site: Site, warnings: list[str]) -> Converted:
    text = Text(PostMedia(site.library, item.get("wp:post_id")))
    html = text.to_html(item.fields.get("content:encoded", ""))
    warnings += text.warnings()
    link = item.get("link")
    base = link if link.startswith("http") else f"{site.address}/" if site.address else ""
    return site.library.complete(html_to_blocks(html, base=base))


def _featured(item: Item, site: Site) -> tuple[IncomingFigure, IncomingPicture] | None:
    number = item.meta.get("_thumbnail_id", "").strip()
    return site.library.featured(number) if number.isdigit() and number != "0" else None


def _without_lead(converted: Converted, featured: tuple[IncomingFigure, IncomingPicture] | None) -> Converted:
    """The lead picture is not shown again at the top of the text; its caption there is better than none."""
    if featured is None:
        return converted
    pictures = {one.key: one for one in (featured[1], *converted.pictures)}
    blocks = converted.blocks
    if blocks and blocks[0]["type"] == "figure" and blocks[0]["picture"] == featured[1].key:
        blocks = blocks[1:]
    return replace(converted, blocks=blocks, pictures=tuple(pictures.values()))


def _published(item: Item) -> datetime | None:
    return (
        read_moment(item.get("wp:post_date_gmt"))
        or read_moment(item.get("wp:post_date"))
        or read_moment(item.get("pubDate"))
    )


def _updated(item: Item, published: datetime | None) -> datetime | None:
    changed = read_moment(item.get("wp:post_modified_gmt"))
    return changed if changed and published and changed - published > timedelta(minutes=1) else None


def _status(item: Item) -> tuple[Status, str]:
    """Only what everybody could read is published."""
    state = item.get("wp:status") or "publish"
    if item.get("wp:post_password"):
        return "draft", "it was protected by a password: it came in as a draft."
    if state in ("publish", "draft", "auto-draft"):
        return ("published" if state == "publish" else "draft"), ""
    return "draft", f"it was not public ({state[:30]}): it came in as a draft."


def _subjects(item: Item, site: Site, *, is_page: bool) -> tuple[str, tuple[str, ...]]:
    """(section, topics): the main category is the section, all others and the tags are topics."""
    names = [plain(name) for domain, _, name in item.categories if domain in ("category", "")]
    categories = [name for name in unique(names) if name.casefold() not in UNSORTED]
    tags = [plain(name) for domain, _, name in item.categories if domain in ("post_tag", "tag")]
    main = next((site.categories.get(item.meta[key].strip(), "") for key in PRIMARY if item.meta.get(key)), "")
    section = main if main in categories else categories[0] if categories else ""
    if is_page:
        return "", unique(tags)
    return section, unique(
        [*(name for name in categories if name != section), *(tag for tag in tags if tag != section)]
    )


def _bylines(item: Item, site: Site, warnings: list[str]) -> tuple[str, ...]:
    """Those who are named; several when a plug-in for co-authors was in use."""
    several = [_guest(site, nicename, name) for domain, nicename, name in item.categories if domain == "author"]
    creator = unescape(item.get("dc:creator"))
    one = site.name_of(creator) if creator else ""
    if one is None and not any(several):
        warnings.append(NAMELESS)
    names = unique(name for name in several if name)
    if not all(several) and NAMELESS not in warnings:
        warnings.append(HALF_NAMELESS)
    if one and one in names:
        return names
    has_all = any(nicename.startswith("cap-") and nicename[4:] == creator.lower() for _, nicename, _ in item.categories)
    return names if has_all and names else unique([one or "", *names])


def _guest(site: Site, nicename: str, name: str) -> str:
    """The name of a co-author: known, or written as a name and not as a login."""
    return site.name_of(nicename.removeprefix("cap-")) or site.name_of(name) or ""


def _old_addresses(item: Item, site: Site) -> tuple[str, ...]:
    """Where readers may still look for it."""
    number = item.get("wp:post_id")
    short = f"{site.address}/?p={number}" if site.address and number else ""
    found = [web_address(one) for one in (item.get("link"), item.get("guid"), short)]
    return unique(one for one in found if one and _path(one) not in ("", "/"))


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
