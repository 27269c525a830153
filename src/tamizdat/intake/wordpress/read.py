"""``import wordpress``: an export file of WordPress (WXR 1.0 to 1.2), read twice: pictures and people, then posts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.open_archive import open_archive
from tamizdat.intake.wordpress.item import Item, namespaces, parse_fields, parse_item
from tamizdat.intake.wordpress.media import read_attachment
from tamizdat.intake.wordpress.post import NAMELESS, Post, Site, read_post
from tamizdat.intake.words import language_tag, plain
from tamizdat.intake.xml_items import Piece, Pieces
from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.shell.errors import RefusedError

WANTED = ("item", "wp:author", "wp:category")
TYPE = re.compile(rb":post_type>\s*(?:<!\[CDATA\[)?\s*(attachment|wp_block|guest-author)\b")
TITLE = re.compile(rb"<title>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,120})")
INTERNAL = {
    "attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request",
    "wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family",
    "wp_font_face", "guest-author", "acf-field", "acf-field-group", "wpcf7_contact_form", "safecss", "jp_pay_order",
    "scheduled-action", "shop_order", "shop_coupon", "feedback", "amp_validated_url", "flamingo_inbound",
    "mc4wp-form", "everest_form", "wp_automation", "postman_sent_mail", "wpforms", "ml-slider", "vc_grid_item",
    "polylang_mo",
}  # fmt: skip
ARTICLES = {
    "page": "page", "interview": "interview", "interviews": "interview", "opinion": "opinion", "opinions": "opinion",
    "column": "opinion", "analysis": "analysis", "feature": "feature", "features": "feature", "longread": "feature",
    "review": "feature", "gallery": "gallery", "brief": "brief",
    **dict.fromkeys((
        "post", "article", "articles", "news", "story", "stories", "report", "blog", "post_type_news",
        "press-release", "video", "podcast", "episode",
    ), "news"),
}  # fmt: skip
GOODS = {
    "product",
    "product_variation",
    "download",
    "tribe_events",
    "event",
    "forum",
    "topic",
    "reply",
    "shop_subscription",
}


@dataclass(slots=True)
class Counts:
    """What is told once for the whole archive."""

    internal: Counter[str] = field(default_factory=Counter)
    comments: int = 0
    nameless: int = 0
    sticky: list[str] = field(default_factory=list)
    articles: int = 0


def read(source: Path, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    """Each post and page; what is none is counted, what cannot be read is named."""
    site, has_doctype = _read_site(source, options)
    if has_doctype:
        yield Warned("The file declares a document type, as WordPress never does; it was not read.")
    counts = Counts()
    start = b""
    for piece, pieces in _pieces(source, options, part=1):
        start = start or namespaces(pieces.head)
        if piece.name == "item":
            yield from _read_item(piece, start, site, counts, options)
    yield from _told_once(counts, site)


def _pieces(source: Path, options: ReadOptions, *, part: int) -> Iterator[tuple[Piece, Pieces]]:
    archive = open_archive(source)

    def progress(done: int, total: int) -> None:
        options.progress(part * total + done, 2 * total)

    try:
        pieces = Pieces(archive, WANTED, progress)
        for piece in pieces:
            yield piece, pieces
        if part == 0:
            yield Piece("end", b"", 0), pieces
    finally:
        archive.close()


def _read_site(source: Path, options: ReadOptions) -> tuple[Site, bool]:
    """First reading: what posts refer to, wherever it stands in the file."""
    site, start, has_doctype = Site(), b"", False
    for piece, pieces in _pieces(source, options, part=0):
        if not start:
            _check_head(pieces.head, source.name)
            start = namespaces(pieces.head)
            _read_head(site, pieces.head, options)
        has_doctype = pieces.has_doctype
        if piece.data and piece.is_whole:
            _note(piece.name, piece.data, start, site)
    return site, has_doctype


def _check_head(head: bytes, name: str) -> None:
    if b"<rss" not in head[:200_000] and b"<channel" not in head[:200_000]:
        raise RefusedError(f"{name} is not a WordPress export: it is not an RSS file.")
    if not re.search(rb"wordpress\.org/export/|wxr_version|base_blog_url|<wp:", head):
        raise RefusedError(f"{name} is not a WordPress export: it has no WXR version. Try `tamizdat import feed`.")


def _read_head(site: Site, head: bytes, options: ReadOptions) -> None:
    site.address = (_field(head, "wp:base_blog_url") or _field(head, "link")).rstrip("/")
    site.language, _ = language_tag(_field(head, "language"), options.language)
    site.version = _field(head, "wp:wxr_version")
    site.library.site = site.address


def _field(head: bytes, name: str) -> str:
    match = re.search(rf"<{name}>\s*(?:<!\[CDATA\[)?([^<\]]{{0,500}})".encode(), head)
    return plain(match[1].decode("utf-8", "replace")) if match else ""


def _note(name: str, data: bytes, start: bytes, site: Site) -> None:
    """Remember an author, a category, a picture or a shared block."""
    kind = TYPE.search(data) if name == "item" else None
    try:
        if name == "wp:author":
            site.add_author(parse_fields(data, start))
        elif name == "wp:category":
            values = parse_fields(data, start)
            site.categories[values.get("wp:term_id", "")] = plain(values.get("wp:cat_name", ""))
        elif kind:
            _note_item(kind[1].decode(), parse_item(data, start), site)
    except RefusedError:
        return  # the second reading names what cannot be read


def _note_item(kind: str, item: Item, site: Site) -> None:
    number = item.get("wp:post_id")
    if item.get("wp:post_type") != kind:
        return
    if kind == "attachment":
        address = item.get("wp:attachment_url") or item.get("guid")
        caption = item.get("excerpt:encoded")
        site.library.add(number, read_attachment(address, item.get("wp:post_parent"), caption, item.meta))
    elif kind == "wp_block":
        site.library.shared[number] = item.get("content:encoded")
    else:
        site.add_guest(item.get("wp:post_name"), item.meta.get("cap-display_name") or item.get("title"))


def _read_item(
    piece: Piece, start: bytes, site: Site, counts: Counts, options: ReadOptions
) -> Iterator[IncomingArticle | Skipped]:
    place = f"item {piece.number}"
    if piece.data is None:
        yield Skipped(place, "it is larger than nine megabytes, which no article is.")
        return
    title = TITLE.search(piece.data)
    place += f" ({plain(title[1].decode('utf-8', 'replace'))})" if title else ""
    if not piece.is_whole:
        yield Skipped(place, "it has no end.")
        return
    try:
        yield from _article(place, parse_item(piece.data, start), site, counts, options)
    except RefusedError as error:
        yield Skipped(place, str(error))


def _article(
    place: str, item: Item, site: Site, counts: Counts, options: ReadOptions
) -> Iterator[IncomingArticle | Skipped]:
    kind = item.get("wp:post_type") or "post"
    counts.comments += item.comments
    if kind in INTERNAL or kind.startswith(("elementor", "wpcf7", "acf-", "_")):
        counts.internal[kind] += 1
    elif kind in GOODS:
        yield Skipped(place, f"it is of the type {kind[:60]!r}, neither a post nor a page.")
    else:
        article = read_post(Post(item, ARTICLES.get(kind, "news")), site, options)
        if kind not in ARTICLES:
            warning = f"it is of the type {kind[:60]!r}, neither a post nor a page: it came in as a draft."
            article = replace(article, status="draft", warnings=(*article.warnings, warning))
        if NAMELESS in article.warnings:
            counts.nameless += 1
            article = replace(article, warnings=tuple(one for one in article.warnings if one != NAMELESS))
        if item.get("wp:is_sticky") == "1":
            counts.sticky.append(article.headline)
        counts.articles += 1
        yield article


def _told_once(counts: Counts, site: Site) -> Iterator[Warned]:
    if counts.comments:
        yield Warned(f"{counts.comments:,} comments of readers were left out.")
    if counts.nameless:
        yield Warned(f"{counts.nameless:,} posts have no byline: the export knows their author's login only.")
    if counts.sticky:
        yield Warned(f"These posts stood on top of the old site: {'; '.join(counts.sticky[:10])}.")
    attachments = counts.internal.pop("attachment", 0)
    if attachments:
        yield Warned(f"Its media library names {attachments:,} files; those that articles show come in with them.")
    if counts.internal:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.internal.items()))
        yield Warned(f"What WordPress keeps for itself was left out: {kinds}.")
    if not counts.articles:
        yield Warned("There is no post and no page in it.")
