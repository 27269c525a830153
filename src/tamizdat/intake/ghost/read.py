"""``import ghost``: the JSON export of Ghost, versions 1 to 6."""

from __future__ import annotations

import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.ghost.post import Row, Tables, read_post
from tamizdat.intake.open_archive import open_archive
from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.shell.errors import RefusedError

LARGEST = 512_000_000
NEEDED = {"posts", "tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings"}
DROPPED = {
    "plaintext", "codeinjection_head", "codeinjection_foot", "password", "email", "og_description",
    "twitter_description",
    "permissions", "permissions_roles", "migrations", "members", "emails", "email_recipients", "actions", "sessions",
    "api_keys", "webhooks", "mobiledoc_revisions", "post_revisions", "snippets", "invites", "brute", "benefits",
    "stripe_customers", "members_stripe_customers", "members_stripe_customers_subscriptions",
}  # fmt: skip
"""Never looked at; above all nothing about members."""


def read(source: Path, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    """Each post and page."""
    data, is_broken = _load(source, options)
    if is_broken:
        yield Warned("The file has characters that are not UTF-8; they were replaced.")
    tables = _tables(data, source.name)
    del data
    posts = tables.take_posts()
    for number, post in enumerate(posts):
        options.progress(number, len(posts))
        yield _read(number, post, tables, options)
        posts[number] = {}  # what is read need not stay in memory
    if not posts:
        yield Warned("There is no post and no page in it.")


def _load(source: Path, options: ReadOptions) -> tuple[Any, bool]:
    """The whole export: JSON of this shape cannot be read in parts."""
    archive = open_archive(source)
    data = bytearray()
    try:
        while chunk := archive.read():
            data += chunk
            if len(data) > LARGEST:
                most = LARGEST // 1_000_000
                raise RefusedError(f"{source.name} has more than {most} MB unpacked: export it in parts.")
    finally:
        archive.close()
    return _parse(data, source.name)


def _parse(data: bytearray, name: str) -> tuple[Any, bool]:
    is_broken = False
    try:
        text = data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        text, is_broken = data.decode("utf-8", "replace"), True
    data.clear()
    try:
        return json.loads(text, object_hook=_lighten), is_broken
    except (ValueError, RecursionError, MemoryError) as error:
        raise RefusedError(f"{name} is not a Ghost export that can be read: {_why(error)}.") from None


def _why(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "it does not fit into this machine's memory"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


def _lighten(values: dict[str, Any]) -> dict[str, Any]:
    for name in DROPPED & values.keys():
        del values[name]
    return values


def _tables(data: Any, name: str) -> Tables:
    """The tables, wherever this version puts them."""
    for _ in range(6):
        if isinstance(data, Mapping) and isinstance(data.get("posts"), list):
            return Tables({key: _rows(data.get(key)) for key in NEEDED})
        if isinstance(data, Mapping):
            data = next((data[key] for key in ("db", "data") if data.get(key)), None)
        elif isinstance(data, list):
            data = data[0] if data else None
    raise RefusedError(f"{name} is not a Ghost export: it has no posts.")


def _rows(values: object) -> list[Row]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _read(number: int, post: Row, tables: Tables, options: ReadOptions) -> IncomingArticle | Skipped:
    place = clean_text(post.get("slug") or post.get("title") or post.get("id")) or f"post {number + 1}"
    try:
        return read_post(post, tables, options)
    except RefusedError as error:
        return Skipped(place, str(error))
