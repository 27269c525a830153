"""A post or page of Ghost as an article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from tamizdat.intake.archive import ReadOptions
from tamizdat.intake.ghost.cards import markdown_html, original, text
from tamizdat.intake.ghost.editors import Editors
from tamizdat.intake.html.pictures import plain_credit, split_credit, web_or_path
from tamizdat.intake.html.to_blocks import Converted, html_to_blocks, inline_html
from tamizdat.intake.keep_pictures import with_content
from tamizdat.intake.moments import read_moment
from tamizdat.intake.words import headline_of, language_tag, lines_to_blocks, plain, unique
from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.incoming import IncomingArticle, IncomingFigure, IncomingPicture, Status
from tamizdat.shell.errors import RefusedError

Row = dict[str, Any]

HERE = re.compile(r"(?:https?:)?(?://)?__GHOST_URL__", re.I)
EMAIL = re.compile(r"[^\s@]@[^\s@]+\.\S")


class Tables:
    """The rows that posts refer to."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self._posts = tables["posts"]
        self._users = _by_id(tables["users"])
        self._tags = _by_id(tables["tags"])
        self._meta = {str(one.get("post_id")): one for one in tables["posts_meta"]}
        self._authors = _joined(tables["posts_authors"], "author_id")
        self._post_tags = _joined(tables["posts_tags"], "tag_id")
        self._settings = {str(one.get("key")): one.get("value") for one in tables["settings"]}

    def take_posts(self) -> list[Row]:
        """The posts; the caller lets go of each as it is read."""
        posts, self._posts = self._posts, []
        return posts

    def meta(self, post: Row) -> Row:
        return self._meta.get(str(post.get("id")), {})

    def bylines(self, post: Row) -> tuple[str, ...]:
        """The names that authors show."""
        keys = self._authors.get(str(post.get("id"))) or [str(post.get("author_id") or post.get("author"))]
        names = [clean_text(self._users.get(key, {}).get("name")) for key in keys]
        return unique(name for name in names if not EMAIL.search(name))

    def tags(self, post: Row) -> tuple[str, ...]:
        """Public tags in order; those that begin with # are the editors' own."""
        rows = [self._tags.get(key, {}) for key in self._post_tags.get(str(post.get("id")), [])]
        shown = [clean_text(one.get("name")) for one in rows if one.get("visibility", "public") == "public"]
        return unique(name for name in shown if not name.startswith("#"))

    def language(self) -> object:
        return self._settings.get("locale") or self._settings.get("lang") or self._settings.get("default_locale")

    def address_of(self, post: Row) -> str:
        """The path that readers knew."""
        slug = clean_text(post.get("slug"))
        pattern = self._settings.get("permalinks")
        published = _moment(post.get("published_at"))
        if not slug:
            return ""
        if not isinstance(pattern, str) or ":slug" not in pattern or published is None or _is_page(post):
            return f"/{quote(slug)}/"
        parts = {
            ":slug": quote(slug),
            ":year": f"{published:%Y}",
            ":month": f"{published:%m}",
            ":day": f"{published:%d}",
        }
        return re.sub(r":(?:slug|year|month|day)", lambda found: parts[found[0]], pattern)


def _by_id(rows: list[Row]) -> dict[str, Row]:
    return {str(one.get("id")): one for one in rows}


def _joined(rows: list[Row], other: str) -> dict[str, list[str]]:
    """Post → the others' ids, in their order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in rows:
        order = one.get("sort_order")
        key = (order if isinstance(order, int) else 0, str(one.get(other)))
        found.setdefault(str(one.get("post_id")), []).append(key)
    return {post: [key for _, key in sorted(pairs, key=lambda pair: pair[0])] for post, pairs in found.items()}


def read_post(post: Row, tables: Tables, options: ReadOptions) -> IncomingArticle:
    """The article; raises RefusedError for one that has nothing in it."""
    identity = clean_text(post.get("uuid") or post.get("id") or post.get("slug"))
    if not identity:
        raise RefusedError("it has no id, so it could not be recognised the next time.")
    meta = tables.meta(post)
    editors = Editors()
    lead, lead_pictures = _lead(post, meta)
    converted = _without_lead(_body(post, editors), lead, lead_pictures)
    headline, odd = headline_of(clean_text(post.get("title")), converted.blocks)
    if not headline or (headline == "(Untitled)" and not converted.blocks):
        raise RefusedError("it is empty.")
    status, why = _status(post, meta)
    published, updated = _moments(post)
    language, odd_language = language_tag(
        post.get("locale") or post.get("language") or tables.language(), options.language
    )
    tags = tables.tags(post)
    is_page = _is_page(post)
    unknown = f"cards that are not known were left out: {', '.join(editors.unknown)}." if editors.unknown else ""
    return IncomingArticle(
        identity=identity[:500],
        headline=headline,
        language=language,
        body=converted.blocks,
        status=status,
        standfirst=plain(post.get("custom_excerpt")),
        kind="page" if is_page else "news",
        slug=clean_text(post.get("slug")),
        published=published,
        updated=updated,
        section="" if is_page or not tags else tags[0],
        topics=tags if is_page else tags[1:],
        bylines=tables.bylines(post),
        picture=lead,
        pictures=tuple(with_content(one, options.find_media) for one in converted.pictures),
        legacy=unique([tables.address_of(post)]),
        warnings=tuple(one for one in (odd, why, odd_language, unknown, *converted.warnings) if one),
    )


def _is_page(post: Row) -> bool:
    return post.get("type") == "page" or post.get("page") in (1, "1", True)


def _body(post: Row, editors: Editors) -> Converted:
    """What the editor stored, else the HTML that was made of it, else what older versions had."""
    for name, to_html in (("lexical", editors.lexical), ("mobiledoc", editors.mobiledoc), ("html", str)):
        if post.get(name):
            converted = html_to_blocks(_here(to_html(post[name])))
            if converted.blocks:
                return converted
    if text(post, "markdown"):
        return html_to_blocks(_here(markdown_html(text(post, "markdown"))))
    return Converted(lines_to_blocks(text(post, "plaintext")), ())


def _here(html: str) -> str:
    """Addresses of the site itself become paths, as everywhere in its export."""
    return original(HERE.sub("", html))


def _lead(post: Row, meta: Row) -> tuple[IncomingFigure | None, dict[str, IncomingPicture]]:
    address = web_or_path(_here(text(post, "feature_image", "image")), "")
    if not address:
        return None, {}
    alt = plain(meta.get("feature_image_alt"))
    caption, credit = split_credit(inline_html(text(meta, "feature_image_caption")))
    picture = IncomingPicture(address, credit=plain_credit(plain(credit)), alt=alt)
    return IncomingFigure(address, alt, caption), {address: picture}


def _without_lead(
    converted: Converted, lead: IncomingFigure | None, lead_pictures: Mapping[str, IncomingPicture]
) -> Converted:
    """All pictures; the lead is not shown again at the top of the text."""
    blocks = converted.blocks
    if lead and blocks and blocks[0]["type"] == "figure" and blocks[0]["picture"] == lead.picture:
        blocks = blocks[1:]
    pictures = {**lead_pictures, **{one.key: one for one in converted.pictures if one.key not in lead_pictures}}
    return replace(converted, blocks=blocks, pictures=tuple(pictures.values()))


def _status(post: Row, meta: Row) -> tuple[Status, str]:
    """Only what everybody could read on the site is published."""
    state, visible = post.get("status", "published"), post.get("visibility") or "public"
    if state == "published" and visible == "public" and not meta.get("email_only"):
        return "published", ""
    if state == "draft":
        return "draft", ""
    if state == "published" and visible != "public":
        return "draft", f"it was for {str(visible)[:30]} only: it came in as a draft."
    if state == "sent" or meta.get("email_only"):
        return "draft", "it was sent by e-mail and never stood on the site: it came in as a draft."
    return "draft", f"it was not public ({str(state)[:30]}): it came in as a draft."


def _moment(value: object) -> datetime | None:
    """A time as text, or in milliseconds as the oldest exports have it."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**14:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value // 1000)
    return read_moment(value)


def _moments(post: Row) -> tuple[datetime | None, datetime | None]:
    published = _moment(post.get("published_at")) or _moment(post.get("created_at"))
    changed = _moment(post.get("updated_at"))
    is_later = changed and published and changed - published > timedelta(minutes=1)
    return published, changed if is_later else None
